import * as vscode from 'vscode';
import type { PendingEdit, PendingHunk } from '../../edits/pendingEdit.ts';
import type { LineRange } from '../editor.ts';
import type { ReviewedDocument } from './reviewedDocument.ts';

/** Whether there is still something to decide about a hunk. */
export function isOpen({ status }: PendingHunk): boolean {
  return status === 'pending' || status === 'stale';
}

/** What there is to decide about; of an edit that is still being written, nothing is. */
export function openHunks(edits: readonly PendingEdit[]): PendingHunk[] {
  return edits.flatMap(({ hunks, isDraft }) => (isDraft ? [] : hunks.filter(isOpen)));
}

/** A hunk whose lines the person has changed, and where they are. */
export interface Conflict {
  readonly document: vscode.TextDocument;
  readonly lines: LineRange;
  readonly hunk: PendingHunk;
}

/** The whole lines that are left of a hunk; where none is, those on both sides of its place. */
export function linesNow(
  { startLine, lineCount }: PendingHunk,
  document: vscode.TextDocument,
): Omit<Conflict, 'hunk'> {
  const around = lineCount === 0 ? 1 : 0;
  const last = document.lineCount;
  const first = Math.min(Math.max(0, startLine - around), last - 1);
  return {
    document,
    lines: { startLine: first, endLine: Math.min(last, Math.max(first + 1, startLine + lineCount + around)) },
  };
}

/** The line a person goes to for a hunk. An insertion is shown below the line in front of it. */
export function caretLine({ startLine, lineCount }: PendingHunk): number {
  return lineCount === 0 ? Math.max(0, startLine - 1) : startLine;
}

/** Whether a caret on `line` is at the hunk. */
export function isAtLine(hunk: PendingHunk, line: number): boolean {
  const first = caretLine(hunk);
  return first <= line && line < first + Math.max(1, hunk.lineCount);
}

/** A hunk with the document it is in. */
export interface HunkPlace {
  readonly reviewed: ReviewedDocument;
  readonly hunk: PendingHunk;
}

/** The open hunk after (`1`) or before (`-1`) the caret, through all documents in turn and round the ends. */
export function stepFrom(
  documents: readonly ReviewedDocument[],
  caret: { readonly active: ReviewedDocument; readonly line: number } | undefined,
  direction: 1 | -1,
): HunkPlace | undefined {
  const places = documents.flatMap((reviewed) =>
    openHunks(reviewed.shown)
      .toSorted((a, b) => a.startLine - b.startLine)
      .map((hunk): HunkPlace => ({ reviewed, hunk })),
  );
  const here = caret === undefined ? -1 : documents.indexOf(caret.active);
  const isAfter = ({ reviewed, hunk }: HunkPlace): boolean => {
    const place = documents.indexOf(reviewed);
    return place === here ? caretLine(hunk) > (caret?.line ?? -1) : place > here;
  };
  const isBefore = ({ reviewed, hunk }: HunkPlace): boolean => {
    const place = documents.indexOf(reviewed);
    return place === here ? caretLine(hunk) < (caret?.line ?? -1) : place < here;
  };
  return direction === 1 ? (places.find(isAfter) ?? places[0]) : (places.findLast(isBefore) ?? places.at(-1));
}

/** Shows a hunk, where its document is already visible if it is, and puts the caret there. */
export async function reveal(document: vscode.TextDocument, hunk: PendingHunk): Promise<void> {
  const column = vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn;
  const editor = await vscode.window.showTextDocument(
    document,
    // A preview tab would close with the next file that is shown, and the review of its document would end.
    { preview: false, ...(column === undefined ? {} : { viewColumn: column }) },
  );
  const caret = new vscode.Position(Math.min(caretLine(hunk), document.lineCount - 1), 0);
  editor.selection = new vscode.Selection(caret, caret);
  editor.revealRange(new vscode.Range(caret, caret), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
