import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import type { EditorCommand } from '../../protocol/transcript.ts';
import type { Chat } from '../chat.ts';
import type { ChatView } from '../chatView.ts';
import type { ContextFiles } from '../contextFiles.ts';
import type { LineRange } from '../editor.ts';
import { createEditRequest } from '../editRequest.ts';
import type { EditReview } from '../review/editReview.ts';

/** What every command that changes code needs. */
export interface EditParts {
  readonly chat: Chat;
  readonly view: ChatView;
  readonly contextFiles: ContextFiles;
  readonly review: EditReview;
}

/** Requests one edit: shows the panel without taking the focus, sends, and leaves the rest to the review. */
export async function requestEdit(
  { chat, view, contextFiles, review }: EditParts,
  edit: {
    readonly command: EditorCommand;
    readonly document: vscode.TextDocument;
    readonly lines: LineRange;
    readonly title: string;
    readonly instruction: string;
  },
): Promise<void> {
  const request = createEditRequest({ ...edit, review, newId: randomUUID });
  contextFiles.remember(request.attachment, edit.document.uri, edit.lines);
  await view.reveal();
  await chat.edit(request);
}
