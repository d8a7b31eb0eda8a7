import * as vscode from 'vscode';
import type { Chat } from './chat.ts';
import type { ContextFiles } from './contextFiles.ts';
import { Refusal } from './reportError.ts';
import type { EditReview } from './review/editReview.ts';

/**
 * Asks for another edit in place of what is still open of one: a turn of the conversation like any other. What was
 * kept of it stays in the file, and the open hunks stay under review until the new edit is there (M-D13). Refuses with
 * a sentence when nothing of the edit is open any more. An empty wish does nothing.
 */
export async function refineEdit(
  {
    chat,
    review,
    contextFiles,
  }: { readonly chat: Chat; readonly review: EditReview; readonly contextFiles: ContextFiles },
  editId: string,
  wish: string,
): Promise<void> {
  if (wish.trim() === '') return;
  const former = chat.session.editOf(editId);
  const edit = review.proposedEdit(editId);
  const request = edit === undefined ? undefined : await former?.refine?.(edit, wish.trim());
  if (former === undefined || request === undefined) {
    throw new Refusal(vscode.l10n.t('Nothing of this edit is open any more. Ask for a new one.'));
  }
  contextFiles.rememberAs(request.attachment, former.attachment);
  await chat.edit(request);
}
