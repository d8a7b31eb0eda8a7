import * as vscode from 'vscode';
import type { Chat } from '../chat.ts';
import type { ChatView } from '../chatView.ts';
import type { ContextSearch } from '../contextSearch.ts';
import { activeEditor } from '../editor.ts';
import type { Command } from './command.ts';

/** Attaches files and folders to the next message: those chosen in the Explorer or a tab, else the active file. */
export function addFileToChat(chat: Chat, view: ChatView, contextSearch: ContextSearch): Command {
  return {
    id: 'cometapi.addFileToChat',
    async run(clicked, chosen) {
      const uris = (Array.isArray(chosen) ? chosen : [clicked]).filter((uri) => uri instanceof vscode.Uri);
      if (uris.length === 0) uris.push(activeEditor().document.uri);
      for (const uri of uris) {
        chat.attach(await contextSearch.fileOrFolder(uri));
      }
      await view.focusComposer();
    },
  };
}
