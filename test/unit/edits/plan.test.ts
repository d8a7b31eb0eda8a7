import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { applyHunks } from '../../../src/edits/hunk.ts';
import { splitLines } from '../../../src/edits/lines.ts';
import { type Plan, planEdit, type Scope } from '../../../src/edits/plan.ts';
import type { EditAnswer } from '../../../src/edits/schema.ts';
import type { EditProblem } from '../../../src/protocol/proposedEdit.ts';
import { asQuote, documents, lcsLength, placedEdits } from './arbitraries.ts';

type Edit = { readonly oldText: string; readonly newText: string; readonly why?: string };

function answer(...edits: readonly Edit[]): EditAnswer {
  return { title: 'Title', explanation: '', edits: edits.map((edit) => ({ why: 'Because.', ...edit })) };
}

function plan(
  text: string,
  edits: readonly Edit[],
  scope: Scope = { startLine: 0, endLine: 1_000_000 },
): Plan {
  return planEdit({ text, scope, answer: answer(...edits), languageId: 'typescript' });
}

function result(text: string, edits: readonly Edit[], scope?: Scope): string | EditProblem {
  const planned = plan(text, edits, scope);
  return planned.ok ? applyHunks(text, planned.hunks) : planned.problem;
}

describe('planEdit', () => {
  it('M-D11 shows only changed lines and gives every hunk the reason of its edit', () => {
    const text = 'a\nif (x) {\n  b\n  c\n}\n';
    assert.deepEqual(
      plan(text, [{ oldText: '  b\n  c', newText: '  b\n  x\n  c\n  d', why: ' One\n reason. ' }]),
      {
        ok: true,
        hunks: [
          { startLine: 3, removed: [], added: ['  x'], why: 'One reason.' },
          { startLine: 4, removed: [], added: ['  d'], why: 'One reason.' },
        ],
      },
    );
  });

  it('puts the hunks in document order, whatever the order of the answer', () => {
    assert.equal(
      result('a\nb\nc\nd', [
        { oldText: 'd', newText: 'D' },
        { oldText: 'a', newText: 'A' },
      ]),
      'A\nb\nc\nD',
    );
  });

  it('M-D10 takes an answer with other line ends and one line break more or less', () => {
    const planned = [
      result('a\nb\nc', [{ oldText: 'a\r\nb\r\n', newText: 'a\r\nx' }]),
      result('a\nb\nc', [{ oldText: 'a\nb', newText: 'a\rx\r' }]),
      result('a\n\nc', [{ oldText: '\n', newText: 'b' }]),
      result('a\nb', [{ oldText: 'b', newText: 'b\n\n' }]),
    ];
    assert.deepEqual(planned, ['a\nx\nc', 'a\nx\nc', 'a\nb\nc', 'a\nb\n']);
  });

  it('M-D10 leaves a final line break, or its absence, as it is', () => {
    const edits = [{ oldText: 'b', newText: 'b\nc' }];
    const removal = [{ oldText: 'b', newText: '' }];
    assert.deepEqual(
      ['a\nb', 'a\nb\n'].flatMap((text) => [result(text, edits), result(text, removal)]),
      ['a\nb\nc', 'a', 'a\nb\nc\n', 'a\n'],
    );
  });

  it('drops edits that change nothing', () => {
    assert.deepEqual(plan('a\nb', [{ oldText: 'a', newText: 'a\n' }]), { ok: true, hunks: [] });
  });

  it('fills an empty document, a blank selection and an empty selection', () => {
    const insertion = [{ oldText: '', newText: 'x\ny\n' }];
    assert.deepEqual(
      [
        result('', insertion),
        result('a\n \n\nb', insertion, { startLine: 1, endLine: 3 }),
        result('a\nb', insertion, { startLine: 1, endLine: 1 }),
        result('a\n', insertion, { startLine: 1, endLine: 2 }),
        result('a\n', insertion, { startLine: 0, endLine: 1 }),
      ],
      ['x\ny', 'a\nx\ny\nb', 'a\nx\ny\nb', 'a\nx\ny\n', { code: 'anchor_not_found', quote: '' }],
    );
  });

  it('M-D5 refuses what is outside the scope and counts occurrences inside it alone', () => {
    const scope = { startLine: 1, endLine: 3 };
    const text = 'same\nsame\nb\nc\nsame';
    assert.deepEqual(
      [
        result(text, [{ oldText: 'same', newText: 'other' }], scope),
        result(text, [{ oldText: 'c', newText: 'x' }], scope),
        result(text, [{ oldText: 'b\nc', newText: 'x' }], scope),
        result(text, [{ oldText: 'd', newText: 'x' }], scope),
      ],
      [
        'same\nother\nb\nc\nsame',
        { code: 'outside_scope', quote: 'c' },
        { code: 'outside_scope', quote: 'b' },
        { code: 'anchor_not_found', quote: 'd' },
      ],
    );
  });

  it('refuses an anchor that occurs more than once, overlapping occurrences included', () => {
    assert.deepEqual(
      [
        result('x\nx\nx', [{ oldText: 'x\nx', newText: 'y' }]),
        result('a\n  b\nc\n  b', [{ oldText: '  b', newText: '' }]),
      ],
      [
        { code: 'anchor_ambiguous', quote: 'x', count: 2 },
        { code: 'anchor_ambiguous', quote: '  b', count: 2 },
      ],
    );
  });

  it('refuses edits that share a line or a place', () => {
    assert.deepEqual(
      [
        result('a\nb\nc', [
          { oldText: 'b\nc', newText: 'x' },
          { oldText: 'a\nb', newText: 'y' },
        ]),
        result('', [
          { oldText: '', newText: 'x' },
          { oldText: '', newText: 'y' },
        ]),
      ],
      [
        { code: 'overlap', quote: 'b' },
        { code: 'overlap', quote: '' },
      ],
    );
  });

  it('never matches part of a line or other white space', () => {
    const text = 'const total = 1;\n\treturn total;\n';
    const anchors = [
      'const total',
      'total = 1;',
      '    return total;',
      'return total;',
      '\treturn total; ',
      'CONST total = 1;',
    ];
    assert.deepEqual(
      anchors.map((oldText) => result(text, [{ oldText, newText: 'x' }])),
      anchors.map((quote) => ({ code: 'anchor_not_found', quote })),
    );
  });

  it('M-D6 refuses fences, remarks, placeholders and patch markers in code', () => {
    const foreign: readonly (readonly [newText: string, quote: string])[] = [
      ['```ts\nx\n```', '```ts'],
      ['x\n```', '```'],
      ['~~~\nx\n~~~', '~~~'],
      ["Here's the updated code:\nx", "Here's the updated code:"],
      ['x\nI have renamed the variable.', 'I have renamed the variable.'],
      ['x\n  // ... rest of the function\ny', '  // ... rest of the function'],
      ['x\n# … existing code …', '# … existing code …'],
      ['<<<<<<< SEARCH\nx', '<<<<<<< SEARCH'],
      ['@@ -1,2 +1,2 @@\nx', '@@ -1,2 +1,2 @@'],
      ['+x\n+y', '+x'],
      ['12| x\n13| y', '12| x'],
      [' 7: x', ' 7: x'],
    ];
    assert.deepEqual(
      foreign.map(([newText]) => result('a', [{ oldText: 'a', newText }])),
      foreign.map(([, quote]) => ({ code: 'not_code', quote })),
    );
  });

  it('M-D6 takes the same lines where they belong: in prose, or where they stood before', () => {
    const edit = { oldText: '```js\na\n```', newText: '```js\nb\n```' };
    const fenced = { text: 'Text\n```js\na\n```\n', scope: { startLine: 0, endLine: 4 } };
    const markdown = planEdit({
      ...fenced,
      answer: answer({ oldText: 'Text', newText: '```\nx\n```' }),
      languageId: 'markdown',
    });
    const code = planEdit({ ...fenced, answer: answer(edit), languageId: 'typescript' });
    const spread = plan('f(...rest)', [{ oldText: 'f(...rest)', newText: 'f(\n  ...rest,\n)' }]);
    assert.deepEqual([markdown.ok, code.ok, spread.ok], [true, true, true]);
  });

  it('M-D5 M-D11 gives what replacing by line number gives, with as few changed lines as can be', () => {
    fc.assert(
      fc.property(placedEdits(), ({ lines, scope, edits, crlf }) => {
        const planned = planEdit({
          text: lines.join('\n'),
          scope,
          answer: answer(
            ...edits.map(({ start, end, added, extraBreak }) => ({
              oldText: asQuote(lines.slice(start, end), { crlf, extraBreak }),
              newText: asQuote(added, { crlf, extraBreak: !extraBreak }),
            })),
          ),
        });
        if (!planned.ok) return assert.fail(JSON.stringify(planned.problem));
        const expected = [...lines];
        for (const { start, end, added } of edits.toReversed()) expected.splice(start, end - start, ...added);
        const changed = planned.hunks.reduce(
          (sum, { removed, added }) => sum + removed.length + added.length,
          0,
        );
        const fewest = edits.reduce(
          (sum, { start, end, added }) =>
            sum + end - start + added.length - 2 * lcsLength(lines.slice(start, end), added),
          0,
        );
        const isInScope = planned.hunks.every(
          ({ startLine, removed }) =>
            startLine >= scope.startLine && startLine + removed.length <= scope.endLine,
        );
        assert.deepEqual(
          { lines: splitLines(applyHunks(lines.join('\n'), planned.hunks)), changed, isInScope },
          { lines: expected.length === 0 ? [''] : expected, changed: fewest, isInScope: true },
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('planEdit on wrong answers', () => {
  const wrong = {
    'one character differs': (quote: readonly string[]) =>
      quote.map((line, at) => (at === 0 ? `${line}§` : line)),
    'white space at the end': (quote: readonly string[]) => quote.map((line) => `${line} `),
    'other indentation': (quote: readonly string[]) => quote.map((line) => `\t${line}`),
    'the beginning of the line is missing': (quote: readonly string[]) => [
      (quote[0] ?? '').slice(1),
      ...quote.slice(1),
    ],
    'the end of the line is missing': (quote: readonly string[]) => [
      ...quote.slice(0, -1),
      (quote.at(-1) ?? '').slice(0, -1),
    ],
    'a line in the middle is missing': (quote: readonly string[]) => [
      ...quote.slice(0, 1),
      ...quote.slice(2),
    ],
    'the lines are swapped': (quote: readonly string[]) => quote.toReversed(),
    'the quote is empty': () => [],
  };

  for (const [title, spoil] of Object.entries(wrong)) {
    it(`B-9 never plans an edit when ${title}`, () => {
      fc.assert(
        fc.property(documents({ distinct: true, minLength: 6 }), fc.nat(), (lines, seed) => {
          const start = seed % (lines.length - 3);
          const quote = lines.slice(start, start + 3);
          const oldText = spoil(quote).join('\n');
          const planned = plan(lines.join('\n'), [{ oldText, newText: 'x' }]);
          assert.deepEqual(planned.ok ? planned : planned.problem.code, 'anchor_not_found');
        }),
        { numRuns: 100 },
      );
    });
  }

  it('B-9 never plans an edit whose anchor occurs again in the scope', () => {
    fc.assert(
      fc.property(documents({ distinct: true, minLength: 2 }), fc.nat(), (lines, seed) => {
        const anchor = lines[seed % lines.length] ?? '';
        const text = [...lines, 'between', anchor].join('\n');
        assert.deepEqual(plan(text, [{ oldText: anchor, newText: 'x' }]), {
          ok: false,
          problem: { code: 'anchor_ambiguous', quote: anchor, count: 2 },
        });
      }),
      { numRuns: 100 },
    );
  });
});

describe('planEdit on real files', () => {
  it('B-9 plans every quote that occurs once and none that occurs twice', function () {
    const corpus = '../shared/corpora/diff-copilot-patches.json.gz';
    if (!existsSync(corpus)) {
      console.warn(`SKIPPED: ${corpus} is not here, so no real file was edited.`);
      return this.skip();
    }
    const entries: readonly { readonly text: string }[] = JSON.parse(
      gunzipSync(readFileSync(corpus)).toString(),
    );
    const files = entries.filter(({ text }) => text.startsWith('{')).map(({ text }) => JSON.parse(text));
    const originals: readonly string[] = files
      .map(({ original }) => original)
      .filter((text) => typeof text === 'string');
    let planned = 0;
    let refused = 0;
    for (const original of originals) {
      const text = original.replaceAll('\r\n', '\n');
      const lines = splitLines(text);
      for (let start = 0; start + 3 < lines.length; start += 97) {
        const quote = { crlf: false, extraBreak: false };
        const wanted = `\n${lines.slice(start, start + 3).join('\n')}\n`;
        const oldText = asQuote(lines.slice(start, start + 3), quote);
        const isUnique = `\n${text}`.indexOf(wanted) === text.lastIndexOf(wanted) + 1;
        const newText = asQuote([lines[start] ?? '', 'new', lines[start + 2] ?? ''], quote);
        if (isUnique) {
          const got = result(text, [{ oldText, newText }]);
          assert.ok(
            got === lines.with(start + 1, 'new').join('\n'),
            `${JSON.stringify(got).slice(0, 200)} for ${oldText}`,
          );
          planned += 1;
        } else {
          assert.equal(plan(text, [{ oldText, newText }]).ok, false);
          refused += 1;
        }
      }
    }
    assert.ok(
      planned > 100 && refused > 0,
      `${planned} planned, ${refused} refused of ${originals.length} files`,
    );
  });
});
