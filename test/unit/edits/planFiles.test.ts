import assert from 'node:assert/strict';
import { applyHunks } from '../../../src/edits/hunk.ts';
import { type FilesPlan, planFiles, type SentFile } from '../../../src/edits/planFiles.ts';
import type { FilesAnswer } from '../../../src/edits/schema.ts';
import { verifyEdit } from '../../../src/edits/verify.ts';

type FileAnswer = FilesAnswer['files'][number];

const none = { newPath: '', why: 'Because.', edits: [], content: '' };
const modify = (path: string, oldText: string, newText: string): FileAnswer => ({
  ...none,
  path,
  action: 'modify',
  edits: [{ why: 'So.', oldText, newText }],
});
const create = (path: string, content: string): FileAnswer => ({ ...none, path, action: 'create', content });
const remove = (path: string): FileAnswer => ({ ...none, path, action: 'delete' });
const rename = (path: string, newPath: string): FileAnswer => ({ ...none, path, action: 'rename', newPath });

const sent: readonly SentFile[] = [
  { path: 'src/a.ts', text: 'one();\ntwo();\n', languageId: 'typescript', access: 'write' },
  { path: 'src/b.ts', text: 'three();\n', languageId: 'typescript', access: 'write' },
  { path: 'README.md', text: '# Read\n', languageId: 'markdown', access: 'read' },
];

function plan(...files: readonly FileAnswer[]): FilesPlan {
  return planFiles({
    answer: { title: '', explanation: '', files: [...files] },
    files: sent,
    mayCreate: (path) => path.startsWith('src/') || path.startsWith('.vscode/'),
  });
}

function problem(...files: readonly FileAnswer[]): unknown {
  const planned = plan(...files);
  return planned.ok ? 'planned' : [planned.problem.code, 'quote' in planned.problem && planned.problem.quote];
}

describe('planFiles', () => {
  it('plans what happens to each file, in the order of the answer, and leaves out what stays the same', () => {
    const planned = plan(
      create('src/c.ts', 'four();\r\nfive();\r\n'),
      modify('src/a.ts', 'two();', '2();'),
      rename('src/b.ts', 'src/lib/b.ts'),
    );
    const same = plan(modify('src/a.ts', 'two();', 'two();'));
    assert.deepEqual(
      [planned, same],
      [
        {
          ok: true,
          files: [
            { kind: 'create', path: 'src/c.ts', text: 'four();\nfive();\n', why: 'Because.' },
            {
              kind: 'modify',
              path: 'src/a.ts',
              text: 'one();\ntwo();\n',
              languageId: 'typescript',
              hunks: [{ startLine: 1, removed: ['two();'], added: ['2();'], why: 'So.' }],
            },
            {
              kind: 'rename',
              path: 'src/b.ts',
              newPath: 'src/lib/b.ts',
              text: 'three();\n',
              why: 'Because.',
            },
          ],
        },
        { ok: true, files: [] },
      ],
    );
  });

  it('B-8 refuses the whole answer for one file that does not fit, and says which', () => {
    const fine = modify('src/a.ts', 'two();', '2();');
    assert.deepEqual(
      [
        problem(fine, modify('src/b.ts', 'four();', 'x')),
        problem(fine, modify('src/other.ts', 'a', 'b')),
        problem(fine, modify('README.md', '# Read', '# Write')),
        problem(fine, remove('README.md')),
        problem(fine, create('src/b.ts', 'x')),
        problem(fine, create('src/B.TS', 'x')),
        problem(fine, rename('src/b.ts', 'readme.MD')),
        problem(fine, remove('src/a.ts')),
        problem(fine, create('src/c.ts', 'x'), rename('src/b.ts', 'src/C.ts')),
        problem({
          ...rename('src/b.ts', 'src/c.ts'),
          edits: [{ why: '', oldText: 'three();', newText: '3();' }],
        }),
        problem(create('src/c.ts', '```ts\nx();\n```')),
        problem(create('lib/c.ts', 'x')),
      ],
      [
        ['anchor_not_found', 'four();'],
        ['file_unknown', 'src/other.ts'],
        ['file_unknown', 'README.md'],
        ['file_unknown', 'README.md'],
        ['file_exists', 'src/b.ts'],
        ['file_exists', 'src/B.TS'],
        ['file_exists', 'readme.MD'],
        ['file_twice', 'src/a.ts'],
        ['file_twice', 'src/C.ts'],
        ['file_twice', 'src/b.ts'],
        ['not_code', '```ts'],
        ['path_refused', 'lib/c.ts'],
      ],
    );
  });

  it('M-K7 refuses every path that leads out, for each action', () => {
    const ways = [
      '../a.ts',
      '/etc/passwd',
      'src/../../a.ts',
      'C:\\a.ts',
      '\\\\host\\a',
      'src/.git/config',
      'src/a.ts\u200B',
    ];
    assert.deepEqual(
      ways.flatMap((path) => [
        problem(create(path, 'x')),
        problem(remove(path)),
        problem(rename('src/b.ts', path)),
      ]),
      ways.flatMap((path) => Array.from({ length: 3 }, () => ['path_refused', path])),
    );
  });

  it('M-D10 takes hunks of a file as those of a selection', () => {
    const planned = plan(modify('src/a.ts', 'one();\r\n', 'one(\r\n);'));
    assert.ok(planned.ok);
    const [file] = planned.files;
    assert.ok(file?.kind === 'modify');
    assert.equal(applyHunks(file.text, file.hunks), 'one(\n);\ntwo();\n');
  });

  it('B-9 verifies each file, and neither what goes as a whole nor what tells programs what to run', () => {
    const verdict = (...files: readonly FileAnswer[]): unknown => {
      const planned = plan(...files);
      return planned.ok ? verifyEdit(planned.files) : planned.problem;
    };
    assert.deepEqual(
      [
        verdict(create('src/c.py', "x = '('  # )\n"), rename('src/b.ts', 'src/lib/b.ts')),
        verdict(modify('src/a.ts', 'two();', 'two(;')),
        verdict(create('src/c.ts', 'f({')),
        verdict(remove('src/b.ts')),
        verdict(create('.vscode/tasks.json', '{}')),
      ],
      [
        { kind: 'verified' },
        { kind: 'unverified', reason: 'brackets' },
        { kind: 'unverified', reason: 'brackets' },
        { kind: 'unverified', reason: 'dropped', detail: 'src/b.ts' },
        { kind: 'unverified', reason: 'tool_settings', detail: '.vscode/tasks.json' },
      ],
    );
  });
});
