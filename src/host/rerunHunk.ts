import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { PlannedEdit } from '../chat/editAnswer.ts';
import { rerunInstruction } from '../chat/prompts.ts';
import type { Chat } from './chat.ts';
import type { ContextFiles } from './contextFiles.ts';
import { createEditRequest } from './editRequest.ts';
import { Refusal } from './reportError.ts';
import type { EditReview } from './review/editReview.ts';
import type { HunkName } from './review/reviewThreads.ts';

/**
 * Asks again for one hunk whose lines the person has changed, on the lines as they are now (M-D8): a turn of the
 * conversation like any other, whose edit may change those lines only. The hunk goes once the new edit is there.
 * Refuses with a sentence when its document is closed or the hunk is no conflict.
 */
export async function rerunHunk(
  {
    chat,
    review,
    contextFiles,
  }: { readonly chat: Chat; readonly review: EditReview; readonly contextFiles: ContextFiles },
  { editId, hunkId }: HunkName,
): Promise<void> {
  const place = review.conflictOf({ editId, hunkId });
  if (place === undefined) {
    throw new Refusal(
      vscode.l10n.t('There is nothing to ask again for: the file was closed or the change is decided.'),
    );
  }
  const { document, lines, hunk } = place;
  const request = createEditRequest({
    command: 'edit',
    document,
    lines,
    title: hunk.why === '' ? vscode.l10n.t('Make this change again') : hunk.why,
    instruction: rerunInstruction(hunk),
    review,
    newId: randomUUID,
  });
  contextFiles.remember(request.attachment, document.uri, lines);
  await chat.edit({
    ...request,
    present(edit: PlannedEdit) {
      // The new edit is there: now the hunk may go.
      review.undo(editId, { hunkId });
      return request.present(edit);
    },
  });
}
