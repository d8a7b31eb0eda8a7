import * as vscode from 'vscode';
import { exclusionOf } from '../chat/excludedPaths.ts';
import { Refusal } from './reportError.ts';
import { readSettings } from './settings.ts';

/** Asks before a file is attached that usually holds secrets, or that the settings name. No means a refusal. */
export async function askAboutSecrets(path: string): Promise<void> {
  const exclusion = exclusionOf(path, readSettings()['context.exclude']);
  if (exclusion === undefined) return;
  const title =
    exclusion.kind === 'secret'
      ? vscode.l10n.t('{0} may hold secrets. Attach it?', path)
      : vscode.l10n.t('{0} fits {1}, which your settings exclude. Attach it?', path, exclusion.pattern);
  const attach = vscode.l10n.t('Attach Anyway');
  const answer = await vscode.window.showWarningMessage(title, { modal: true }, attach);
  if (answer !== attach) throw new Refusal(vscode.l10n.t('{0} was not attached.', path));
}
