import * as vscode from 'vscode';
import { parseBaseUrl } from '../api/baseUrl.ts';
import { createClient } from '../api/client.ts';
import type { Connection } from '../chat/connection.ts';
import type { ConversationStateSetting } from '../protocol/messages.ts';
import type { EditorCommand } from '../protocol/transcript.ts';
import type { ApiKeyStore } from './apiKey.ts';
import type { ChatTools } from './chatTools.ts';
import { modelFor } from './commandModel.ts';
import type { FieldMemory } from './fieldMemory.ts';
import { askForKey, type KeyPromptEvents, showInvalidBaseUrl } from './keyPrompt.ts';
import type { ModelList } from './modelList.ts';
import type { RequestOptions } from './requestOptions.ts';
import { readSettings, saveConversationState, saveModel, warnAboutWorkspaceBaseUrl } from './settings.ts';

const modelListTimeoutMs = 30_000;

export interface ConnectorOptions {
  readonly apiKeys: ApiKeyStore;
  readonly models: ModelList;
  readonly refusedFields: FieldMemory;
  readonly requestOptions: RequestOptions;
  readonly tools: ChatTools;
  readonly log: vscode.LogOutputChannel;
}

/** What the next request is sent with: the endpoint, its key, the model and where the conversation is kept. */
export class Connector implements vscode.Disposable {
  readonly #options: ConnectorOptions;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #keyAsked = new vscode.EventEmitter<void>();
  #hasKey = false;
  #warned = false;
  #isConnecting = false;
  /** The choices made in the panel, until the settings have them. */
  #saved: Promise<unknown> = Promise.resolve();

  /** Something of it changed that people see. */
  readonly onDidChange = this.#changed.event;
  /** The person was asked for the key because of something they did in the panel, and has answered. */
  readonly onDidAskForKey = this.#keyAsked.event;

  constructor(options: ConnectorOptions) {
    this.#options = options;
  }

  get hasKey(): boolean {
    return this.#hasKey;
  }

  /** Whether a message waits for its key. A second Enter must not send it twice. */
  get isConnecting(): boolean {
    return this.#isConnecting;
  }

  /** What the next request is sent with, or undefined when the person gave no key or the base URL is no good. */
  async connect(command?: EditorCommand, asking: KeyPromptEvents = {}): Promise<Connection | undefined> {
    this.#isConnecting = true;
    try {
      return await this.#connectionNow(command, asking);
    } finally {
      this.#isConnecting = false;
    }
  }

  /** The same for a message of the panel, which has the focus back when the key was entered. */
  async connectFromPanel(onLateKey: () => void): Promise<Connection | undefined> {
    return this.connect(undefined, { onEntered: () => this.#keyAsked.fire(), onLateKey });
  }

  /** The same without asking anybody anything: undefined unless the key of this base URL is there. */
  async connectQuietly(baseUrl: string): Promise<Connection | undefined> {
    const base = parseBaseUrl(readSettings().baseUrl);
    if (!base.ok || base.url !== baseUrl) return undefined;
    const apiKey = await this.#options.apiKeys.read(base.origin);
    return apiKey === undefined ? undefined : this.connect();
  }

  /** Looks whether there is a key for the configured origin. */
  async refreshKey(): Promise<void> {
    const base = parseBaseUrl(readSettings().baseUrl);
    const hasKey = base.ok && (await this.#options.apiKeys.read(base.origin)) !== undefined;
    if (hasKey === this.#hasKey) return;
    this.#hasKey = hasKey;
    this.#changed.fire();
  }

  /** Asks for the key of the configured origin. */
  async setKey(): Promise<void> {
    await askForKey({ ...this.#options, onEntered: () => this.#keyAsked.fire() });
    await this.refreshKey();
  }

  /** Fetches the list of models, if there is a key to do it with. */
  async refreshModels(): Promise<void> {
    const base = parseBaseUrl(readSettings().baseUrl);
    if (!base.ok) return;
    const { apiKeys, models, log } = this.#options;
    const apiKey = await apiKeys.read(base.origin);
    if (apiKey === undefined) return;
    const client = createClient({ baseUrl: base.url, apiKey, fetch, log });
    await models.refresh(readSettings().baseUrl, async () =>
      (await client.listModels({ signal: AbortSignal.timeout(modelListTimeoutMs) })).map(({ id }) => id),
    );
  }

  /** The model that answers from now on. */
  async selectModel(model: string): Promise<void> {
    await this.#save(saveModel(model));
    this.#changed.fire();
  }

  /** Where conversations are kept from now on. An endpoint that did not keep them is given another try. */
  async setConversationState(state: ConversationStateSetting): Promise<void> {
    const { baseUrl, model } = readSettings();
    const base = parseBaseUrl(baseUrl);
    if (state === 'auto' && base.ok) this.#options.refusedFields.forget({ baseUrl: base.url, model });
    await this.#save(saveConversationState(state));
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
    this.#keyAsked.dispose();
  }

  async #connectionNow(
    command: EditorCommand | undefined,
    asking: KeyPromptEvents,
  ): Promise<Connection | undefined> {
    if (!this.#warned) {
      this.#warned = true;
      void warnAboutWorkspaceBaseUrl(this.#options.log);
    }
    await this.#saved;
    const { baseUrl, conversationState, idleTimeoutSeconds, instructions } = readSettings();
    const model = modelFor(command);
    const base = parseBaseUrl(baseUrl);
    if (!base.ok) {
      showInvalidBaseUrl();
      return undefined;
    }
    const { apiKeys, refusedFields, requestOptions, log } = this.#options;
    const apiKey = (await apiKeys.read(base.origin)) ?? (await askForKey({ ...this.#options, ...asking }));
    if (apiKey === undefined) return undefined;
    const parameters = {
      values: requestOptions.values(),
      capabilities: refusedFields.capabilities({ baseUrl: base.url, model }),
    };
    const client = createClient({ baseUrl: base.url, apiKey, fetch, log });
    const idleTimeoutMs = idleTimeoutSeconds * 1000;
    const tools = await this.#options.tools.forTurn();
    const connection = { client, baseUrl: base.url, model, conversationState, instructions, idleTimeoutMs };
    const sent = { parameters, builtInTools: requestOptions.tools.choice() };
    return { ...connection, ...sent, ...(tools === undefined ? {} : { tools }) };
  }

  async #save(saved: Promise<void>): Promise<void> {
    this.#saved = Promise.allSettled([this.#saved, saved]);
    await saved;
  }
}
