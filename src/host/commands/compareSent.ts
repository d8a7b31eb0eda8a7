import * as vscode from 'vscode';
import type { SentFiles } from '../sentFiles.ts';
import type { Command } from './command.ts';

/** Compares the file as it was sent with what it is now, from the document that shows what was sent. */
export function compareSent(sentFiles: SentFiles): Command {
  return {
    id: 'cometapi.compareSent',
    run: (uri) => sentFiles.compare(uri ?? vscode.window.activeTextEditor?.document.uri),
  };
}
