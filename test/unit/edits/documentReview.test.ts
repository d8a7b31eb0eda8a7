import assert from 'node:assert/strict';
import {
  addEdit,
  type DocumentReview,
  emptyReview,
  followChanges,
  planKeep,
  replaceEdit,
  settleKeep,
} from '../../../src/edits/documentReview.ts';
import { type TextChange, toTextChanges } from '../../../src/edits/hunk.ts';
import {
  createPendingEdit,
  type PendingHunk,
  pendingHunks,
  undoHunks,
} from '../../../src/edits/pendingEdit.ts';
import type { PlannedHunk } from '../../../src/edits/plan.ts';
import { createDocumentModel } from './documentModel.ts';

const threeHunks: readonly PlannedHunk[] = [
  { startLine: 1, removed: ['b'], added: ['B', 'B2'], why: 'one' },
  { startLine: 3, removed: [], added: ['new'], why: 'two' },
  { startLine: 4, removed: ['e'], added: [], why: 'three' },
];
const sixLines = 'a\nb\nc\nd\ne\nf';

/** A document and the review of its edits, kept in step as in the editor. */
function open(text: string, ...edits: readonly (readonly PlannedHunk[])[]) {
  const model = createDocumentModel(text);
  let review: DocumentReview = emptyReview;
  for (const [index, hunks] of edits.entries()) {
    const edit = createPendingEdit({ id: `${index}`, hunks });
    review = addEdit(review, edit, text);
  }
  const hunks = (): PendingHunk[] => review.edits.flatMap((edit) => edit.hunks);
  const follow = (changes: readonly TextChange[], undoing: boolean): void => {
    review = followChanges(review, { changes, lineAt: model.lineAt, readText: model.text, undoing });
  };
  return {
    model,
    pending: () => review.edits.flatMap(pendingHunks),
    statuses: () => hunks().map(({ status, startLine }) => `${status} ${startLine}`),
    hunks,
    type(range: readonly [number, number, number, number], typed: string): void {
      const [startLine, startCharacter, endLine, endCharacter] = range;
      const start = { line: startLine, character: startCharacter };
      const end = { line: endLine, character: endCharacter };
      follow(model.apply([{ range: { start, end }, text: typed }]), false);
    },
    keep(...chosen: readonly PendingHunk[]): void {
      const keep = planKeep(review, (_, hunk) => chosen.includes(hunk), {
        text: model.text(),
        lineAt: model.lineAt,
      });
      model.apply(toTextChanges(model, keep.hunks));
      assert.equal(model.text(), keep.textAfter);
      review = settleKeep(review, keep);
    },
    undo(hunk: PendingHunk): void {
      for (const edit of review.edits) {
        if (edit.hunks.includes(hunk)) review = replaceEdit(review, undoHunks(edit, new Set([hunk.id])));
      }
    },
    editorUndo: (): void => follow(model.undo(), true),
    editorRedo: (): void => follow(model.redo(), true),
  };
}

function nth(hunks: readonly PendingHunk[], ...indices: readonly number[]): PendingHunk[] {
  return indices.map((index) => hunks[index] ?? assert.fail(`no hunk ${index}`));
}

describe('a review', () => {
  it('moves the hunks below when some are kept, and keeps none twice', () => {
    const review = open(sixLines, threeHunks);
    const chosen = nth(review.hunks(), 0, 1);
    review.keep(...chosen);
    const once = [review.model.text(), ...review.statuses()];
    review.keep(...chosen);
    const expected = ['a\nB\nB2\nc\nnew\nd\ne\nf', 'kept 1', 'kept 4', 'pending 6'];
    assert.deepEqual([once, [review.model.text(), ...review.statuses()]], [expected, expected]);
  });

  it('M-D7 has kept hunks pending again after the editor undid them, and kept again after it redid them', () => {
    const review = open(sixLines, threeHunks);
    review.keep(...review.hunks());
    const kept = [review.model.text(), ...review.statuses()];
    review.editorUndo();
    const undone = [review.model.text(), ...review.statuses()];
    review.editorRedo();
    assert.deepEqual(
      [kept, undone, [review.model.text(), ...review.statuses()]],
      [
        ['a\nB\nB2\nc\nnew\nd\nf', 'kept 1', 'kept 4', 'kept 6'],
        [sixLines, 'pending 1', 'pending 3', 'pending 4'],
        ['a\nB\nB2\nc\nnew\nd\nf', 'kept 1', 'kept 4', 'kept 6'],
      ],
    );
  });

  it('M-D8 has a hunk stale while its lines are changed and pending again when the editor takes that back', () => {
    const review = open(sixLines, threeHunks);
    review.type([0, 0, 0, 0], 'top\n');
    review.type([2, 0, 3, 0], '');
    const removed = review.statuses();
    review.editorUndo();
    const back = review.statuses();
    review.editorRedo();
    assert.deepEqual(
      [removed, back, review.statuses()],
      [
        ['stale 2', 'pending 3', 'pending 4'],
        ['pending 2', 'pending 4', 'pending 5'],
        ['stale 2', 'pending 3', 'pending 4'],
      ],
    );
  });

  it('M-D8 does not bring a hunk back on an equal line that is another one', () => {
    const review = open('}\n}', [{ startLine: 0, removed: ['}'], added: [], why: '' }]);
    review.type([0, 0, 1, 0], '');
    review.type([0, 0, 0, 0], 'x');
    review.editorUndo();
    const onAnotherLine = review.statuses();
    review.editorUndo();
    assert.deepEqual([onAnotherLine, review.statuses()], [['stale 0'], ['pending 0']]);
  });

  it('leaves a hunk undone that the person dropped before the editor took other things back', () => {
    const review = open(sixLines, threeHunks);
    review.keep(...nth(review.hunks(), 0));
    review.undo(review.pending()[0] ?? assert.fail());
    review.editorUndo();
    assert.deepEqual(review.statuses(), ['pending 1', 'undone 3', 'pending 4']);
  });

  it('keeps nothing where the document is not what the review knows, as if a change had been missed', () => {
    const edit = createPendingEdit({ id: 'e', hunks: threeHunks });
    const lines = sixLines.replace('b', 'x').split('\n');
    const keep = planKeep(addEdit(emptyReview, edit, sixLines), () => true, {
      text: lines.join('\n'),
      lineAt: (line) => lines[line],
    });
    assert.deepEqual([keep.hunks.map(({ id }) => id), keep.textAfter], [['2', '3'], 'a\nx\nc\nnew\nd\nf']);
  });

  it('B-12 keeps two edits in one file apart, and makes stale what the other one took away', () => {
    const other: readonly PlannedHunk[] = [
      { startLine: 0, removed: [], added: ['first'], why: '' },
      { startLine: 1, removed: ['b', 'c'], added: ['x'], why: '' },
      { startLine: 4, removed: [], added: ['y'], why: '' },
      { startLine: 5, removed: ['f'], added: ['F'], why: '' },
    ];
    const one = open(sixLines, threeHunks, other);
    one.keep(...nth(one.hunks(), 0));
    const all = open(sixLines, threeHunks, other);
    all.keep(...all.hunks());
    assert.deepEqual(
      [one, all].map((review) => [review.model.text(), ...review.statuses()]),
      [
        [
          'a\nB\nB2\nc\nd\ne\nf',
          'kept 1',
          'pending 4',
          'pending 5',
          'pending 0',
          'stale 1',
          'pending 5',
          'pending 6',
        ],
        [
          'first\na\nB\nB2\nc\nnew\nd\ny\nF',
          ...['kept 2', 'kept 5', 'kept 8'],
          ...['kept 0', 'stale 2', 'kept 7', 'kept 8'],
        ],
      ],
    );
  });
});
