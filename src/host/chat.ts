import * as vscode from 'vscode';
import { parseBaseUrl } from '../api/baseUrl.ts';
import type { Attachment } from '../chat/attachments.ts';
import type { Connection } from '../chat/connection.ts';
import type { EditRequest } from '../chat/editAnswer.ts';
import { backgroundTurn, interrupted } from '../chat/restore.ts';
import type { ChatSession, Question } from '../chat/session.ts';
import type { ConversationStore } from '../history/store.ts';
import type { ConversationStateSetting, PanelState } from '../protocol/messages.ts';
import type { EditorCommand, TranscriptEvent } from '../protocol/transcript.ts';
import type { ApiKeyStore } from './apiKey.ts';

import { withAttached } from './attachedTogether.ts';
import { ChatTools } from './chatTools.ts';
import { Connector } from './connector.ts';
import type { ContextFiles } from './contextFiles.ts';
import { Conversations } from './conversations.ts';
import type { FieldMemory } from './fieldMemory.ts';
import type { ModelList } from './modelList.ts';
import type { OpenConversation } from './openConversation.ts';
import { Refusal, reportError } from './reportError.ts';
import { RequestOptions } from './requestOptions.ts';
import type { EditReview } from './review/editReview.ts';
import { SecretCheck } from './secretCheck.ts';
import { readSettings } from './settings.ts';
import { ShownEdits } from './shownEdits.ts';
import { offersFor } from './suggestions.ts';

const keyChangedName = 'cometapi.keyChangedAt';

export interface ChatOptions {
  readonly store: ConversationStore;
  readonly apiKeys: ApiKeyStore;
  readonly models: ModelList;
  readonly refusedFields: FieldMemory;
  readonly review: EditReview;
  readonly contextFiles: ContextFiles;
  readonly globalState: vscode.Memento;
  readonly secrets: vscode.SecretStorage;
  /** Where conversations belong; undefined in a window without a folder. */
  readonly workspace: string | undefined;
  readonly log: vscode.LogOutputChannel;
}

/**
 * The conversation that is shown, with what surrounds it: the draft, the attachments of the next message, the
 * key and the model it will be sent with. Commands and the panel act on it; it tells them what changed. What is
 * begun in one conversation stays in it, whichever is shown afterwards.
 */
export class Chat implements vscode.Disposable {
  readonly #options: ChatOptions;
  readonly #subscriptions: vscode.Disposable;
  readonly #connector: Connector;
  readonly #panelChanged = new vscode.EventEmitter<void>();
  /** The parameters of the requests of this conversation. */
  readonly requestOptions: RequestOptions;
  /** What the model may use in this conversation. */
  readonly tools: ChatTools;
  readonly #secretCheck = new SecretCheck();
  /** The conversations in memory. */
  readonly conversations: Conversations;
  /** What the panel offers, as JSON: the caret moves more often than this changes. */
  #offered = '';

  /** Each change of the transcript, in order. */
  readonly onEvent: vscode.Event<TranscriptEvent>;
  /** Another conversation is shown. */
  readonly onDidReplace: vscode.Event<void>;
  /** Something of `panelState` changed. */
  readonly onDidChangePanel = this.#panelChanged.event;
  /** The person was asked for the key because of something they did in the panel, and has answered. */
  readonly onDidAskForKey: vscode.Event<void>;

  constructor(options: ChatOptions) {
    this.#options = options;
    const { apiKeys, models, refusedFields, review, globalState } = options;
    this.requestOptions = new RequestOptions(refusedFields);
    this.tools = new ChatTools(options.secrets);
    const { requestOptions, tools } = this;
    this.#connector = new Connector({ ...options, requestOptions, tools });
    this.conversations = new Conversations({
      ...options,
      keptSince: () => globalState.get(keyChangedName, 0),
    });
    tools.show(this.#shown.id);
    this.onEvent = this.conversations.onEvent;
    this.onDidReplace = this.conversations.onDidReplace;
    this.onDidAskForKey = this.#connector.onDidAskForKey;
    const changed = () => this.#panelChanged.fire();
    this.#subscriptions = vscode.Disposable.from(
      this.#panelChanged,
      this.#connector,
      this.conversations,
      requestOptions,
      tools,
      tools.onDidChange(changed),
      this.#connector.onDidChange(changed),
      // Before the panel is told: its snapshot shows the options of the conversation.
      this.conversations.onDidReplace(() => this.#replaced()),
      new ShownEdits(this.conversations, review),
      apiKeys.onDidChange(() => {
        void globalState.update(keyChangedName, Date.now());
        this.#keyChanged();
      }),
      models.onDidChange(changed),
      requestOptions.onDidChange(() => {
        this.#shown.setParameters(requestOptions.own);
        changed();
      }),
      refusedFields.onDidChange(changed),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('cometapi.baseUrl')) this.#keyChanged();
        else if (event.affectsConfiguration('cometapi')) changed();
      }),
    );
  }

  get session(): ChatSession {
    return this.#shown.session;
  }

  get draft(): string {
    return this.#shown.draft;
  }

  get #shown(): OpenConversation {
    return this.conversations.shown;
  }

  /** Resolves when the conversation that was last shown in this workspace is shown again. */
  opened(): Promise<void> {
    return this.conversations.opened();
  }

  /** What the panel shows outside the transcript. */
  panelState(): PanelState {
    const { baseUrl, model, sendKey, conversationState } = readSettings();
    const base = parseBaseUrl(baseUrl);
    const keepsNothing =
      base.ok && this.#options.refusedFields.has({ baseUrl: base.url, model }, 'previous_response_id');
    const { session, attachments } = this.#shown;
    const { runningTurnId, transcript } = session;
    return {
      hasKey: this.#connector.hasKey,
      host: base.ok ? base.host : baseUrl,
      model,
      models: this.#options.models.stateFor(baseUrl),
      context: attachments.map(({ item }) => item),
      ...offersFor(transcript, attachments),
      sendKey,
      conversationState: keepsNothing ? 'local' : conversationState,
      requestOptions: this.requestOptions.shown(),
      optionSheet: this.requestOptions.sheet(),
      tools: [...this.requestOptions.tools.shown(), ...this.tools.shown()],
      ...(runningTurnId === undefined ? {} : { runningTurnId }),
    };
  }

  /** Keeps the text of the composer, also over a crash. It belongs to the conversation in which it was typed. */
  async saveDraft(text: string, conversationId = this.#shown.id): Promise<void> {
    const conversation = await this.conversations.get(conversationId);
    await conversation?.setDraft(text);
  }

  /** Sends the message of the composer with its attachments. Without a key the draft stays and the key is asked for. */
  async send(text: string, conversationId = this.#shown.id): Promise<void> {
    const { contextFiles } = this.#options;
    const conversation =
      this.conversations.known(conversationId) ?? (await this.conversations.get(conversationId));
    if (conversation === undefined) return;
    const { session } = conversation;
    // Decided before anything is waited for: Enter may come again at once.
    const isFree =
      session.runningTurnId === undefined && !this.#connector.isConnecting && !conversation.isPreparing;
    if (text.trim() === '' || !isFree) return conversation.setDraft(text);
    const prepared = await conversation.prepare(async () => {
      await conversation.setDraft(text);
      const connection = await this.#connector.connectFromPanel(
        () => void this.send(conversation.draft, conversationId),
      );
      if (connection === undefined) return undefined;
      const attachments = await contextFiles.readAgain(conversation.attachments);
      const outgoing = await this.#secretCheck.check({ text, attachments });
      return outgoing === undefined ? undefined : { connection, outgoing };
    });
    if (prepared === undefined || session.runningTurnId !== undefined) return;
    const { connection, outgoing } = prepared;
    contextFiles.noteSent(outgoing.attachments);
    const answered = this.#running(session.ask(outgoing, connection));
    // Once the message is told, so that it is at any moment here or there.
    await Promise.all([conversation.setAttachments([]), conversation.setDraft('')]);
    await answered;
  }

  /** Asks a question that a command has put together. Refuses while an answer is running. */
  async ask(question: Question): Promise<void> {
    await this.opened();
    const { session } = this;
    const connection = await this.#connectIdle(question.command);
    if (connection === undefined) return;
    const outgoing = await this.#secretCheck.check(question);
    if (outgoing === undefined) return;
    this.#options.contextFiles.noteSent(outgoing.attachments);
    await this.#running(session.ask(outgoing, connection));
  }

  /** Asks for a change of code. Refuses while an answer is running. */
  async edit(request: EditRequest): Promise<void> {
    await this.opened();
    const { session } = this;
    const connection = await this.#connectIdle(request.command);
    if (connection === undefined || !(await this.#secretCheck.allow(request.attachment))) return;
    await this.#running(session.edit(request, connection));
  }

  /** Asks again for an answer; one that is still running is stopped. Refuses while another answer is running. */
  async retry(turnId: string, { withoutMedia = false } = {}): Promise<void> {
    if (this.#connector.isConnecting) return;
    const { session } = this;
    if (session.runningTurnId === turnId) await session.stop();
    const connection = await this.#connectIdle(session.commandOf(turnId));
    if (connection === undefined) return;
    if (withoutMedia) session.leaveOutMedia(turnId);
    await this.#running(session.retry(turnId, connection));
  }

  /** Asks for an answer again, from each of `models` in turn. Refuses while another answer is running. */
  async answerAgain(turnId: string, models: readonly string[]): Promise<void> {
    const { session } = this;
    const connection = await this.#connectIdle(session.commandOf(turnId));
    if (connection === undefined) return;
    const { parameters, baseUrl } = connection;
    const connections = models.map((model): Connection => {
      const capabilities = this.#options.refusedFields.capabilities({ baseUrl, model });
      return { ...connection, model, ...(parameters && { parameters: { ...parameters, capabilities } }) };
    });
    await this.#running(session.answerAgain(turnId, connections));
  }

  /** Asks the model to go on after an answer that ended early. */
  async continueAfter(turnId: string): Promise<void> {
    const { session } = this;
    const connection = await this.#connectIdle();
    if (connection === undefined) return;
    session.change({ type: 'version-select', leafId: turnId });
    const question = { text: vscode.l10n.t('Continue exactly where you stopped.'), attachments: [] };
    await this.#running(session.ask(question, connection));
  }

  /** Ends the running answer and keeps what arrived. */
  async stop(): Promise<void> {
    await this.session.stop();
  }

  /** Starts an empty conversation. The former one goes on in the background, and its pending edits stay. */
  async newChat(): Promise<void> {
    await this.opened();
    await this.conversations.startNew();
  }

  /** Attaches something to the next message; the same only once. Refuses with a sentence what would be too much. */
  attach(attachment: Attachment): void {
    this.#setAttachments(withAttached(this.#shown.attachments, attachment));
  }

  /** Takes an attachment off the next message. */
  detach(contextId: string): void {
    this.#setAttachments(this.#shown.attachments.filter(({ item }) => item.id !== contextId));
  }

  /** The model that answers from now on. */
  selectModel(model: string): Promise<void> {
    return this.#connector.selectModel(model);
  }

  /** Where conversations are kept from now on. An endpoint that did not keep them is given another try. */
  setConversationState(state: ConversationStateSetting): Promise<void> {
    return this.#connector.setConversationState(state);
  }

  /** Fetches the list of models, if there is a key to do it with. */
  refreshModels(): Promise<void> {
    return this.#connector.refreshModels();
  }

  /** Looks whether there is a key for the configured origin. */
  refreshKey(): Promise<void> {
    return this.#connector.refreshKey();
  }

  /** Asks for the key of the configured origin. */
  setKey(): Promise<void> {
    return this.#connector.setKey();
  }

  /** The active editor or its selection changed: the panel offers other things. */
  editorChanged(): void {
    const offered = JSON.stringify(offersFor(this.session.transcript, this.#shown.attachments));
    if (offered === this.#offered) return;
    this.#offered = offered;
    this.#panelChanged.fire();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #setAttachments(attachments: readonly Attachment[]): void {
    // In the file soon; the panel shows them at once.
    void this.#shown.setAttachments(attachments);
    this.#panelChanged.fire();
  }

  async #connectIdle(command?: EditorCommand): Promise<Connection | undefined> {
    if (this.session.runningTurnId !== undefined || this.#connector.isConnecting) {
      throw new Refusal(vscode.l10n.t('CometAPI is still answering. Stop that answer or wait for its end.'));
    }
    return this.#shown.prepare(() => this.#connector.connect(command));
  }

  async #running(turn: Promise<void>): Promise<void> {
    await this.#showRunning();
    await turn;
    await this.#showRunning();
  }

  async #showRunning(): Promise<void> {
    this.#panelChanged.fire();
    const isRunning = this.session.runningTurnId !== undefined;
    await vscode.commands.executeCommand('setContext', 'cometapi.running', isRunning);
  }

  #replaced(): void {
    this.requestOptions.show(this.#shown.parameters);
    this.tools.show(this.#shown.id);
    void this.#showRunning();
    this.#follow(this.#shown).catch((error: unknown) => reportError(this.#options.log, error));
  }

  /** Goes on with an answer that the server makes in the background, where the former window left it (B-1). */
  async #follow({ session }: OpenConversation): Promise<void> {
    const turn = session.runningTurnId === undefined ? backgroundTurn(session.transcript) : undefined;
    if (turn?.background === undefined) return;
    const connection = await this.#connector.connectQuietly(turn.background.baseUrl);
    if (session.runningTurnId !== undefined) return;
    if (connection !== undefined) await this.#running(session.follow(turn.id, connection));
    else session.change({ type: 'turn-end', turnId: turn.id, status: interrupted, at: Date.now() });
  }

  #keyChanged(): void {
    this.#options.models.forget();
    for (const { session } of this.conversations.all) session.forgetServerMemory();
    void this.refreshKey();
    this.#panelChanged.fire();
  }
}
