import * as vscode from 'vscode';
import { systemClock } from '../chat/clock.ts';
import { type ChatIntent, fromWebviewSchema, type ToWebview } from '../protocol/messages.ts';
import { toSnapshot } from '../protocol/transcript.ts';
import type { Chat } from './chat.ts';
import type { FoundContext } from './contextSearch.ts';
import { EventDelivery } from './eventDelivery.ts';
import type { History } from './history.ts';
import { reportError } from './reportError.ts';
import { panelRoots, webviewHtml } from './webviewHtml.ts';

export const chatViewId = 'cometapi.chat';

export interface ChatViewOptions {
  readonly chat: Chat;
  readonly history: History;
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly onDidFindContext: vscode.Event<FoundContext>;
  /** Does what a person asked for in the panel. */
  readonly handle: (intent: ChatIntent) => Promise<void> | void;
}

/**
 * The panel in the side bar. VS Code makes and destroys the document as the view is shown and hidden; each
 * document says `ready` first and gets one snapshot, and from then on the events that follow it.
 */
export class ChatView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #options: ChatViewOptions;
  readonly #delivery: EventDelivery;
  readonly #subscriptions: vscode.Disposable;
  #view: vscode.WebviewView | undefined;
  /** Whether the document has asked for its snapshot. Before that, what happens is part of the snapshot. */
  #ready = false;
  #focusWhenReady = false;
  #historyWhenReady = false;
  /** The conversation is being read for a document that waits for its snapshot. */
  #opening: Promise<void> | undefined;
  #optionsWhenReady = false;

  constructor(options: ChatViewOptions) {
    this.#options = options;
    this.#delivery = new EventDelivery({
      post: (batch, events) => this.#post({ type: 'events', batch, events }),
      now: () => performance.now(),
      schedule: systemClock.schedule,
    });
    const { chat, onDidFindContext } = options;
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.registerWebviewViewProvider(chatViewId, this),
      chat.onEvent((event) => {
        if (this.#ready) this.#delivery.push(event);
      }),
      onDidFindContext((found) => this.#post({ type: 'context-found', ...found })),
      chat.onDidReplace(() => this.#postSnapshot()),
      options.history.onDidChange((page) => this.#post({ type: 'history', page })),
      chat.onDidAskForKey(() => this.#returnFocus()),
      chat.onDidChangePanel(() => {
        if (this.#ready) this.#post({ type: 'panel', panel: chat.panelState() });
      }),
    );
  }

  /** Shows the panel and puts the caret into the composer. Only for a command that asks for the chat. */
  async focusComposer(): Promise<void> {
    this.#focusWhenReady = true;
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
    if (this.#ready) this.#postFocus();
  }

  /** Shows the panel with the page of the request options. Only for a command that asks for it. */
  async openRequestOptions(): Promise<void> {
    this.#optionsWhenReady = true;
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
    if (this.#ready) this.#postOptions();
  }

  /** Whether the panel is on the screen. */
  get isVisible(): boolean {
    return this.#view?.visible === true;
  }

  /** Shows the panel with the list of conversations in front. */
  async showHistory(): Promise<void> {
    this.#historyWhenReady = true;
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
    if (this.#ready) this.#postHistory();
  }

  /** Shows the panel and leaves the focus where it is. */
  async reveal(): Promise<void> {
    if (this.#view !== undefined) this.#view.show(true);
    else await vscode.commands.executeCommand(`${chatViewId}.focus`, { preserveFocus: true });
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { extensionUri, log } = this.#options;
    this.#view = view;
    this.#ready = false;
    view.webview.options = {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: panelRoots(extensionUri),
    };
    const received = view.webview.onDidReceiveMessage((message: unknown) => {
      this.#receive(message).catch((error: unknown) => reportError(log, error));
    });
    view.onDidDispose(() => {
      received.dispose();
      if (this.#view !== view) return;
      this.#options.history.close();
      this.#delivery.reset();
      this.#ready = false;
      this.#view = undefined;
    });
    view.webview.html = webviewHtml(view.webview, extensionUri);
  }

  dispose(): void {
    this.#delivery.reset();
    this.#subscriptions.dispose();
  }

  async #receive(message: unknown): Promise<void> {
    const parsed = fromWebviewSchema.safeParse(message);
    if (!parsed.success) {
      this.#options.log.warn(
        `dropped a message of the panel: ${parsed.error.issues[0]?.message ?? 'unknown'}`,
      );
      return;
    }
    const intent = parsed.data;
    if (intent.type === 'ack') this.#delivery.acknowledge(intent.batch);
    else if (intent.type === 'ready') await this.#start();
    else {
      // What a person does in a panel that does not show the conversation yet is meant for it all the same.
      if (this.#opening !== undefined) await this.#opening;
      await this.#options.handle(intent);
    }
  }

  async #start(): Promise<void> {
    const view = this.#view;
    this.#opening = this.#options.chat.opened();
    await this.#opening;
    this.#opening = undefined;
    // Another document took its place meanwhile, and says `ready` itself.
    if (view !== this.#view) return;
    this.#ready = true;
    this.#postSnapshot();
    if (this.#focusWhenReady) this.#postFocus();
    if (this.#optionsWhenReady) this.#postOptions();
    if (this.#historyWhenReady) this.#postHistory();
    // Afterwards, because a locked secret store may take its time.
    await this.#options.chat.refreshKey();
  }

  #postSnapshot(): void {
    const { chat } = this.#options;
    this.#delivery.reset();
    const transcript = toSnapshot(chat.session.transcript);
    this.#post({ type: 'snapshot', transcript, panel: chat.panelState(), draft: chat.draft });
  }

  /** The input box of VS Code took the focus from the panel; whoever typed there goes on typing there. */
  #returnFocus(): void {
    if (this.#view?.visible !== true) return;
    this.#view.show(false);
    this.#postFocus();
  }

  #postFocus(): void {
    this.#focusWhenReady = false;
    this.#post({ type: 'focus-composer' });
  }

  #postOptions(): void {
    this.#optionsWhenReady = false;
    this.#post({ type: 'open-options' });
  }

  #postHistory(): void {
    this.#historyWhenReady = false;
    this.#post({ type: 'show-history' });
  }

  #post(message: ToWebview): void {
    if (this.#ready) void this.#view?.webview.postMessage(message);
  }
}
