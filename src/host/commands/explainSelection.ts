import * as vscode from 'vscode';
import type { Chat } from '../chat.ts';
import type { ChatView } from '../chatView.ts';
import type { ContextFiles } from '../contextFiles.ts';
import { placeOf } from '../editor.ts';
import type { Command } from './command.ts';

/** Explains the selected lines in the panel, with a link back to them (M-D17). */
export function explainSelection(
  chat: Chat,
  view: Pick<ChatView, 'reveal'>,
  contextFiles: ContextFiles,
): Command {
  return {
    id: 'cometapi.explainSelection',
    async run(...args) {
      const { document, lines } = await placeOf(args);
      const attachment = contextFiles.attachment(document, lines);
      await view.reveal();
      await chat.ask({
        text: vscode.l10n.t('Explain this code.'),
        attachments: [attachment],
        command: 'explain',
      });
    },
  };
}
