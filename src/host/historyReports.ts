import * as vscode from 'vscode';
import type { HistoryReport } from '../history/conversationFiles.ts';

/**
 * Tells a person what went wrong with the history: each file in the log, and of each kind one notification in the
 * life of the window, because a broken disk breaks many files.
 */
export function createHistoryReports(
  folder: vscode.Uri,
  log: vscode.LogOutputChannel,
): (report: HistoryReport) => void {
  const shown = new Set<HistoryReport['kind']>();
  return (report) => {
    log.error(describe(report));
    if (shown.has(report.kind)) return;
    shown.add(report.kind);
    const showFolder = vscode.l10n.t('Show Folder');
    void vscode.window.showWarningMessage(sentence(report), showFolder).then(async (choice) => {
      if (choice === showFolder) await vscode.commands.executeCommand('revealFileInOS', folder);
    });
  };
}

function sentence(report: HistoryReport): string {
  switch (report.kind) {
    case 'damaged':
      return vscode.l10n.t(
        'Parts of a conversation could not be read. The rest is here, and a copy of the file is kept.',
      );
    case 'foreign':
      return vscode.l10n.t('A file of the history could not be read at all. It was put aside.');
    case 'newer':
      return vscode.l10n.t(
        'A conversation was written by a newer version of CometAPI Assistant. Update it to open this conversation.',
      );
    case 'failed':
      return vscode.l10n.t(
        'The history cannot be written: {0}. Conversations are kept until VS Code is closed.',
        report.error instanceof Error ? report.error.message : String(report.error),
      );
  }
}

function describe(report: HistoryReport): string {
  switch (report.kind) {
    case 'damaged':
      return `history: ${report.file} is damaged; copied to ${report.copy}`;
    case 'foreign':
      return `history: ${report.file} cannot be read; moved to ${report.copy}`;
    case 'newer':
      return `history: ${report.file} is of a newer format`;
    case 'failed':
      return `history: ${report.error instanceof Error ? (report.error.stack ?? report.error.message) : String(report.error)}`;
  }
}
