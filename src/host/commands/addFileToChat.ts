import * as vscode from 'vscode';
import type { Chat } from '../chat.ts';
import type { ChatView } from '../chatView.ts';
import type { ContextFiles } from '../contextFiles.ts';
import { activeEditor } from '../editor.ts';
import type { Command } from './command.ts';

/** Attaches files to the next message: those chosen in the Explorer or a tab, else the active one. */
export function addFileToChat(chat: Chat, view: ChatView, contextFiles: ContextFiles): Command {
  return {
    id: 'cometapi.addFileToChat',
    async run(clicked, chosen) {
      const uris = (Array.isArray(chosen) ? chosen : [clicked]).filter((uri) => uri instanceof vscode.Uri);
      if (uris.length === 0) uris.push(activeEditor().document.uri);
      for (const uri of uris) {
        chat.attach(await contextFiles.fileAttachment(uri));
      }
      await view.focusComposer();
    },
  };
}
