import * as vscode from 'vscode';
import type { Chat } from '../chat.ts';
import type { ChatView } from '../chatView.ts';
import type { ContextFiles } from '../contextFiles.ts';
import { activeEditor, linesInQuestion } from '../editor.ts';
import type { Command } from './command.ts';

/** Explains the selected lines in the panel, with a link back to them (M-D17). */
export function explainSelection(chat: Chat, view: ChatView, contextFiles: ContextFiles): Command {
  return {
    id: 'cometapi.explainSelection',
    async run() {
      const editor = activeEditor();
      const lines = await linesInQuestion(editor);
      const attachment = contextFiles.attachment(editor.document, lines);
      await view.reveal();
      await chat.ask({
        text: vscode.l10n.t('Explain this code.'),
        attachments: [attachment],
        command: 'explain',
      });
    },
  };
}
