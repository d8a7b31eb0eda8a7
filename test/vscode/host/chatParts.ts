import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ApiKeyStore } from '../../../src/host/apiKey.ts';
import { Chat } from '../../../src/host/chat.ts';
import { ContextFiles } from '../../../src/host/contextFiles.ts';
import { ContextSearch } from '../../../src/host/contextSearch.ts';
import { FieldMemory } from '../../../src/host/fieldMemory.ts';
import { History } from '../../../src/host/history.ts';
import { HistoryFiles } from '../../../src/host/historyFiles.ts';
import { openHistory } from '../../../src/host/historyFolder.ts';
import { ModelList } from '../../../src/host/modelList.ts';
import { EditReview } from '../../../src/host/review/editReview.ts';
import { MemoryMemento, MemorySecrets } from './memorySecrets.ts';

/** One log for all: a channel whose name was used and disposed before cannot be written to. */
export const testLog = vscode.window.createOutputChannel('CometAPI test', { log: true });

/** What outlives a window. */
export interface Machine {
  readonly storage: string;
  readonly secrets: MemorySecrets;
  readonly globalState: MemoryMemento;
}

function newMachine(): Machine {
  const storage = mkdtempSync(join(tmpdir(), 'history-'));
  return { storage, secrets: new MemorySecrets(), globalState: new MemoryMemento() };
}

/**
 * A chat of its own beside the one of the running extension. Two of them on one machine are two windows, or one
 * window before and after a restart.
 */
export function createChat(machine = newMachine()) {
  const log = testLog;
  const { storage, secrets, globalState } = machine;
  const apiKeys = new ApiKeyStore(secrets);
  const models = new ModelList(globalState);
  const refusedFields = new FieldMemory(globalState, log);
  const contextFiles = new ContextFiles();
  const contextSearch = new ContextSearch(contextFiles);
  const review = new EditReview({ log, setContext: () => {} });
  const folder = join(storage, 'conversations');
  const store = openHistory(vscode.Uri.file(folder), log);
  const workspace = 'file:///workspace';
  const own = { store, apiKeys, models, refusedFields, review, contextFiles, globalState, workspace, log };
  const chat = new Chat({ ...own, secrets });
  const { conversations } = chat;
  const history = new History({ store, conversations, workspace, folder, log });
  const historyFiles = new HistoryFiles({ store, conversations, apiKeys, workspace });
  return {
    chat,
    history,
    historyFiles,
    review,
    contextFiles,
    contextSearch,
    apiKeys,
    secrets,
    globalState,
    storage,
    store,
    log,
    dispose: () => {
      for (const part of [chat, contextSearch, contextFiles, review, refusedFields, models, apiKeys])
        part.dispose();
    },
  };
}

/** Sets a user setting and resolves with the way back. */
export async function setUserSetting(name: string, value: unknown): Promise<() => Promise<void>> {
  const read = () => vscode.workspace.getConfiguration('cometapi');
  const former = read().inspect(name)?.globalValue;
  await read().update(name, value, vscode.ConfigurationTarget.Global);
  return async () => read().update(name, former, vscode.ConfigurationTarget.Global);
}
