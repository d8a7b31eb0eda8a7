import { applyHunks, type HunkLines, matchesDocument, type TextChange } from './hunk.ts';
import type { LineAt } from './lines.ts';
import {
  type PendingEdit,
  type PendingHunk,
  pendingHunks,
  rebaseEdit,
  restoreEdit,
  withHunks,
} from './pendingEdit.ts';

/** All proposed edits of one document, as a value that only the functions of this file change. Texts use `\n`. */
export interface DocumentReview {
  readonly edits: readonly PendingEdit[];
  /** The text the edits stand in. Known while a hunk is pending. */
  readonly text: string | undefined;
  /** States to go back to when the editor's undo or redo brings a text back. Newest last. */
  readonly checkpoints: readonly Checkpoint[];
}

interface Checkpoint {
  readonly text: string;
  readonly edits: readonly PendingEdit[];
}

const maxCheckpoints = 50;

export const emptyReview: DocumentReview = { edits: [], text: undefined, checkpoints: [] };

/** Adds an edit whose pending hunks match `text`, the document's present one. */
export function addEdit(review: DocumentReview, edit: PendingEdit, text: string): DocumentReview {
  return { ...review, edits: [...review.edits, edit], text };
}

/** Puts `edit` in the place of the one with its id: after `undoHunks`, for instance. */
export function replaceEdit(review: DocumentReview, edit: PendingEdit): DocumentReview {
  return { ...review, edits: review.edits.map((other) => (other.id === edit.id ? edit : other)) };
}

/** Forgets an edit. */
export function removeEdit(review: DocumentReview, editId: string): DocumentReview {
  return { ...review, edits: review.edits.filter(({ id }) => id !== editId) };
}

/**
 * Follows changes of the document that someone else made. Every edit is rebased. When the changes are the editor's
 * undo or redo and the whole text is one that is remembered (from before and after each keep, and from before
 * each change that made a hunk stale), the hunks are what they were then.
 */
export function followChanges(
  review: DocumentReview,
  document: {
    readonly changes: readonly TextChange[];
    readonly lineAt: LineAt;
    readonly readText: () => string;
    readonly undoing: boolean;
  },
): DocumentReview {
  const edits = review.edits.map((edit) => rebaseEdit(edit, document));
  const wasLost = edits.some((edit, index) => countPending(edit) < countPending(review.edits[index]));
  const checkpoints = wasLost ? remember(review.checkpoints, review) : review.checkpoints;
  const rebased = { edits, text: undefined, checkpoints };
  const isTextNeeded =
    edits.some((edit) => countPending(edit) > 0) || (document.undoing && checkpoints.length > 0);
  if (!isTextNeeded) return rebased;
  const text = document.readText();
  const checkpoint = document.undoing ? checkpoints.findLast((each) => each.text === text) : undefined;
  if (checkpoint === undefined) return { ...rebased, text };
  const former = new Map(checkpoint.edits.map((edit) => [edit.id, edit]));
  return { ...rebased, text, edits: edits.map((edit) => restoreEdit(edit, former.get(edit.id) ?? edit)) };
}

/** What keeping hunks will do to the document. */
export interface Keep {
  /** In document order; they match the document and don't overlap. */
  readonly hunks: readonly PendingHunk[];
  readonly textBefore: string;
  readonly textAfter: string;
}

/**
 * Prepares to keep hunks in one step. Left out are those that are not pending any more or still being written, don't
 * stand in the document, or overlap one before them.
 */
export function planKeep(
  review: DocumentReview,
  isChosen: (edit: PendingEdit, hunk: PendingHunk) => boolean,
  document: { readonly text: string; readonly lineAt: LineAt },
): Keep {
  const candidates = review.edits.flatMap((edit) =>
    edit.isDraft ? [] : pendingHunks(edit).filter((hunk) => isChosen(edit, hunk)),
  );
  const hunks: PendingHunk[] = [];
  for (const hunk of candidates.toSorted((a, b) => a.startLine - b.startLine || endOf(a) - endOf(b))) {
    const last = hunks.at(-1);
    const isFree = last === undefined || endOf(last) <= hunk.startLine;
    if (isFree && matchesDocument(document.lineAt, hunk)) hunks.push(hunk);
  }
  return { hunks, textBefore: document.text, textAfter: applyHunks(document.text, hunks) };
}

/** After the editor applied a `Keep`. Hunks of other edits that change the same lines become stale. */
export function settleKeep(review: DocumentReview, keep: Keep): DocumentReview {
  const edits = review.edits.map((edit) => keepHunks(edit, keep.hunks));
  const before = remember(review.checkpoints, { text: keep.textBefore, edits: review.edits });
  return { edits, text: keep.textAfter, checkpoints: remember(before, { text: keep.textAfter, edits }) };
}

function keepHunks(edit: PendingEdit, kept: readonly PendingHunk[]): PendingEdit {
  const order = new Map(edit.hunks.map((hunk, index) => [hunk, index]));
  return withHunks(edit, (hunk) => {
    let { startLine, status, lineCount } = hunk;
    for (const other of kept) {
      if (other === hunk) {
        status = 'kept';
        lineCount = hunk.added.length;
        continue;
      }
      const index = order.get(other);
      const isAbove = index === undefined ? endOf(other) <= hunk.startLine : index < (order.get(hunk) ?? 0);
      if (isAbove) startLine += other.added.length - other.removed.length;
      else if (index === undefined && status === 'pending' && overlap(other, hunk)) status = 'stale';
    }
    return { ...hunk, startLine, status, lineCount };
  });
}

function overlap(a: HunkLines, b: HunkLines): boolean {
  return a.startLine < endOf(b) && b.startLine < endOf(a);
}

function endOf({ startLine, removed }: HunkLines): number {
  return startLine + removed.length;
}

function countPending(edit: PendingEdit | undefined): number {
  return edit === undefined ? 0 : pendingHunks(edit).length;
}

function remember(
  checkpoints: readonly Checkpoint[],
  { text, edits }: Pick<DocumentReview, 'text' | 'edits'>,
): readonly Checkpoint[] {
  if (text === undefined) return checkpoints;
  return [...checkpoints.filter((other) => other.text !== text), { text, edits }].slice(-maxCheckpoints);
}
