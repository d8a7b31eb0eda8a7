import assert from 'node:assert/strict';
import { planEdit } from '../../../src/edits/plan.ts';
import type { EditAnswer } from '../../../src/edits/schema.ts';
import { verifyEdit } from '../../../src/edits/verify.ts';
import { type RightEdit, rightEdits } from './rightEdits.ts';

type Edits = readonly { readonly oldText: string; readonly newText: string }[];

interface WrongEdit {
  readonly what: string;
  readonly right: RightEdit;
  readonly edits: Edits;
}

/** The lines in scope, and the index of the one that changes. */
function scopeOf({ text, scope, oldText }: RightEdit) {
  const all = text.split('\n');
  const lines = all.slice(scope.startLine, scope.endLine);
  return { all, lines, at: lines.indexOf(oldText) };
}

/** The whole scope as one edit, with its new lines changed further. */
function rewritten(right: RightEdit, change: (lines: readonly string[]) => readonly string[]): Edits {
  const { lines, at } = scopeOf(right);
  const newText = change(lines.with(at, right.newText)).join('\n');
  return [{ oldText: lines.join('\n'), newText }];
}

/** What models do wrong, each as one or several answers that look right. */
const ways: Readonly<Record<string, (right: RightEdit) => readonly Edits[]>> = {
  'an anchor that is only part of its line': ({ oldText, newText }) => [
    [{ oldText: oldText.trim().slice(0, -2), newText }],
  ],
  'an anchor with other white space': ({ oldText, newText }) => [
    [{ oldText: `${oldText}  `, newText }],
    [{ oldText: ` ${oldText}`, newText }],
  ],
  'an anchor outside of the scope': (right) => {
    const { all } = scopeOf(right);
    return [[{ oldText: all[0] ?? '', newText: 'x' }], [{ oldText: all.at(-1) ?? '', newText: 'x' }]];
  },
  'an anchor that spans the edge of the scope': (right) => {
    const { all } = scopeOf(right);
    return [[{ oldText: all.slice(0, right.scope.startLine + 1).join('\n'), newText: right.newText }]];
  },
  'an ambiguous anchor': (right) => [[{ oldText: right.oldText, newText: right.newText }]],
  'two edits of one line': ({ oldText, newText }) => [
    [
      { oldText, newText },
      { oldText, newText: `${newText} ` },
    ],
  ],
  'old and new text exchanged': ({ oldText, newText }) => [[{ oldText: newText, newText: oldText }]],
  'a bracket too few': (right) => eachBracket(right, ''),
  'a bracket too many': (right) => eachBracket(right, '(('),
  'another bracket': (right) => eachBracket(right, ']').filter(([edit]) => edit?.newText !== right.newText),
  'a line left out': (right) => {
    const { lines } = scopeOf(right);
    return lines.flatMap((line, index) =>
      /\p{L}{2}/u.test(line) && line !== right.oldText
        ? [rewritten(right, (all) => all.filter((_, other) => other !== index))]
        : [],
    );
  },
  'the end left out': (right) => [rewritten(right, (lines) => lines.slice(0, -2))],
  'everything left out': (right) => [[{ oldText: right.oldText, newText: '' }]],
  'a fence around the code': ({ oldText, newText, languageId }) => [
    [{ oldText, newText: `\`\`\`${languageId}\n${newText}\n\`\`\`` }],
    [{ oldText, newText: `${newText}\n\`\`\`` }],
  ],
  'a remark in the code': ({ oldText, newText }) =>
    [
      [{ oldText, newText: `Here is the updated code:\n${newText}` }],
      [{ oldText, newText: `${newText}\nI have changed the line as you asked.` }],
    ].filter(() => !newText.includes('"files"')),
  'a placeholder for code': (right) => [
    rewritten(right, (lines) => [...lines.slice(0, 1), '  // ... rest of the code', ...lines.slice(-1)]),
    rewritten(right, (lines) => [...lines.slice(0, 1), '# … existing lines …', ...lines.slice(-1)]),
  ],
  'the markers of a patch': ({ oldText, newText }) => [
    [{ oldText, newText: `<<<<<<< SEARCH\n${newText}` }],
    [{ oldText, newText: `@@ -1,2 +1,2 @@\n${newText}` }],
    [{ oldText, newText: `+${newText}` }],
  ],
  'numbers in front of the lines': (right) => [
    rewritten(right, (lines) => lines.map((line, index) => `${index + 12}| ${line}`)),
    rewritten(right, (lines) => lines.map((line, index) => `${index + 12}: ${line}`)),
  ],
};

function eachBracket(right: RightEdit, instead: string): readonly Edits[] {
  const { oldText, newText } = right;
  return [...newText.matchAll(/[()[\]{}]/g)]
    .filter(({ 0: bracket }) => bracket !== instead)
    .map(({ index }) => [{ oldText, newText: newText.slice(0, index) + instead + newText.slice(index + 1) }]);
}

/** The same code with the anchor in it twice. */
function doubled(right: RightEdit): RightEdit {
  const all = right.text.split('\n');
  const text = all.toSpliced(right.scope.endLine, 0, right.oldText).join('\n');
  return { ...right, text, scope: { ...right.scope, endLine: right.scope.endLine + 1 } };
}

const wrongEdits: readonly WrongEdit[] = rightEdits.flatMap((right) =>
  Object.entries(ways).flatMap(([what, spoil]) =>
    spoil(right).map((edits) => ({
      what,
      right: what === 'an ambiguous anchor' ? doubled(right) : right,
      edits,
    })),
  ),
);

/** `verified`, or why not. */
function judge({ text, scope, languageId }: RightEdit, edits: Edits): string {
  const answer: EditAnswer = {
    title: '',
    explanation: '',
    edits: edits.map((edit) => ({ why: '', ...edit })),
  };
  const plan = planEdit({ text, scope, answer, languageId });
  if (!plan.ok) return plan.problem.code;
  if (plan.hunks.length === 0) return 'empty';
  const verdict = verifyEdit([{ kind: 'modify', path: '', text, languageId, hunks: plan.hunks }]);
  return verdict.kind === 'verified' ? 'verified' : verdict.reason;
}

describe('the verification of edits', () => {
  it(`B-9 shows none of ${wrongEdits.length} plausible but wrong edits in ${rightEdits.length} languages as verified`, () => {
    const judged = wrongEdits.map(({ what, right, edits }) => ({
      what,
      languageId: right.languageId,
      edits,
      judgement: judge(right, edits),
    }));
    const tally: Record<string, Record<string, number>> = {};
    for (const { what, judgement } of judged) {
      const row = tally[what] ?? {};
      tally[what] = { ...row, [judgement]: (row[judgement] ?? 0) + 1 };
    }
    console.table(tally);
    assert.ok(wrongEdits.length >= 200);
    assert.deepEqual(
      judged.filter(({ judgement }) => judgement === 'verified' || judgement === 'empty'),
      [],
    );
  });

  it('B-9 verifies the right edit of each of them, so that the others mean something', () => {
    assert.deepEqual(
      rightEdits.map((right) => [right.languageId, judge(right, [right])]),
      rightEdits.map(({ languageId }) => [languageId, 'verified']),
    );
  });
});
