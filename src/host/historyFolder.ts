import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { systemClock } from '../chat/clock.ts';
import { ConversationStore } from '../history/store.ts';
import { createHistoryReports } from './historyReports.ts';
import { nodeDisk } from './nodeDisk.ts';

/** Where the conversations are kept below the extension's own folder on this machine. */
export function historyFolder(globalStorage: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(globalStorage, 'conversations');
}

/** The conversations in a folder. Touches no file before its first use. */
export function openHistory(folder: vscode.Uri, log: vscode.LogOutputChannel): ConversationStore {
  return new ConversationStore({
    disk: nodeDisk(folder.fsPath),
    now: Date.now,
    newId: randomUUID,
    schedule: systemClock.schedule,
    report: createHistoryReports(folder, log),
  });
}

/** What the conversations of this window belong to: its workspace, or nothing. */
export function workspaceKey(): string | undefined {
  const { workspaceFile, workspaceFolders } = vscode.workspace;
  return (workspaceFile ?? workspaceFolders?.[0]?.uri)?.toString();
}
