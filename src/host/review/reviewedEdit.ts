import type * as vscode from 'vscode';
import { applyHunks } from '../../edits/hunk.ts';
import { type PendingEdit, pendingHunks, statusOf, toProposedFile } from '../../edits/pendingEdit.ts';
import type { EditVerdict, ProposedEdit, ProposedFile } from '../../protocol/proposedEdit.ts';
import { normalizedText } from '../editor.ts';
import type { FileChange, WholeFile } from './fileChange.ts';
import { nameOf } from './fileName.ts';
import type { ReviewedDocument } from './reviewedDocument.ts';

/** One file of an edit. `ended`: its document went away; what is left is how it stood. */
export type ReviewedFile =
  | { readonly kind: 'document'; readonly fileId: string; readonly reviewed: ReviewedDocument }
  | { readonly kind: 'change'; readonly fileId: string; readonly change: FileChange }
  | { readonly kind: 'ended'; readonly fileId: string; readonly file: ProposedFile };

/** An edit with all its files, in the order of the answer. */
export interface ReviewedEdit {
  readonly id: string;
  readonly title: string;
  readonly verdict: EditVerdict;
  readonly files: readonly ReviewedFile[];
}

/** One file of an edit before and after; `undefined` where there is none. */
export interface Comparison {
  readonly uri: vscode.Uri;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The hunks of an edit in one of its documents. */
export function pendingIn(reviewed: ReviewedDocument, editId: string): PendingEdit | undefined {
  return reviewed.edits.find(({ id }) => id === editId);
}

/** The edit as the panel shows it. */
export function toProposedEdit(edit: ReviewedEdit): ProposedEdit {
  const files = edit.files.flatMap((file) => proposedFile(edit.id, file) ?? []);
  const hunks = files.flatMap((file) => file.hunks);
  const isDraft = edit.files.some(
    (file) => file.kind === 'document' && pendingIn(file.reviewed, edit.id)?.isDraft === true,
  );
  return {
    id: edit.id,
    title: edit.title,
    status: isDraft ? { kind: 'generating' } : statusOf(hunks, edit.verdict),
    files: files.filter((file) => file.hunks.length > 0),
  };
}

/** One file of an edit as the panel shows it; undefined when its document does not have the edit any more. */
export function proposedFile(editId: string, file: ReviewedFile): ProposedFile | undefined {
  switch (file.kind) {
    case 'ended':
      return file.file;
    case 'change':
      return file.change.proposed();
    case 'document': {
      const { document, lineAt } = file.reviewed;
      const pending = pendingIn(file.reviewed, editId);
      if (pending === undefined) return undefined;
      return toProposedFile(pending, { ...nameOf(document.uri), languageId: document.languageId, lineAt });
    }
  }
}

/** What is still proposed for a file, as whole texts with `\n`; undefined when nothing is. */
export function comparisonOf(editId: string, file: ReviewedFile): Comparison | undefined {
  switch (file.kind) {
    case 'ended':
      return undefined;
    case 'change': {
      const { change } = file;
      return change.status === 'pending' ? comparisonOfWhole(change.file) : undefined;
    }
    case 'document': {
      const { document } = file.reviewed;
      const pending = pendingIn(file.reviewed, editId);
      if (pending === undefined) return undefined;
      const text = normalizedText(document);
      return { uri: document.uri, before: text, after: applyHunks(text, pendingHunks(pending)) };
    }
  }
}

function comparisonOfWhole(file: WholeFile): Comparison {
  switch (file.kind) {
    case 'create':
      return { uri: file.uri, before: undefined, after: file.text };
    case 'delete':
      return { uri: file.uri, before: file.text, after: undefined };
    case 'rename':
      return { uri: file.to, before: file.text, after: file.text };
  }
}
