import type * as vscode from 'vscode';
import type { Command } from './command.ts';

/** Shows the log of the extension. */
export function showLog(log: vscode.LogOutputChannel): Command {
  return { id: 'cometapi.showLog', run: () => log.show() };
}
