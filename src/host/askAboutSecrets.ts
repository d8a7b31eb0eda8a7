import * as vscode from 'vscode';
import { exclusionOf } from '../chat/excludedPaths.ts';
import { Refusal } from './reportError.ts';
import { readSettings } from './settings.ts';

/** Asks before a file is attached that usually holds secrets, or that the settings name. No means a refusal. */
export async function askAboutSecrets(path: string): Promise<void> {
  const pattern = exclusionOf(path, readSettings()['context.exclude']);
  if (pattern === undefined) return;
  const attach = vscode.l10n.t('Attach Anyway');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} may hold secrets. Attach it?', path),
    { modal: true, detail: vscode.l10n.t('It fits the pattern {0}.', pattern) },
    attach,
  );
  if (answer !== attach) throw new Refusal(vscode.l10n.t('{0} was not attached.', path));
}
