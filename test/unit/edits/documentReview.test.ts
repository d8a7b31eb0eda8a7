import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  addEdit,
  type DocumentReview,
  emptyReview,
  followChanges,
  planKeep,
  replaceEdit,
  settleKeep,
} from '../../../src/edits/documentReview.ts';
import { applyHunks, matchesDocument, type TextChange, toTextChanges } from '../../../src/edits/hunk.ts';
import {
  createPendingEdit,
  type PendingHunk,
  pendingHunks,
  undoHunks,
} from '../../../src/edits/pendingEdit.ts';
import type { PlannedHunk } from '../../../src/edits/plan.ts';
import { placedHunks } from './arbitraries.ts';
import { createDocumentModel, type DocumentModel } from './documentModel.ts';

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

  it('B-11 M-D8 never misplaces a hunk nor costs the person a character, whatever is typed, kept and taken back', () => {
    const typed = fc.constantFrom('', 'x', '\n', 'y\n', '\nz', '}', 'a\nb\nc\n');
    const wholeLines = fc.constantFrom('', '}\n', 'new\n');
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ kind: fc.constant('type'), at: fc.nat(), length: fc.nat(6), text: typed }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('lines'),
          at: fc.nat(),
          length: fc.nat(2),
          text: wholeLines,
        }),
      },
      ...(['keep', 'undo', 'editor undo', 'editor undo', 'editor redo'] as const).map((kind) => ({
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant(kind),
          at: fc.nat(),
          length: fc.constant(0),
          text: fc.constant(''),
        }),
      })),
    );
    let checked = 0;
    let revived = 0;
    fc.assert(
      fc.property(placedHunks(), fc.array(step, { maxLength: 12 }), ({ text, hunks }, steps) => {
        const review = open(text, hunks);
        const { model } = review;
        const origins = review.hunks().map((hunk) => ({
          lines: idsOf(model, hunk),
          offset: offsetOfLine(model, hunk.startLine),
        }));
        // Equal characters typed anew are other ones; but a whole text that was there before is the same text.
        const stateOf = (index: number, startLine: number): string =>
          JSON.stringify([model.text(), index, startLine]);
        const proven = new Set(review.hunks().map(({ startLine }, index) => stateOf(index, startLine)));
        for (const { kind, at, length, text: added } of steps) {
          const pendingBefore = review.pending();
          if (kind === 'type') {
            const from = at % (model.length + 1);
            const start = model.positionAt(from);
            const end = model.positionAt(Math.min(model.length, from + length));
            review.type([start.line, start.character, end.line, end.character], added);
          } else if (kind === 'lines') {
            const line = at % model.lineCount;
            review.type([line, 0, Math.min(line + length, model.lineCount - 1), 0], added);
          } else if (kind === 'editor undo') review.editorUndo();
          else if (kind === 'editor redo') review.editorRedo();
          else {
            const hunk = pendingBefore[at % pendingBefore.length];
            if (hunk === undefined) continue;
            const own = new Set(idsOf(model, hunk).flat());
            const characters = model.characterIds().filter((id) => !own.has(id));
            const expected = kind === 'keep' ? applyHunks(model.text(), [hunk]) : model.text();
            if (kind === 'keep') review.keep(hunk);
            else review.undo(hunk);
            const left = new Set(model.characterIds());
            assert.deepEqual(
              { text: model.text(), lost: characters.filter((id) => !left.has(id)) },
              { text: expected, lost: [] },
            );
          }
          if (review.pending().length > pendingBefore.length) revived += 1;
          for (const [index, hunk] of review.hunks().entries()) {
            if (hunk.status !== 'pending') continue;
            const origin = origins[index];
            const offset = offsetOfLine(model, hunk.startLine);
            const isOnItsSide = model
              .ids()
              .every((id, place) => id >= text.length || id < (origin?.offset ?? 0) === place < offset);
            const isInPlace =
              isOnItsSide && JSON.stringify(idsOf(model, hunk)) === JSON.stringify(origin?.lines);
            const state = stateOf(index, hunk.startLine);
            if (isInPlace) proven.add(state);
            else if (origin !== undefined) origins[index] = { ...origin, lines: idsOf(model, hunk) };
            assert.ok(matchesDocument(model.lineAt, hunk) && proven.has(state), `misplaced: ${state}`);
            checked += 1;
          }
        }
      }),
      { numRuns: 10_000 },
    );
    assert.ok(
      checked > 5000 && revived > 100,
      `the property was vacuous: ${checked} checked, ${revived} revived`,
    );
  });
});

/** Which characters stand in the lines that a hunk removes. */
function idsOf(model: DocumentModel, { startLine, removed }: PendingHunk): readonly (readonly number[])[] {
  return removed.map((_, index) => model.idsAt(startLine + index) ?? []);
}

function offsetOfLine(model: DocumentModel, line: number): number {
  if (line >= model.lineCount) return model.length;
  let offset = 0;
  for (let at = 0; at < line; at += 1) offset += (model.idsAt(at)?.length ?? 0) + 1;
  return offset;
}
