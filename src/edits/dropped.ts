import type { HunkLines } from './hunk.ts';

const name = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const shownNames = 3;

/**
 * What an edit takes away without putting anything in its place: the first line of a hunk that only removes, or the
 * names that are gone where fewer new ones came. Lines that the edit puts elsewhere are moved, not gone, and those
 * without a letter or a digit never count. Undefined when all that goes is replaced. Cautious on purpose: a person
 * has to look at code that goes, whether it was meant to or not.
 */
export function findDropped(hunks: readonly HunkLines[]): string | undefined {
  const moved = new Map<string, number>();
  for (const line of hunks.flatMap(({ added }) => added)) {
    moved.set(line.trim(), (moved.get(line.trim()) ?? 0) + 1);
  }
  for (const { removed, added } of hunks) {
    if (added.some(isCode)) continue;
    const gone = removed.filter(isCode).find((line) => !take(moved, line.trim()));
    if (gone !== undefined) return gone.trim();
  }
  const before = namesIn(hunks.flatMap(({ removed }) => removed));
  const after = namesIn(hunks.flatMap(({ added }) => added));
  const lost = [...before].filter((each) => !after.has(each));
  const gained = [...after].filter((each) => !before.has(each));
  return lost.length > gained.length ? lost.slice(0, shownNames).join(', ') : undefined;
}

function isCode(line: string): boolean {
  return /[\p{L}\p{N}]/u.test(line);
}

function take(counts: Map<string, number>, line: string): boolean {
  const count = counts.get(line) ?? 0;
  counts.set(line, count - 1);
  return count > 0;
}

function namesIn(lines: readonly string[]): Set<string> {
  return new Set(lines.flatMap((line) => line.match(name) ?? []));
}
