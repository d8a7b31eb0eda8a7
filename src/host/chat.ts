import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { parseBaseUrl } from '../api/baseUrl.ts';
import { createClient } from '../api/client.ts';
import type { Attachment } from '../chat/attachments.ts';
import { systemClock } from '../chat/clock.ts';
import type { Connection } from '../chat/connection.ts';
import type { EditRequest } from '../chat/editAnswer.ts';
import { editVersions } from '../chat/editVersions.ts';
import { ChatSession, type Question } from '../chat/session.ts';
import type { ConversationStateSetting, PanelState } from '../protocol/messages.ts';
import { type EditorCommand, emptyTranscript, type TranscriptEvent } from '../protocol/transcript.ts';
import { showEditsOf } from './alternatives.ts';
import type { ApiKeyStore } from './apiKey.ts';
import { withAttached } from './attachedTogether.ts';
import { modelFor } from './commandModel.ts';
import type { FieldMemory } from './fieldMemory.ts';
import { askForKey, type KeyPromptEvents, showInvalidBaseUrl } from './keyPrompt.ts';
import type { ModelList } from './modelList.ts';
import { Refusal } from './reportError.ts';
import { RequestOptions } from './requestOptions.ts';
import type { EditReview } from './review/editReview.ts';
import { SecretCheck } from './secretCheck.ts';
import { readSettings, saveConversationState, saveModel, warnAboutWorkspaceBaseUrl } from './settings.ts';
import { suggestionsFor } from './suggestions.ts';

const draftName = 'cometapi.draft';
const modelListTimeoutMs = 30_000;

export interface ChatOptions {
  readonly apiKeys: ApiKeyStore;
  readonly models: ModelList;
  readonly refusedFields: FieldMemory;
  readonly review: EditReview;
  /** Attached files as they are now, unsaved changes included. */
  readonly readAgain: (attachments: readonly Attachment[]) => Promise<readonly Attachment[]>;
  readonly workspaceState: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/**
 * The conversation that is shown, with what surrounds it: the draft, the attachments of the next message, the
 * key and the model it will be sent with. Commands and the panel act on it; it tells them what changed.
 */
export class Chat implements vscode.Disposable {
  readonly #options: ChatOptions;
  readonly #subscriptions: vscode.Disposable;
  readonly #event = new vscode.EventEmitter<TranscriptEvent>();
  readonly #replaced = new vscode.EventEmitter<void>();
  readonly #panelChanged = new vscode.EventEmitter<void>();
  readonly #keyAsked = new vscode.EventEmitter<void>();
  /** The parameters of the requests of this conversation. */
  readonly requestOptions: RequestOptions;
  #session: ChatSession;
  #attachments: readonly Attachment[] = [];
  #draft: string;
  #hasKey = false;
  readonly #secretCheck = new SecretCheck();
  /** What the empty panel offers, as JSON: the caret moves more often than this changes. */
  #offered = '';
  #warned = false;
  /** A message waits for its key. A second Enter must not send it twice. */
  #isConnecting = false;
  /** An edit that is shown has other versions. */
  #hasAlternatives = false;
  /** The choices made in the panel, until the settings have them. */
  #saved: Promise<unknown> = Promise.resolve();

  /** Each change of the transcript, in order. */
  readonly onEvent = this.#event.event;
  /** Another conversation is shown. */
  readonly onDidReplace = this.#replaced.event;
  /** Something of `panelState` changed. */
  readonly onDidChangePanel = this.#panelChanged.event;
  /** The person was asked for the key because of something they did in the panel, and has answered. */
  readonly onDidAskForKey = this.#keyAsked.event;

  constructor(options: ChatOptions) {
    this.#options = options;
    this.#draft = options.workspaceState.get(draftName, '');
    this.#session = this.#newSession();
    const { apiKeys, models, refusedFields, review } = options;
    this.requestOptions = new RequestOptions(refusedFields);
    this.#subscriptions = vscode.Disposable.from(
      this.#event,
      this.#replaced,
      this.#panelChanged,
      this.#keyAsked,
      apiKeys.onDidChange(() => this.#keyChanged()),
      models.onDidChange(() => this.#panelChanged.fire()),
      this.requestOptions,
      this.requestOptions.onDidChange(() => this.#panelChanged.fire()),
      refusedFields.onDidChange(() => this.#panelChanged.fire()),
      review.onDidChange((editId) => this.#editChanged(editId)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('cometapi.baseUrl')) this.#keyChanged();
        else if (event.affectsConfiguration('cometapi')) this.#panelChanged.fire();
      }),
    );
  }

  get session(): ChatSession {
    return this.#session;
  }

  get draft(): string {
    return this.#draft;
  }

  /** What the panel shows outside the transcript. */
  panelState(): PanelState {
    const { baseUrl, model, sendKey, conversationState } = readSettings();
    const base = parseBaseUrl(baseUrl);
    const keepsNothing =
      this.requestOptions.value('store') === false ||
      (base.ok && this.#options.refusedFields.has({ baseUrl: base.url, model }, 'previous_response_id'));
    const runningTurnId = this.#session.runningTurnId;
    return {
      hasKey: this.#hasKey,
      host: base.ok ? base.host : baseUrl,
      model,
      models: this.#options.models.stateFor(baseUrl),
      context: this.#attachments.map(({ item }) => item),
      suggestions:
        this.#session.transcript.turns.size === 0 ? suggestionsFor(vscode.window.activeTextEditor) : [],
      sendKey,
      conversationState: keepsNothing ? 'local' : conversationState,
      requestOptions: this.requestOptions.shown(),
      ...(runningTurnId === undefined ? {} : { runningTurnId }),
    };
  }

  /** Looks whether there is a key for the configured origin. */
  async refreshKey(): Promise<void> {
    const base = parseBaseUrl(readSettings().baseUrl);
    const hasKey = base.ok && (await this.#options.apiKeys.read(base.origin)) !== undefined;
    if (hasKey === this.#hasKey) return;
    this.#hasKey = hasKey;
    this.#panelChanged.fire();
  }

  /** Keeps the text of the composer, also over a reload of the window. */
  async saveDraft(text: string): Promise<void> {
    this.#draft = text;
    await this.#options.workspaceState.update(draftName, text === '' ? undefined : text);
  }

  /** Sends the message of the composer with its attachments. Without a key the draft stays and the key is asked for. */
  async send(text: string): Promise<void> {
    await this.saveDraft(text);
    if (text.trim() === '' || this.#session.runningTurnId !== undefined || this.#isConnecting) return;
    const connection = await this.#connect({
      onEntered: () => this.#keyAsked.fire(),
      onLateKey: () => void this.send(this.#draft),
    });
    if (connection === undefined) return;
    const attachments = await this.#options.readAgain(this.#attachments);
    const outgoing = await this.#secretCheck.check({ text, attachments });
    if (outgoing === undefined || this.#session.runningTurnId !== undefined) return;
    this.#attachments = [];
    const answered = this.#running(this.#session.ask(outgoing, connection));
    await this.saveDraft('');
    await answered;
  }

  /** Asks a question that a command has put together. Refuses while an answer is running. */
  async ask(question: Question): Promise<void> {
    const connection = await this.#connectIdle(question.command);
    if (connection === undefined) return;
    const outgoing = await this.#secretCheck.check(question);
    if (outgoing !== undefined) await this.#running(this.#session.ask(outgoing, connection));
  }

  /** Asks for a change of code. Refuses while an answer is running. */
  async edit(request: EditRequest): Promise<void> {
    const connection = await this.#connectIdle(request.command);
    if (connection === undefined || !(await this.#secretCheck.allow(request.attachment))) return;
    await this.#running(this.#session.edit(request, connection));
  }

  /** Asks again for an answer; one that is still running is stopped. Refuses while another answer is running. */
  async retry(turnId: string, { withoutMedia = false } = {}): Promise<void> {
    if (this.#isConnecting) return;
    if (this.#session.runningTurnId === turnId) await this.#session.stop();
    const connection = await this.#connectIdle(this.#session.commandOf(turnId));
    if (connection === undefined) return;
    if (withoutMedia) this.#session.leaveOutMedia(turnId);
    await this.#running(this.#session.retry(turnId, connection));
  }

  /** Asks for an answer again, from each of `models` in turn. Refuses while another answer is running. */
  async answerAgain(turnId: string, models: readonly string[]): Promise<void> {
    const connection = await this.#connectIdle(this.#session.commandOf(turnId));
    if (connection === undefined) return;
    const { parameters, baseUrl } = connection;
    const connections = models.map((model): Connection => {
      const capabilities = this.#options.refusedFields.capabilities({ baseUrl, model });
      return { ...connection, model, ...(parameters && { parameters: { ...parameters, capabilities } }) };
    });
    await this.#running(this.#session.answerAgain(turnId, connections));
  }

  /** Asks the model to go on after an answer that ended early. */
  async continueAfter(turnId: string): Promise<void> {
    const connection = await this.#connectIdle();
    if (connection === undefined) return;
    this.#session.change({ type: 'version-select', leafId: turnId });
    const question = { text: vscode.l10n.t('Continue exactly where you stopped.'), attachments: [] };
    await this.#running(this.#session.ask(question, connection));
  }

  /** Ends the running answer and keeps what arrived. */
  async stop(): Promise<void> {
    await this.#session.stop();
  }

  /** Starts an empty conversation. A running answer is stopped; pending edits stay in their editors. */
  async newChat(): Promise<void> {
    await this.#session.stop();
    for (const { editId, isShown } of editVersions(this.#session.transcript)) {
      if (!isShown) this.#options.review.discard(editId);
    }
    this.#session = this.#newSession();
    this.requestOptions.clear();
    this.#replaced.fire();
  }

  /** Attaches something to the next message; the same only once. Refuses with a sentence what would be too much. */
  attach(attachment: Attachment): void {
    this.#attachments = withAttached(this.#attachments, attachment);
    this.#panelChanged.fire();
  }

  /** Takes an attachment off the next message. */
  detach(contextId: string): void {
    this.#attachments = this.#attachments.filter(({ item }) => item.id !== contextId);
    this.#panelChanged.fire();
  }

  /** The model that answers from now on. */
  async selectModel(model: string): Promise<void> {
    await this.#save(saveModel(model));
    this.#panelChanged.fire();
  }

  /** Where conversations are kept from now on. An endpoint that did not keep them is given another try. */
  async setConversationState(state: ConversationStateSetting): Promise<void> {
    const { baseUrl, model } = readSettings();
    const base = parseBaseUrl(baseUrl);
    if (state === 'auto' && this.requestOptions.value('store') === false) {
      this.requestOptions.set('store', true);
    }
    if (state === 'auto' && base.ok) this.#options.refusedFields.forget({ baseUrl: base.url, model });
    await this.#save(saveConversationState(state));
    this.#panelChanged.fire();
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

  /** Asks for the key of the configured origin. */
  async setKey(): Promise<void> {
    await askForKey({ ...this.#options, onEntered: () => this.#keyAsked.fire() });
    await this.refreshKey();
  }

  /** The active editor or its selection changed: the empty panel offers other things. */
  editorChanged(): void {
    if (this.#session.transcript.turns.size > 0) return;
    const offered = JSON.stringify(suggestionsFor(vscode.window.activeTextEditor));
    if (offered === this.#offered) return;
    this.#offered = offered;
    this.#panelChanged.fire();
  }

  dispose(): void {
    this.#session.leave();
    this.#subscriptions.dispose();
  }

  #newSession(): ChatSession {
    const session: ChatSession = new ChatSession({
      transcript: emptyTranscript(randomUUID()),
      newId: randomUUID,
      clock: systemClock,
      refusedFields: this.#options.refusedFields,
      onEvent: (event) => {
        // A stopped turn of a conversation that is no longer shown may still end.
        if (session !== this.#session) return;
        this.#event.fire(event);
        if (mayShowOtherEdits(event)) this.#showEdits();
      },
      onDefect: (error) =>
        this.#options.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
    return session;
  }

  async #connectIdle(command?: EditorCommand): Promise<Connection | undefined> {
    if (this.#session.runningTurnId !== undefined || this.#isConnecting) {
      throw new Refusal(vscode.l10n.t('CometAPI is still answering. Stop that answer or wait for its end.'));
    }
    return this.#connect({}, command);
  }

  /** What the next request is sent with, or undefined when the person gave no key or the base URL is no good. */
  async #connect(asking: KeyPromptEvents, command?: EditorCommand): Promise<Connection | undefined> {
    this.#isConnecting = true;
    try {
      return await this.#connectionNow(asking, command);
    } finally {
      this.#isConnecting = false;
    }
  }

  async #connectionNow(
    asking: KeyPromptEvents,
    command: EditorCommand | undefined,
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
    const apiKey =
      (await this.#options.apiKeys.read(base.origin)) ?? (await askForKey({ ...this.#options, ...asking }));
    if (apiKey === undefined) return undefined;
    const parameters = {
      values: this.requestOptions.values(),
      capabilities: this.#options.refusedFields.capabilities({ baseUrl: base.url, model }),
    };
    const client = createClient({ baseUrl: base.url, apiKey, fetch, log: this.#options.log });
    const idleTimeoutMs = idleTimeoutSeconds * 1000;
    return { client, baseUrl: base.url, model, conversationState, instructions, idleTimeoutMs, parameters };
  }

  async #save(saved: Promise<void>): Promise<void> {
    this.#saved = Promise.allSettled([this.#saved, saved]);
    await saved;
  }

  async #running(turn: Promise<void>): Promise<void> {
    this.#panelChanged.fire();
    await vscode.commands.executeCommand('setContext', 'cometapi.running', true);
    await turn;
    await vscode.commands.executeCommand('setContext', 'cometapi.running', false);
    this.#panelChanged.fire();
  }

  #keyChanged(): void {
    this.#options.models.forget();
    this.#session.forgetServerMemory();
    void this.refreshKey();
    this.#panelChanged.fire();
  }

  #showEdits(): void {
    const hasAlternatives = showEditsOf(this.#session.transcript, this.#options.review);
    if (hasAlternatives === this.#hasAlternatives) return;
    this.#hasAlternatives = hasAlternatives;
    void vscode.commands.executeCommand('setContext', 'cometapi.hasAlternatives', hasAlternatives);
  }

  #editChanged(editId: string): void {
    const edit = this.#options.review.proposedEdit(editId);
    const turn = [...this.#session.transcript.turns.values()].find(
      (each) => each.kind === 'assistant' && each.edit?.id === editId,
    );
    if (edit !== undefined && turn !== undefined) {
      this.#session.change({ type: 'edit-change', turnId: turn.id, edit });
    }
  }
}

/** Whether another edit than before may be the one to show in an editor. Not for every delta. */
function mayShowOtherEdits(event: TranscriptEvent): boolean {
  if (event.type === 'edit-change') return event.edit.status.kind !== 'generating';
  return event.type === 'turn-start' || event.type === 'version-select';
}
