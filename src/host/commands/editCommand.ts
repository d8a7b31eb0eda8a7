import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import type { EditorCommand } from '../../protocol/transcript.ts';
import type { Chat } from '../chat.ts';
import type { ChatView } from '../chatView.ts';
import type { ContextFiles } from '../contextFiles.ts';
import { type LineRange, placeOf, requireWritable } from '../editor.ts';
import { createEditRequest } from '../editRequest.ts';
import type { EditReview } from '../review/editReview.ts';
import type { Command } from './command.ts';

/** What every command that changes code needs. */
export interface EditParts {
  readonly chat: Chat;
  readonly view: Pick<ChatView, 'reveal'>;
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

/** A command that asks for one and the same change of whatever code it is about (M-D2). */
export function selectionEdit(
  parts: EditParts,
  edit: {
    readonly id: string;
    readonly command: EditorCommand;
    readonly title: string;
    readonly instruction: string;
  },
): Command {
  const { id, ...what } = edit;
  return {
    id,
    async run(...args) {
      const place = await placeOf(args);
      requireWritable(place.document);
      await requestEdit(parts, { ...what, ...place });
    },
  };
}
