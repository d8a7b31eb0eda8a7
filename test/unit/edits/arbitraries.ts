import fc from 'fast-check';
import type { PlannedHunk } from '../../../src/edits/plan.ts';

/** Lines that look like code, repeat themselves, and are at times blank or beyond the basic plane. */
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('', '}', '  }', '  a();', '  b(1);', 'x', '\ty', 'é😀', 'return x;'),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll(/[\r\n]/g, '')),
  },
);

/** Documents as lines. `distinct`: no line occurs twice, none is blank or the part of another. */
export function documents({ distinct = false, minLength = 1 } = {}): fc.Arbitrary<string[]> {
  const lines = fc.array(line, { minLength, maxLength: 20 });
  return distinct ? lines.map((all) => all.map((text, index) => `<${index}> ${text} </${index}>`)) : lines;
}

/** An edit by line number: `added` replaces the lines from `start` to before `end`. */
export interface PlacedEdit {
  readonly start: number;
  readonly end: number;
  readonly added: readonly string[];
  readonly extraBreak: boolean;
}

/** A document, a scope, and edits in it whose quotes occur once in the scope. */
export function placedEdits(): fc.Arbitrary<{
  readonly lines: readonly string[];
  readonly scope: { readonly startLine: number; readonly endLine: number };
  readonly edits: readonly PlacedEdit[];
  readonly crlf: boolean;
}> {
  return documents().chain((lines) => {
    const isFinalBreak = lines.length > 1 && lines.at(-1) === '';
    const count = isFinalBreak ? lines.length - 1 : lines.length;
    const edit = fc.record({
      start: fc.nat(count - 1),
      length: fc.integer({ min: 1, max: 5 }),
      added: fc.array(line, { maxLength: 6 }),
      keeps: fc.boolean(),
      extraBreak: fc.boolean(),
    });
    return fc
      .record({
        from: fc.nat(count - 1),
        to: fc.nat(count),
        drafts: fc.array(edit, { maxLength: 5 }),
        crlf: fc.boolean(),
      })
      .map(({ from, to, drafts, crlf }) => {
        const scope = { startLine: Math.min(from, to), endLine: Math.max(from, to) };
        const edits: PlacedEdit[] = [];
        let free = scope.startLine;
        for (const { start, length, added, keeps, extraBreak } of drafts.toSorted(
          (a, b) => a.start - b.start,
        )) {
          const end = start + length;
          if (start < free || end > scope.endLine || !occursOnce(lines, { start, end }, scope)) continue;
          const kept = keeps ? lines.slice(start, end).flatMap((text, at) => (at === 1 ? [] : [text])) : [];
          edits.push({ start, end, added: [...kept, ...added], extraBreak });
          free = end;
        }
        return { lines, scope, edits, crlf };
      });
  });
}

function occursOnce(
  lines: readonly string[],
  { start, end }: { readonly start: number; readonly end: number },
  scope: { readonly startLine: number; readonly endLine: number },
): boolean {
  const wanted = JSON.stringify(lines.slice(start, end));
  for (let at = scope.startLine; at + end - start <= scope.endLine; at += 1) {
    if (at !== start && JSON.stringify(lines.slice(at, at + end - start)) === wanted) return false;
  }
  return true;
}

/** The lines as an answer quotes them: `''` for none, and a last blank line needs its line break. */
export function asQuote(
  lines: readonly string[],
  { crlf, extraBreak }: { readonly crlf: boolean; readonly extraBreak: boolean },
): string {
  if (lines.length === 0) return '';
  const end = crlf ? '\r\n' : '\n';
  return lines.join(end) + (extraBreak || lines.at(-1) === '' ? end : '');
}

/** The length of the longest common subsequence, by the textbook. */
export function lcsLength(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    for (const [j, y] of b.entries())
      next.push(x === y ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** A text and hunks that match it, in document order, insertions and touching hunks included. */
export function placedHunks(): fc.Arbitrary<{
  readonly text: string;
  readonly hunks: readonly PlannedHunk[];
}> {
  const draft = fc.record({
    skip: fc.nat(4),
    length: fc.nat(3),
    added: fc.array(line, { maxLength: 4 }),
  });
  return fc
    .record({ lines: documents(), drafts: fc.array(draft, { maxLength: 5 }) })
    .map(({ lines, drafts }) => {
      const hunks: PlannedHunk[] = [];
      let at = 0;
      for (const { skip, length, added } of drafts) {
        const startLine = at + skip;
        const end = startLine + length;
        if (end > lines.length || (length === 0 && added.length === 0)) continue;
        hunks.push({ startLine, removed: lines.slice(startLine, end), added, why: '' });
        at = Math.max(end, startLine + 1);
      }
      return { text: lines.join('\n'), hunks };
    });
}
