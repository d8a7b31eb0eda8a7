import type { EditProblem } from '../protocol/proposedEdit.ts';
import { diffLines } from './diffLines.ts';
import { splitLines, standAt } from './lines.ts';
import { findForeignLine } from './notCode.ts';
import type { EditAnswer } from './schema.ts';

/**
 * One place that changes: `removed` stands at `startLine` (zero-based) and is replaced by `added`. Contains no
 * unchanged line, unless so much changes that `diffLines` leaves it whole. Without removed lines it is an insertion before the line `startLine`, which is the number of
 * lines when it goes after the last one.
 */
export interface PlannedHunk {
  readonly startLine: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** One line: why this place changes. */
  readonly why: string;
}

/** The whole lines that may change. Zero-based, end exclusive. */
export interface Scope {
  readonly startLine: number;
  readonly endLine: number;
}

export type Plan =
  | { readonly ok: true; readonly hunks: readonly PlannedHunk[] }
  | { readonly ok: false; readonly problem: EditProblem };

interface PlacedEdit {
  readonly startLine: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
  readonly why: string;
}

/**
 * Finds the place of every edit of an answer and splits it into hunks, in document order. Each `oldText` must be
 * whole lines that occur exactly once in the scope, compared character by character; line ends may differ, and
 * so may one line break at the end. Empty `oldText` fills a scope that holds nothing but blank lines. One edit
 * without a certain place refuses the whole answer. Edits that change nothing are dropped.
 *
 * @param request.text the whole document
 * @param request.languageId VS Code's language; prose languages may contain fences and remarks
 */
export function planEdit(request: {
  readonly text: string;
  readonly scope: Scope;
  readonly answer: EditAnswer;
  readonly languageId?: string;
}): Plan {
  const lines = splitLines(request.text);
  const scope = withinDocument(request.scope, lines);
  const quotes = request.answer.edits.map(({ oldText }) => quotedLines(oldText));
  const starts = placesOf(new Set(quotes.map(([first = '']) => first)), lines);
  const placed: PlacedEdit[] = [];
  for (const [index, edit] of request.answer.edits.entries()) {
    const removed = quotes[index] ?? [];
    const added = quotedLines(edit.newText);
    if (removed.length === added.length && standAt((line) => added[line], 0, removed)) continue;
    const foreign = findForeignLine({ added, removed, languageId: request.languageId });
    if (foreign !== undefined) return refuse({ code: 'not_code', quote: foreign });
    const place = findPlace({ lines, scope, removed, starts: starts.get(removed[0] ?? '') ?? [] });
    if ('code' in place) return refuse(place);
    placed.push({ ...place, added, why: oneLine(edit.why) });
  }
  placed.sort((a, b) => a.startLine - b.startLine);
  for (const [index, edit] of placed.entries()) {
    const next = placed[index + 1];
    if (next !== undefined && overlap(edit, next))
      return refuse({ code: 'overlap', quote: firstLine(next.removed) });
  }
  return { ok: true, hunks: placed.flatMap(splitIntoHunks) };
}

function refuse(problem: EditProblem): Plan {
  return { ok: false, problem };
}

/** The empty last line of a text only marks its final line break: it is never part of the scope. */
function withinDocument(scope: Scope, lines: readonly string[]): Scope {
  const count = lines.length > 1 && lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const startLine = Math.min(Math.max(scope.startLine, 0), count);
  return { startLine, endLine: Math.min(Math.max(scope.endLine, startLine), count) };
}

function quotedLines(text: string): string[] {
  if (text === '') return [];
  const lines = splitLines(text);
  return lines.length > 1 && lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function findPlace(search: {
  readonly lines: readonly string[];
  readonly scope: Scope;
  readonly removed: readonly string[];
  /** Where its first line stands. */
  readonly starts: readonly number[];
}): Pick<PlacedEdit, 'startLine' | 'removed'> | EditProblem {
  const { lines, scope, removed, starts } = search;
  const quote = firstLine(removed);
  if (removed.length === 0) {
    const inScope = lines.slice(scope.startLine, scope.endLine);
    if (inScope.every((line) => line.trim() === '')) return { startLine: scope.startLine, removed: inScope };
    return { code: 'anchor_not_found', quote };
  }
  const places = starts.filter((start) => standAt((line) => lines[line], start, removed));
  const inside = places.filter((line) => line >= scope.startLine && line + removed.length <= scope.endLine);
  const [startLine] = inside;
  if (startLine === undefined)
    return { code: places.length > 0 ? 'outside_scope' : 'anchor_not_found', quote };
  if (inside.length > 1) return { code: 'anchor_ambiguous', quote, count: inside.length };
  return { startLine, removed };
}

/** Where some lines stand, each time; in one pass over the document, however many are looked for. */
function placesOf(wanted: ReadonlySet<string>, lines: readonly string[]): ReadonlyMap<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [at, line] of lines.entries()) {
    if (!wanted.has(line)) continue;
    const known = places.get(line);
    if (known === undefined) places.set(line, [at]);
    else known.push(at);
  }
  return places;
}

/** Whether two edits, in order, share a line; two insertions in the same place have no order. */
function overlap(edit: PlacedEdit, next: PlacedEdit): boolean {
  const end = edit.startLine + edit.removed.length;
  return end > next.startLine || (edit.startLine === next.startLine && next.removed.length === 0);
}

function splitIntoHunks({ startLine, removed, added, why }: PlacedEdit): PlannedHunk[] {
  return diffLines(removed, added).map((hunk) => ({ ...hunk, startLine: startLine + hunk.startLine, why }));
}

function firstLine(lines: readonly string[]): string {
  return lines.find((line) => line.trim() !== '') ?? '';
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
