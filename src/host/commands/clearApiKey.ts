import * as vscode from 'vscode';
import type { ApiKeyStore } from '../apiKey.ts';
import type { Command } from './command.ts';

/** Removes every key from the secret store; other windows follow. */
export function clearApiKey(apiKeys: ApiKeyStore): Command {
  return {
    id: 'cometapi.clearApiKey',
    async run() {
      await apiKeys.clear();
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The CometAPI key is removed. The next message asks for one.'),
      );
    },
  };
}
