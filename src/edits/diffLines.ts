import { diff } from 'fast-myers-diff';
import type { HunkLines } from './hunk.ts';

/** Bounds for a diff, whose cost grows with the lines times the differences: together some tens of milliseconds. */
const maxSteps = 20_000_000;
const maxDifferences = 3000;

/**
 * The hunks that lead from some lines to others, in order and without a line in common at their ends. Where the lines
 * differ too much to compare them in a moment, it is one hunk from the first difference to the last: it is true,
 * though not the smallest, and the editor never stands still.
 */
export function diffLines(before: readonly string[], after: readonly string[]): HunkLines[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const removed = before.slice(start, before.length - end);
  const added = after.slice(start, after.length - end);
  const total = removed.length + added.length;
  if (total === 0) return [];
  const limit = Math.min(maxDifferences, Math.floor(maxSteps / total));
  if (!isWithin(removed, added, limit)) return [{ startLine: start, removed, added }];
  return Array.from(diff(removed, added), ([from, to, addedFrom, addedTo]) => ({
    startLine: start + from,
    removed: removed.slice(from, to),
    added: added.slice(addedFrom, addedTo),
  }));
}

/**
 * Whether at most `limit` lines have to go or come. The greedy half of Myers' algorithm ("An O(ND) Difference
 * Algorithm", 1986): `furthest` holds how far in `before` each diagonal comes with the differences so far.
 */
function isWithin(before: readonly string[], after: readonly string[], limit: number): boolean {
  if (Math.abs(before.length - after.length) > limit) return false;
  const furthest = new Int32Array(2 * limit + 3);
  const middle = limit + 1;
  for (let differences = 0; differences <= limit; differences++) {
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      const below = furthest[middle + diagonal + 1] ?? 0;
      const left = furthest[middle + diagonal - 1] ?? 0;
      const isDown = diagonal === -differences || (diagonal !== differences && left < below);
      let line = isDown ? below : left + 1;
      while (
        line < before.length &&
        line - diagonal < after.length &&
        before[line] === after[line - diagonal]
      )
        line++;
      furthest[middle + diagonal] = line;
      if (line >= before.length && line - diagonal >= after.length) return true;
    }
  }
  return false;
}
