import type { EditStatus, EditVerdict, ProposedFile, ProposedHunk } from '../protocol/proposedEdit.ts';
import { matchesDocument, type TextChange } from './hunk.ts';
import type { LineAt } from './lines.ts';
import type { PlannedHunk } from './plan.ts';
import { rebase } from './rebase.ts';

/**
 * A proposed edit of one document while a person reviews it: the one value every view is made of. Hunks stay in
 * document order; `startLine` follows the document. An edit of several files has one for each document.
 */
export interface PendingEdit {
  readonly id: string;
  /** Unique within the edit: which of its files this is. */
  readonly fileId: string;
  /** It is still being written: its hunks are shown, and nothing can be done with them. */
  readonly isDraft: boolean;
  readonly hunks: readonly PendingHunk[];
}

export interface PendingHunk extends PlannedHunk {
  /** Unique within the edit, also among several files. */
  readonly id: string;
  readonly status: HunkStatus;
  /** How many lines of the document belong to it now. */
  readonly lineCount: number;
}

/**
 * `pending`: `removed` stands in the document. `kept`: `added` took its place. `undone`: dropped by the person.
 * `stale`: the person changed these lines; where they were is only a trace.
 */
export type HunkStatus = ProposedHunk['status'];

/**
 * A new edit with every hunk pending. The hunks are in document order and match the document. Only an edit of several
 * files needs a `fileId`.
 */
export function createPendingEdit(edit: {
  readonly id: string;
  readonly fileId?: string;
  readonly isDraft?: boolean;
  readonly hunks: readonly PlannedHunk[];
}): PendingEdit {
  const hunks = edit.hunks.map((hunk, index) => ({
    ...hunk,
    id: edit.fileId === undefined ? `${index + 1}` : `${edit.fileId}.${index + 1}`,
    status: 'pending' as const,
    lineCount: hunk.removed.length,
  }));
  return { fileId: edit.id, isDraft: false, ...edit, hunks };
}

/** The hunks that can be kept or undone, in document order. */
export function pendingHunks(edit: PendingEdit): PendingHunk[] {
  return edit.hunks.filter(({ status }) => status === 'pending');
}

/** Drops the pending and stale hunks among `hunkIds`; the document is not concerned. */
export function undoHunks(edit: PendingEdit, hunkIds: ReadonlySet<string>): PendingEdit {
  return withHunks(edit, (hunk) =>
    hunkIds.has(hunk.id) && (hunk.status === 'pending' || hunk.status === 'stale')
      ? { ...hunk, status: 'undone' }
      : hunk,
  );
}

/** Follows changes of the document. A pending hunk whose lines were changed, or don't stand at its new place, is stale. */
export function rebaseEdit(
  edit: PendingEdit,
  document: { readonly changes: readonly TextChange[]; readonly lineAt: LineAt },
): PendingEdit {
  return withHunks(edit, (hunk) => {
    const lastLine = { pending: hunk.removed, kept: hunk.added, undone: hunk.removed, stale: [] }[
      hunk.status
    ].at(-1);
    const { touched, ...place } = rebase({ ...hunk, lastLine }, document.changes);
    const isSame = place.startLine === hunk.startLine && place.lineCount === hunk.lineCount;
    const moved = isSame ? hunk : { ...hunk, ...place };
    if (hunk.status !== 'pending' || (!touched && matchesDocument(document.lineAt, moved))) return moved;
    return { ...moved, status: 'stale' };
  });
}

/**
 * When the document's whole text is again what it was at `earlier`: its hunks stand where they stood then. What
 * the person has undone since stays undone.
 */
export function restoreEdit(edit: PendingEdit, earlier: PendingEdit): PendingEdit {
  const former = new Map(earlier.hunks.map((hunk) => [hunk.id, hunk]));
  return withHunks(edit, (hunk) => {
    const then = former.get(hunk.id) ?? hunk;
    return hunk.status === 'undone' ? { ...then, status: 'undone' } : then;
  });
}

/** After the document went away: nothing can be kept any more. */
export function abandonEdit(edit: PendingEdit): PendingEdit {
  return withHunks(edit, (hunk) => (hunk.status === 'pending' ? { ...hunk, status: 'stale' } : hunk));
}

/** The edit with every hunk changed; the same value when none was. */
export function withHunks(edit: PendingEdit, change: (hunk: PendingHunk) => PendingHunk): PendingEdit {
  const hunks = edit.hunks.map(change);
  return hunks.every((hunk, index) => hunk === edit.hunks[index]) ? edit : { ...edit, hunks };
}

/** A file of an edit as the panel shows it. */
export function toProposedFile(
  { fileId, hunks }: PendingEdit,
  file: {
    readonly name: string;
    readonly folder: string;
    readonly languageId: string;
    readonly lineAt: LineAt;
  },
): ProposedFile {
  const { name, folder, languageId, lineAt } = file;
  const shown = hunks.map((hunk, index) =>
    toProposedHunk(hunk, { lineAt, above: hunks[index - 1], below: hunks[index + 1] }),
  );
  return { id: fileId, name, folder, languageId, change: { kind: 'modify' }, hunks: shown };
}

/** How an edit with these hunks stands. Stale hunks leave it pending while others can be kept; alone they end it. */
export function statusOf(
  hunks: readonly { readonly status: HunkStatus }[],
  verdict: EditVerdict,
): EditStatus {
  if (hunks.length === 0) return { kind: 'empty' };
  if (hunks.some(({ status }) => status === 'pending')) return { kind: 'pending', verdict };
  if (hunks.every(({ status }) => status === 'stale'))
    return { kind: 'failed', problem: { code: 'document_changed' } };
  return { kind: 'settled', verdict };
}

function toProposedHunk(
  hunk: PendingHunk,
  around: {
    readonly lineAt: LineAt;
    readonly above: PendingHunk | undefined;
    readonly below: PendingHunk | undefined;
  },
): ProposedHunk {
  const { id, why, status, startLine, removed, added } = hunk;
  const end = startLine + hunk.lineCount;
  const { above, below } = around;
  const isUnder =
    above !== undefined && above.lineCount > 0 && above.startLine + above.lineCount === startLine;
  const isOver = below !== undefined && below.lineCount > 0 && below.startLine === end;
  const before = isUnder ? undefined : around.lineAt(startLine - 1);
  const after = isOver ? undefined : around.lineAt(end);
  return {
    id,
    why,
    status,
    line: startLine + 1,
    removed,
    added,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}
