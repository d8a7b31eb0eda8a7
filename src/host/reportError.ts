import * as vscode from 'vscode';

/**
 * Tells a person that a command did not work: the sentence in a notification, the facts in the log.
 * One of the two places where errors become visible; the other one is the end of a turn in the panel.
 */
export function reportError(log: vscode.LogOutputChannel, error: unknown): void {
  log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (error instanceof Refusal) {
    void vscode.window.showInformationMessage(error.message);
    return;
  }
  const showLog = vscode.l10n.t('Show Log');
  void vscode.window
    .showErrorMessage(vscode.l10n.t('This did not work because of an error in CometAPI Assistant.'), showLog)
    .then((choice) => {
      if (choice === showLog) log.show();
    });
}

/** Something the extension will not do, with a localised sentence that says why and what to do instead. */
export class Refusal extends Error {}
