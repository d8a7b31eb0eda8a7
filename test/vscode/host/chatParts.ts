import * as vscode from 'vscode';
import { ApiKeyStore } from '../../../src/host/apiKey.ts';
import { Chat } from '../../../src/host/chat.ts';
import { ContextFiles } from '../../../src/host/contextFiles.ts';
import { ContextSearch } from '../../../src/host/contextSearch.ts';
import { FieldMemory } from '../../../src/host/fieldMemory.ts';
import { ModelList } from '../../../src/host/modelList.ts';
import { EditReview } from '../../../src/host/review/editReview.ts';
import { MemoryMemento, MemorySecrets } from './memorySecrets.ts';

/** One log for all: a channel whose name was used and disposed before cannot be written to. */
export const testLog = vscode.window.createOutputChannel('CometAPI test', { log: true });

/** A conversation of its own beside the one of the running extension, with storage in memory. */
export function createChat() {
  const log = testLog;
  const secrets = new MemorySecrets();
  const apiKeys = new ApiKeyStore(secrets);
  const globalState = new MemoryMemento();
  const workspaceState = new MemoryMemento();
  const models = new ModelList(globalState);
  const refusedFields = new FieldMemory(globalState, log);
  const contextFiles = new ContextFiles();
  const contextSearch = new ContextSearch(contextFiles);
  const review = new EditReview({ log, setContext: () => {} });
  const readAgain = contextFiles.readAgain.bind(contextFiles);
  const chat = new Chat({ readAgain, apiKeys, models, refusedFields, review, workspaceState, log });
  return {
    chat,
    review,
    contextFiles,
    contextSearch,
    apiKeys,
    secrets,
    workspaceState,
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
