import { diffLines } from './diffLines.ts';
import { type LineAt, splitLines, standAt } from './lines.ts';
import type { PlannedHunk } from './plan.ts';

/** The place of a hunk: what it takes to check or to apply it. */
export type HunkLines = Pick<PlannedHunk, 'startLine' | 'removed' | 'added'>;

/** A replacement of a range of characters; VS Code's content changes have this shape. */
export interface TextChange {
  readonly range: { readonly start: TextPosition; readonly end: TextPosition };
  readonly text: string;
}

/** Zero-based; `character` counts UTF-16 code units. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** Whether the lines a hunk removes stand where it says; for an insertion, whether the place exists. */
export function matchesDocument(lineAt: LineAt, { startLine, removed }: HunkLines): boolean {
  if (removed.length > 0) return standAt(lineAt, startLine, removed);
  return startLine === 0 || lineAt(startLine - 1) !== undefined;
}

/**
 * The text with all hunks applied; line ends become `\n`. The hunks are in document order and match the text.
 *
 * @throws RangeError when a hunk does not match: nothing is ever applied to a guessed place
 */
export function applyHunks(text: string, hunks: readonly HunkLines[]): string {
  const lines = splitLines(text);
  const result: string[] = [];
  let done = 0;
  for (const hunk of hunks) {
    if (hunk.startLine < done || !matchesDocument((line) => lines[line], hunk)) {
      throw new RangeError(`The hunk at line ${hunk.startLine} does not match the text`);
    }
    for (const line of lines.slice(done, hunk.startLine)) result.push(line);
    for (const line of hunk.added) result.push(line);
    done = hunk.startLine + hunk.removed.length;
  }
  for (const line of lines.slice(done)) result.push(line);
  return result.join('\n');
}

/**
 * The hunks (in document order, matching the document) as replacements of characters that neither touch nor
 * cross each other, so that an editor applies them in one step. Line breaks are `\n`. The final line break is
 * kept as it is: lines at the end of a document without one come and go with the line break before them.
 */
export function toTextChanges(
  document: { readonly lineCount: number; readonly lineAt: LineAt },
  hunks: readonly HunkLines[],
): TextChange[] {
  return joinTouching(hunks).map(({ startLine, removed, added }) => {
    const endLine = startLine + removed.length;
    const endOf = (line: number): TextPosition => ({ line, character: document.lineAt(line)?.length ?? 0 });
    const startOf = (line: number): TextPosition => ({ line, character: 0 });
    if (removed.length > 0 && added.length > 0) {
      return { range: { start: startOf(startLine), end: endOf(endLine - 1) }, text: added.join('\n') };
    }
    if (endLine < document.lineCount) {
      const text = added.map((line) => `${line}\n`).join('');
      return { range: { start: startOf(startLine), end: startOf(endLine) }, text };
    }
    const text = added.map((line) => `\n${line}`).join('');
    const start = startLine === 0 ? startOf(0) : endOf(startLine - 1);
    return { range: { start, end: endOf(document.lineCount - 1) }, text };
  });
}

/**
 * Changes, one after the other, that lead from one text to another. Equal lines are not touched, save between changes
 * that are too far-reaching to be told apart quickly (see `diffLines`). Texts use `\n`.
 */
export function changesBetween(from: string, to: string): TextChange[] {
  if (from === to) return [];
  const before = splitLines(from);
  const document = { lineCount: before.length, lineAt: (line: number) => before[line] };
  return toTextChanges(document, diffLines(before, splitLines(to))).reverse();
}

function joinTouching(hunks: readonly HunkLines[]): HunkLines[] {
  const joined: HunkLines[] = [];
  for (const hunk of hunks) {
    const last = joined.at(-1);
    if (last !== undefined && last.startLine + last.removed.length === hunk.startLine) {
      joined[joined.length - 1] = {
        startLine: last.startLine,
        removed: [...last.removed, ...hunk.removed],
        added: [...last.added, ...hunk.added],
      };
    } else {
      joined.push(hunk);
    }
  }
  return joined;
}
