import { changesBetween } from './hunk.ts';
import { splitLines } from './lines.ts';
import type { Scope } from './plan.ts';
import { rebase } from './rebase.ts';

/**
 * Where the lines that were agreed to change stand after the document went from one text to another; undefined when
 * none of them is left: all that stands between the lines above and below while those are what they were. Where they
 * changed too, lines that came at the edges stay outside, and repeated lines may be taken for each other, as in any
 * comparison of texts.
 * Texts use `\n`.
 */
export function followScope(scope: Scope, from: string, to: string): Scope | undefined {
  const before = splitLines(from);
  const after = splitLines(to);
  const { startLine, endLine } = scope;
  const place = rebase(
    { startLine, lineCount: endLine - startLine, lastLine: before[endLine - 1] },
    changesBetween(from, to),
  );
  const isSameAbove = before.slice(0, startLine).every((line, at) => after[at] === line);
  const below = before.slice(endLine);
  const isSameBelow = below.every((line, at) => after[after.length - below.length + at] === line);
  const first = isSameAbove ? startLine : place.startLine;
  const end = isSameBelow ? after.length - below.length : place.startLine + place.lineCount;
  return end <= first ? undefined : { startLine: first, endLine: end };
}
