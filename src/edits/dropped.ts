import type { HunkLines } from './hunk.ts';

const name = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const shownNames = 3;

/**
 * What an edit takes away without putting anything in its place: the first line of a hunk that only removes, the
 * names of a hunk that shrinks and has them less often than before, or the names that are gone where fewer new ones
 * came. Lines that the edit puts elsewhere are moved, not gone, and those without a letter or a digit never count.
 * Undefined when all that goes is replaced. Cautious on purpose: a person has to look at code that goes, whether it
 * was meant to or not.
 */
export function findDropped(hunks: readonly HunkLines[]): string | undefined {
  const moved = counted(hunks.flatMap(({ added }) => added.map((line) => line.trim())));
  for (const { removed, added } of hunks) {
    const gone = removed.filter(isCode);
    const come = added.filter(isCode);
    if (come.length >= gone.length) continue;
    if (come.length === 0) {
      const first = gone.find((line) => !take(moved, line.trim()));
      if (first !== undefined) return first.trim();
      continue;
    }
    const left = counted(namesIn(come));
    const lost = namesIn(gone).filter((each) => !take(left, each));
    if (lost.length > 0) return shown(lost);
  }
  const before = new Set(namesIn(hunks.flatMap(({ removed }) => removed)));
  const after = new Set(namesIn(hunks.flatMap(({ added }) => added)));
  const lost = [...before].filter((each) => !after.has(each));
  const gained = [...after].filter((each) => !before.has(each));
  return lost.length > gained.length ? shown(lost) : undefined;
}

function isCode(line: string): boolean {
  return /[\p{L}\p{N}]/u.test(line);
}

function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** Takes one of the counted away; false when there is none left. */
function take(counts: Map<string, number>, text: string): boolean {
  const count = counts.get(text) ?? 0;
  counts.set(text, count - 1);
  return count > 0;
}

function namesIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.match(name) ?? []);
}

function shown(names: readonly string[]): string {
  return [...new Set(names)].slice(0, shownNames).join(', ');
}
