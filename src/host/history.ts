import * as vscode from 'vscode';
import { type Hit, sameWorkspace } from '../history/catalog.ts';
import { type ConversationStore, undoMs } from '../history/store.ts';
import {
  type HistoryEntry,
  type HistoryPage,
  type HistoryScope,
  maxHistoryEntries,
} from '../protocol/historyPage.ts';
import type { Conversations } from './conversations.ts';
import { reportError } from './reportError.ts';

export interface HistoryOptions {
  readonly store: ConversationStore;
  readonly conversations: Conversations;
  readonly workspace: string | undefined;
  /** Where the conversations are kept, for people. */
  readonly folder: string;
  readonly log: vscode.LogOutputChannel;
}

/** The list of all conversations as the panel shows it, and what a person does with its entries. */
export class History implements vscode.Disposable {
  readonly #options: HistoryOptions;
  readonly #changed = new vscode.EventEmitter<HistoryPage>();
  readonly #subscription: vscode.Disposable;
  /** What the panel wants to see; undefined while it shows no list. */
  #wanted: { readonly query: string; readonly scope: HistoryScope } | undefined;
  #deleted:
    | { readonly conversationId: string; readonly title: string; readonly wasShown: boolean }
    | undefined;
  #forget: ReturnType<typeof setTimeout> | undefined;

  /** The list changed while the panel shows it. */
  readonly onDidChange = this.#changed.event;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#subscription = options.conversations.onDidChangeList(() => this.#refresh());
  }

  /** Shows the conversations that contain every word of the query, and every change of them from now on. */
  async list(query: string, scope: HistoryScope): Promise<void> {
    this.#wanted = { query, scope };
    await this.#post();
  }

  /** The panel shows the list no longer. */
  close(): void {
    this.#wanted = undefined;
    this.#options.store.endSearch();
  }

  async rename(id: string, title: string): Promise<void> {
    const { store, conversations } = this.#options;
    const event = { type: 'title-change', title } as const;
    const open = conversations.known(id);
    if (open === undefined) await store.change(id, { kind: 'event', event });
    else {
      open.session.change(event);
      await open.saved();
    }
    await this.#post();
  }

  async pin(id: string, isPinned: boolean): Promise<void> {
    const { store, conversations } = this.#options;
    const open = conversations.known(id);
    if (open === undefined) await store.change(id, { kind: 'pin', isPinned });
    else {
      open.setPinned(isPinned);
      await open.saved();
    }
    await this.#post();
  }

  /** Deletes a conversation, also one in which an answer is running. For `undoMs` it can come back. */
  async delete(id: string): Promise<void> {
    const { store, conversations } = this.#options;
    const entry = (await store.list()).find((each) => each.id === id);
    if (entry === undefined) return;
    const wasShown = conversations.shown.id === id;
    await conversations.drop(id);
    await store.delete(id);
    this.#deleted = { conversationId: id, title: entry.title, wasShown };
    clearTimeout(this.#forget);
    this.#forget = setTimeout(() => {
      this.#deleted = undefined;
      this.#refresh();
    }, undoMs);
    await this.#post();
  }

  /** Brings a deleted conversation back, to its place in the panel too. */
  async undoDelete(id: string): Promise<void> {
    const { store, conversations } = this.#options;
    if (!(await store.undoDelete(id))) return;
    const wasShown = this.#deleted?.conversationId === id && this.#deleted.wasShown;
    if (this.#deleted?.conversationId === id) this.#deleted = undefined;
    if (wasShown && conversations.shown.isEmpty) await conversations.show(id);
    await this.#post();
  }

  /** Shows where the conversations are kept, in the file manager. */
  async showFolder(): Promise<void> {
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(this.#options.folder));
  }

  dispose(): void {
    clearTimeout(this.#forget);
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #refresh(): void {
    this.#post().catch((error: unknown) => reportError(this.#options.log, error));
  }

  async #post(): Promise<void> {
    const wanted = this.#wanted;
    if (wanted === undefined) return;
    const page = await this.#page(wanted.query, wanted.scope);
    // The person has typed on meanwhile.
    if (wanted === this.#wanted) this.#changed.fire(page);
  }

  async #page(query: string, scope: HistoryScope): Promise<HistoryPage> {
    const { store, workspace, folder } = this.#options;
    const hits = (await store.search(query)).filter(
      ({ entry }) => scope === 'all' || sameWorkspace(entry, workspace),
    );
    const first = [
      ...hits.filter(({ entry }) => entry.isPinned),
      ...hits.filter(({ entry }) => !entry.isPinned),
    ];
    const deleted = this.#deleted;
    return {
      query,
      scope,
      entries: first.slice(0, maxHistoryEntries).map((hit) => this.#entry(hit)),
      total: hits.length,
      bytes: await store.size(),
      folder,
      ...(deleted === undefined
        ? {}
        : { deleted: { conversationId: deleted.conversationId, title: deleted.title } }),
    };
  }

  #entry({ entry, excerpt }: Hit): HistoryEntry {
    const { id, title, isPinned, updatedAt, model, questionCount } = entry;
    const { conversations } = this.#options;
    const isRunning = conversations.known(id)?.session.runningTurnId !== undefined;
    return {
      conversationId: id,
      title,
      isPinned,
      updatedAt,
      questionCount,
      state: isRunning ? 'running' : conversations.isUnread(id) ? 'unread' : 'idle',
      isShown: conversations.shown.id === id,
      ...(model === undefined ? {} : { model }),
      ...(excerpt === undefined ? {} : { excerpt }),
    };
  }
}
