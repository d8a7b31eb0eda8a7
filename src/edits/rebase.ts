import type { TextChange } from './hunk.ts';

/** Whole lines of a document; with no lines, the place in front of `startLine`. */
export interface Block {
  readonly startLine: number;
  readonly lineCount: number;
  /** The text of its last line, where it is known. */
  readonly lastLine?: string | undefined;
}

/** Where a block is after changes. `touched`: a change reached into it; the lines are what is left of it. */
export interface Rebased {
  readonly startLine: number;
  readonly lineCount: number;
  readonly touched: boolean;
}

/**
 * Follows a block through changes, each given against the document the one before it left (the order of VS Code's
 * `contentChanges`).
 *
 * A block of lines stays untouched by changes that end above its first line or start below its last one. Of the
 * changes at its edges, those count as outside that put whole lines in front of it, and those that start at the
 * very end of its last line with a line break or with nothing. A place between two lines belongs to the line that
 * follows it: whole lines put between them go above the place, and it is touched when that line goes away or the
 * line break in front of it.
 *
 * The last line of an untouched block can still have changed, where a deletion that starts at its end pulled other
 * text up to it. So the caller compares the lines before it relies on them.
 */
export function rebase(block: Block, changes: readonly TextChange[]): Rebased {
  let { startLine, lineCount } = block;
  let touched = false;
  for (const change of changes) {
    const next = follow({ startLine, lineCount, lastLine: block.lastLine }, change);
    startLine = next.startLine;
    lineCount = next.lineCount;
    touched ||= next.touched;
  }
  return { startLine, lineCount, touched };
}

function follow({ startLine, lineCount, lastLine }: Block, { range, text }: TextChange): Rebased {
  const { start, end } = range;
  const below = startLine + lineCount;
  const breaks = text.match(/\r\n|\r|\n/g)?.length ?? 0;
  const delta = breaks - (end.line - start.line);

  const endsInsideLine = /[^\r\n]$/.test(text) || (breaks === 0 && start.character > 0);
  const isAbove = end.line < startLine || (end.line === startLine && end.character === 0 && !endsInsideLine);
  if (isAbove) return { startLine: startLine + delta, lineCount, touched: false };

  // The end of an empty line is also its start: what is removed from there on may be the line itself.
  const isLineLeft = start.character > 0 || start.line === end.line;
  const startsAtEnd =
    start.line === below - 1 &&
    start.character === lastLine?.length &&
    isLineLeft &&
    /^(?:[\r\n]|$)/.test(text);
  const takesAnchor = lineCount === 0 && start.line === below && start.character === 0 && end.line > below;
  if ((start.line >= below && !takesAnchor) || startsAtEnd) return { startLine, lineCount, touched: false };

  const first = start.line < startLine ? Math.min(startLine, start.line + breaks) : startLine;
  const isCutClean = end.line === below && end.character === 0 && !endsInsideLine;
  const rest = isCutClean ? start.line + breaks : start.line + breaks + 1;
  const last = end.line < below ? below + delta : rest;
  return { startLine: first, lineCount: Math.max(0, last - first), touched: true };
}
