import type { Chat } from '../chat.ts';
import type { ChatView } from '../chatView.ts';
import type { ContextFiles } from '../contextFiles.ts';
import { activeEditor, linesInQuestion } from '../editor.ts';
import type { Command } from './command.ts';

/** Attaches the selected lines to the next message. */
export function addSelectionToChat(chat: Chat, view: ChatView, contextFiles: ContextFiles): Command {
  return {
    id: 'cometapi.addSelectionToChat',
    async run() {
      const editor = activeEditor();
      chat.attach(
        contextFiles.attachment(editor.document, await linesInQuestion(editor.document, editor.selection)),
      );
      await view.focusComposer();
    },
  };
}
