import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyHunks, matchesDocument } from '../../../src/edits/hunk.ts';
import type { PendingHunk } from '../../../src/edits/pendingEdit.ts';
import { runsAll } from '../../chaos/scale.ts';
import { seed } from '../../chaos/seed.ts';
import type { DocumentModel } from './documentModel.ts';
import { type Action, interleavings, type OpenReview, openReview } from './interleavings.ts';

const runs = runsAll ? 100_000 : 6000;

describe('a review while a person types, keeps, drops, undoes and redoes', function () {
  this.timeout(runsAll ? 3_600_000 : 120_000);

  it(`B-11 B-12 M-D7 M-D8 never misplaces a hunk, never costs a character, and undoes exactly, in ${runs} interleavings (seed ${seed})`, () => {
    const counts = { actions: 0, kept: 0, pending: 0, revived: 0, stale: 0, several: 0 };
    fc.assert(
      fc.property(interleavings(), (interleaving) => {
        const review = openReview(interleaving);
        const places = createPlaces(review);
        for (const step of interleaving.steps) {
          const action = review.actionOf(step);
          if (action === undefined) continue;
          const before = pendingCount(review);
          checkAction(review, action);
          places.check(action);
          counts.actions += 1;
          counts.pending += pendingCount(review);
          if (action.kind === 'keep') counts.kept += 1;
          if (action.kind === 'editor undo' && pendingCount(review) > before) counts.revived += 1;
        }
        counts.stale += review.all().filter(({ hunk }) => hunk.status === 'stale').length;
        if (new Set(review.all().map(({ edit }) => edit.id)).size > 1) counts.several += 1;
      }),
      { numRuns: runs, seed },
    );
    console.log(`      ${runs} interleavings: ${JSON.stringify(counts)}`);
    const least = Math.min(counts.kept, counts.pending, counts.revived, counts.stale, counts.several);
    assert.ok(least > runs / 100, `the property was vacuous: ${JSON.stringify(counts)}`);
  });
});

function pendingCount(review: OpenReview): number {
  return review.all().filter(({ hunk }) => hunk.status === 'pending').length;
}

/** Performs an action and checks what it does to the document. */
function checkAction(review: OpenReview, action: Action): void {
  const { model, normalText } = review;
  const textBefore = model.text();
  const normalBefore = normalText();
  const idsBefore = model.characterIds();
  const hunks = action.kind === 'keep' ? action.hunks.map(({ hunk }) => hunk) : [];
  const own = new Set(hunks.flatMap((hunk) => idsOf(model, hunk).flat()));
  review.perform(action);
  if (action.kind === 'propose' || action.kind === 'drop') {
    assert.equal(model.text(), textBefore, 'the document changed without Keep');
  }
  if (action.kind !== 'keep') return;
  const left = new Set(model.characterIds());
  const inOrder = hunks.toSorted((a, b) => a.startLine - b.startLine || a.removed.length - b.removed.length);
  assert.deepEqual(
    { text: normalText(), lost: idsBefore.filter((id) => !own.has(id) && !left.has(id)) },
    { text: applyHunks(normalBefore, inOrder), lost: [] },
  );
  if (normalText() === normalBefore) return;
  const kept = model.text();
  model.undo();
  assert.equal(model.text(), textBefore, 'undo is not byte-identical');
  model.redo();
  assert.equal(model.text(), kept, 'redo is not byte-identical');
}

/**
 * Knows for each hunk which characters it stood at and which were above and below it when it was proposed: equal
 * characters typed anew are other ones. Only a whole text that was there before is the same text.
 */
function createPlaces(review: OpenReview) {
  const { model, normalText, all } = review;
  const origins = new Map<string, Origin>();
  const proven = new Set<string>();
  const nameOf = ({ edit, hunk }: ReturnType<typeof all>[number]): string => `${edit.id}.${hunk.id}`;
  return {
    check(action: Action): void {
      for (const each of all()) {
        const { hunk } = each;
        const name = nameOf(each);
        const state = JSON.stringify([normalText(), name, hunk.startLine]);
        if (action.kind === 'propose' && each.edit.id === action.editId) {
          origins.set(name, originOf(model, hunk));
          proven.add(state);
        }
        if (hunk.status !== 'pending') continue;
        const origin = origins.get(name) ?? assert.fail('a hunk nobody proposed');
        if (isInPlace(model, hunk, origin)) proven.add(state);
        else if (proven.has(state)) origins.set(name, originOf(model, hunk));
        assert.ok(matchesDocument(model.lineAt, hunk) && proven.has(state), `misplaced: ${state}`);
      }
    },
  };
}

interface Origin {
  readonly lines: string;
  readonly above: ReadonlySet<number>;
  readonly below: ReadonlySet<number>;
}

function originOf(model: DocumentModel, hunk: PendingHunk): Origin {
  const offset = offsetOfLine(model, hunk.startLine);
  const ids = model.ids();
  return {
    lines: JSON.stringify(idsOf(model, hunk)),
    above: new Set(ids.slice(0, offset)),
    below: new Set(ids.slice(offset)),
  };
}

function isInPlace(model: DocumentModel, hunk: PendingHunk, origin: Origin): boolean {
  const offset = offsetOfLine(model, hunk.startLine);
  const ids = model.ids();
  return (
    JSON.stringify(idsOf(model, hunk)) === origin.lines &&
    ids.slice(0, offset).every((id) => !origin.below.has(id)) &&
    ids.slice(offset).every((id) => !origin.above.has(id))
  );
}

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
