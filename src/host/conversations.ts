import * as vscode from 'vscode';
import type { AssistantTurn, TranscriptEvent } from '../protocol/transcript.ts';
import {
  type ConversationParts,
  newConversation,
  type OpenConversation,
  restoreConversation,
} from './openConversation.ts';
import { reportError } from './reportError.ts';

export interface EndedAnswer {
  readonly conversation: OpenConversation;
  readonly turn: AssistantTurn;
}

/**
 * The conversations in memory: the one that is shown, and those in which something still goes on. The others are
 * on disk. Which one is shown in a workspace is remembered, so that it is there again after a restart.
 */
export class Conversations implements vscode.Disposable {
  readonly #parts: ConversationParts;
  readonly #event = new vscode.EventEmitter<TranscriptEvent>();
  readonly #replaced = new vscode.EventEmitter<void>();
  readonly #ended = new vscode.EventEmitter<EndedAnswer>();
  readonly #listChanged = new vscode.EventEmitter<void>();
  readonly #inMemory = new Map<string, OpenConversation>();
  /** Answers that came while another conversation was shown. */
  readonly #unread = new Set<string>();
  #shown: OpenConversation;
  #opened: Promise<void> | undefined;
  /** Counts the wishes to see a conversation: the last one wins, however long reading takes. */
  #wishes = 0;

  /** Each change of the conversation that is shown, in order. */
  readonly onEvent = this.#event.event;
  /** Another conversation is shown. */
  readonly onDidReplace = this.#replaced.event;
  /** An answer has ended, in whichever conversation. */
  readonly onDidEnd = this.#ended.event;

  /** A list of conversations would show something else: a title, a beginning, an end, another one in front. */
  readonly onDidChangeList = this.#listChanged.event;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#shown = this.#take(newConversation(parts));
  }

  get shown(): OpenConversation {
    return this.#shown;
  }

  /** Every conversation in memory. */
  get all(): readonly OpenConversation[] {
    return [...this.#inMemory.values()];
  }

  /** A conversation that is in memory. */
  known(id: string): OpenConversation | undefined {
    return this.#inMemory.get(id);
  }

  /** A conversation, read from disk when it is not in memory; undefined when there is none with this id. */
  async get(id: string): Promise<OpenConversation | undefined> {
    const known = this.#inMemory.get(id);
    if (known !== undefined) return known;
    const restored = await restoreConversation(this.#parts, id);
    // Somebody else may have read it meanwhile.
    return this.#inMemory.get(id) ?? restored;
  }

  isUnread(id: string): boolean {
    return this.#unread.has(id);
  }

  /** Resolves when the conversation that was last shown in this workspace is shown again. Reads files once. */
  opened(): Promise<void> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  /** Shows a conversation. Does nothing when there is none with this id. */
  async show(id: string): Promise<void> {
    this.#wishes += 1;
    const wish = this.#wishes;
    const conversation = await this.get(id);
    if (conversation !== undefined && wish === this.#wishes) await this.#replace(conversation);
  }

  /** Shows a conversation in which nothing was said: the one with a message that is not sent yet, or a new one. */
  async startNew(): Promise<void> {
    this.#wishes += 1;
    const unsent = this.all.find(({ isUnsent }) => isUnsent);
    await this.#replace(unsent ?? newConversation(this.#parts));
  }

  /** Ends a conversation for good: what runs in it is stopped, and nothing of it is written any more. */
  async drop(id: string): Promise<void> {
    const conversation = this.#inMemory.get(id);
    this.#unread.delete(id);
    if (conversation === undefined) return;
    this.#inMemory.delete(id);
    await conversation.end();
    if (conversation === this.#shown) await this.startNew();
  }

  dispose(): void {
    for (const conversation of this.all) conversation.close();
    this.#event.dispose();
    this.#replaced.dispose();
    this.#ended.dispose();
    this.#listChanged.dispose();
  }

  async #open(): Promise<void> {
    const { store, workspace, log } = this.#parts;
    const wish = this.#wishes;
    try {
      const id = await store.shownIn(workspace).read();
      const restored = typeof id === 'string' ? await restoreConversation(this.#parts, id) : undefined;
      if (wish !== this.#wishes) return;
      if (restored === undefined) {
        await store.shownIn(workspace).save(this.#shown.id);
        return;
      }
      const { attachments } = this.#shown;
      await this.#replace(restored);
      // What a command attached before anybody looked.
      if (attachments.length > 0) await restored.setAttachments([...restored.attachments, ...attachments]);
    } catch (error) {
      reportError(log, error);
    }
  }

  async #replace(next: OpenConversation): Promise<void> {
    const former = this.#shown;
    if (former === next) return;
    this.#shown = this.#take(next);
    this.#unread.delete(next.id);
    this.#replaced.fire();
    this.#listChanged.fire();
    await this.#parts.store.shownIn(this.#parts.workspace).save(next.id);
    await this.#release(former);
  }

  #take(conversation: OpenConversation): OpenConversation {
    this.#inMemory.set(conversation.id, conversation);
    conversation.onEvent = (event) => {
      if (event.type === 'turn-end') this.#tellEnd(conversation, event.turnId);
      const isShown = conversation === this.#shown;
      if (isShown) this.#event.fire(event);
      else if (event.type === 'turn-end') this.#unread.add(conversation.id);
      // Noted again with each turn, because the note may have been deleted with everything else.
      if (isShown && event.type === 'turn-start') {
        void this.#parts.store.shownIn(this.#parts.workspace).save(conversation.id);
      }
      const { type } = event;
      if (type === 'turn-start' || type === 'turn-end' || type === 'title-change') this.#listChanged.fire();
      if (isShown || (type !== 'turn-end' && type !== 'edit-change')) return;
      this.#release(conversation).catch((error: unknown) => reportError(this.#parts.log, error));
    };
    return conversation;
  }

  #tellEnd(conversation: OpenConversation, turnId: string): void {
    const turn = conversation.session.transcript.turns.get(turnId);
    if (turn?.kind === 'assistant') this.#ended.fire({ conversation, turn });
  }

  /** Lets a conversation go that is not shown and in which nothing goes on. One that is empty leaves no file. */
  async #release(conversation: OpenConversation): Promise<void> {
    // Whoever wants to see it meanwhile gets this one, because its file is not complete yet.
    await conversation.saved();
    if (conversation === this.#shown || conversation.isBusy) return;
    if (this.#inMemory.get(conversation.id) !== conversation) return;
    this.#inMemory.delete(conversation.id);
    if (!conversation.isEmpty) return;
    await conversation.end();
    await this.#parts.store.discard(conversation.id);
  }
}
