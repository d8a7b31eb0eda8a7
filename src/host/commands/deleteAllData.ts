import * as vscode from 'vscode';
import type { ConversationStore } from '../../history/store.ts';
import type { ApiKeyStore } from '../apiKey.ts';
import type { Chat } from '../chat.ts';
import type { Command } from './command.ts';

export interface DataParts {
  readonly chat: Chat;
  readonly store: ConversationStore;
  readonly apiKeys: ApiKeyStore;
  readonly globalState: vscode.Memento;
}

/**
 * Deletes everything the extension keeps on this machine, after one question that names it: conversations, drafts,
 * kept copies, the key, and what it has learnt of models.
 */
export function deleteAllData({ chat, store, apiKeys, globalState }: DataParts): Command {
  return {
    id: 'cometapi.deleteAllData',
    async run() {
      if (!(await isConfirmed())) return;
      await chat.opened();
      for (const { id } of chat.conversations.all) await chat.conversations.drop(id);
      await apiKeys.clear();
      for (const name of globalState.keys()) await globalState.update(name, undefined);
      // Last, because the empty conversation that is shown now was noted there.
      await store.deleteAll();
      void vscode.window.showInformationMessage(
        vscode.l10n.t('All data of CometAPI Assistant was deleted from this machine.'),
      );
    },
  };
}

async function isConfirmed(): Promise<boolean> {
  const deleteAll = vscode.l10n.t('Delete All');
  const detail = vscode.l10n.t(
    'All conversations of all workspaces, drafts, your API key and what was learnt about models. Settings stay. This cannot be undone.',
  );
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete all data of CometAPI Assistant on this machine?'),
    { modal: true, detail },
    deleteAll,
  );
  return choice === deleteAll;
}
