import assert from 'node:assert/strict';
import {
  abandonEdit,
  createPendingEdit,
  type PendingEdit,
  statusOf,
  toProposedFile,
  undoHunks,
} from '../../../src/edits/pendingEdit.ts';
import type { PlannedHunk } from '../../../src/edits/plan.ts';

const verdict = { kind: 'verified' } as const;

function editOf(hunks: readonly PlannedHunk[]): PendingEdit {
  return createPendingEdit({ id: 'edit', hunks });
}

const threeHunks: readonly PlannedHunk[] = [
  { startLine: 1, removed: ['b'], added: ['B', 'B2'], why: 'one' },
  { startLine: 3, removed: [], added: ['new'], why: 'two' },
  { startLine: 4, removed: ['e'], added: [], why: 'three' },
];
const sixLines = 'a\nb\nc\nd\ne\nf';

function keptEdit(edit: PendingEdit, hunkIds: ReadonlySet<string>): PendingEdit {
  const hunks = edit.hunks.map((hunk) =>
    hunkIds.has(hunk.id) ? { ...hunk, status: 'kept' as const } : hunk,
  );
  return { ...edit, hunks };
}

describe('undoHunks', () => {
  it('drops pending and stale hunks and leaves kept ones alone', () => {
    const edit = undoHunks(abandonEdit(keptEdit(editOf(threeHunks), new Set(['1']))), new Set(['1', '2']));
    assert.deepEqual(
      edit.hunks.map(({ status }) => status),
      ['kept', 'undone', 'stale'],
    );
  });
});

describe('an edit as the panel shows it', () => {
  const file = { name: 'a.ts', folder: 'src', languageId: 'typescript' };
  const lineAt = (line: number): string | undefined => sixLines.split('\n')[line];

  it('shows a hunk with its one-based line and one unchanged line on each side', () => {
    assert.deepEqual(toProposedFile(editOf(threeHunks), { ...file, lineAt }), {
      id: 'edit',
      ...file,
      change: { kind: 'modify' },
      hunks: [
        {
          id: '1',
          why: 'one',
          status: 'pending',
          line: 2,
          removed: ['b'],
          added: ['B', 'B2'],
          before: 'a',
          after: 'c',
        },
        {
          id: '2',
          why: 'two',
          status: 'pending',
          line: 4,
          removed: [],
          added: ['new'],
          before: 'c',
          after: 'd',
        },
        {
          id: '3',
          why: 'three',
          status: 'pending',
          line: 5,
          removed: ['e'],
          added: [],
          before: 'd',
          after: 'f',
        },
      ],
    });
  });

  it('shows no line of a neighbouring hunk as unchanged, and nothing beyond the document', () => {
    const touching = editOf([
      { startLine: 0, removed: ['a'], added: ['x'], why: '' },
      { startLine: 1, removed: ['b', 'c', 'd', 'e', 'f'], added: [], why: '' },
    ]);
    const sides = toProposedFile(touching, { ...file, lineAt }).hunks.map(({ before, after }) => [
      before,
      after,
    ]);
    assert.deepEqual(sides, [
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it('names the state of the whole edit', () => {
    const all = editOf(threeHunks);
    const every = new Set(['1', '2', '3']);
    const states = [
      editOf([]),
      all,
      keptEdit(all, every),
      undoHunks(all, every),
      abandonEdit(all),
      abandonEdit(keptEdit(all, new Set(['1']))),
    ];
    assert.deepEqual(
      states.map(({ hunks }) => statusOf(hunks, verdict)),
      [
        { kind: 'empty' },
        { kind: 'pending', verdict },
        { kind: 'settled', verdict },
        { kind: 'settled', verdict },
        { kind: 'failed', problem: { code: 'document_changed' } },
        { kind: 'settled', verdict },
      ],
    );
  });
});
