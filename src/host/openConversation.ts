import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import type { ParameterValues } from '../api/parameters.ts';
import type { Attachment } from '../chat/attachments.ts';
import { systemClock } from '../chat/clock.ts';
import { type Recalled, recall } from '../chat/memory.ts';
import { settleTurns } from '../chat/restore.ts';
import { ChatSession } from '../chat/session.ts';
import type { Journal } from '../history/journal.ts';
import type { LatestValue } from '../history/latestValue.ts';
import { recordOf } from '../history/record.ts';
import type { ConversationStore } from '../history/store.ts';
import { emptyTranscript, type Transcript, type TranscriptEvent } from '../protocol/transcript.ts';
import type { ContextFiles } from './contextFiles.ts';
import type { FieldMemory } from './fieldMemory.ts';
import { restoreAttachments, restoreOrigin, savedAttachments, savedOrigin } from './savedOrigins.ts';

export interface ConversationParts {
  readonly store: ConversationStore;
  readonly contextFiles: ContextFiles;
  readonly refusedFields: FieldMemory;
  /** Answers the server kept before this moment (milliseconds since the epoch) may belong to another account. */
  readonly keptSince: () => number;
  readonly workspace: string | undefined;
  readonly log: vscode.LogOutputChannel;
}

/** What is in the files of a conversation. */
interface Saved {
  readonly transcript: Transcript;
  readonly recalled: Recalled;
  readonly createdAt: number;
  readonly workspace: string | undefined;
  readonly exists: boolean;
  readonly isPinned: boolean;
  readonly draft: string;
  readonly attachments: readonly Attachment[];
  readonly parameters: ParameterValues;
}

/**
 * One conversation in memory: its session, the message that is being written in it, and its files. What changes
 * is written as it happens.
 */
export class OpenConversation {
  readonly session: ChatSession;
  /** Set by whoever shows the conversation. */
  onEvent: (event: TranscriptEvent) => void = () => undefined;
  isPinned: boolean;
  readonly #parts: ConversationParts;
  readonly #journal: Journal;
  readonly #draftFile: LatestValue;
  readonly #attachmentsFile: LatestValue;
  #draft: string;
  #attachments: readonly Attachment[];
  #parameters: ParameterValues;
  #isPreparing = false;

  constructor(parts: ConversationParts, saved: Saved) {
    const { store, refusedFields, log } = parts;
    const { transcript, recalled } = saved;
    this.#parts = parts;
    this.#journal = store.journal(saved);
    this.#draftFile = store.draft(transcript.conversationId);
    this.#attachmentsFile = store.attachments(transcript.conversationId);
    this.isPinned = saved.isPinned;
    this.#draft = saved.draft;
    this.#attachments = saved.attachments;
    this.#parameters = saved.parameters;
    this.session = new ChatSession({
      transcript,
      newId: randomUUID,
      clock: systemClock,
      refusedFields,
      onEvent: (event) => this.#changed(event),
      onDefect: (error) => log.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      keeping: {
        recalled,
        remember: (memory) => this.#journal.append({ kind: 'memory', memory }),
        saved: () => this.#journal.saved(),
      },
    });
  }

  get id(): string {
    return this.session.transcript.conversationId;
  }

  get draft(): string {
    return this.#draft;
  }

  /** Attached to the next message. */
  get attachments(): readonly Attachment[] {
    return this.#attachments;
  }

  /** What the person set of the requests of this conversation. */
  get parameters(): ParameterValues {
    return this.#parameters;
  }

  /** Whether nothing was said in it, and nothing is about to be. */
  get isEmpty(): boolean {
    return this.session.transcript.turns.size === 0 && !this.isUnsent;
  }

  /** Whether its first message is being written. */
  get isUnsent(): boolean {
    const hasDraft = this.#draft !== '' || this.#attachments.length > 0;
    return hasDraft && this.session.transcript.turns.size === 0;
  }

  /**
   * Whether it has to stay in memory: an answer is running, an edit waits for a decision, or the first message is
   * being written, so that it is in no list yet.
   */
  get isBusy(): boolean {
    if (this.#isPreparing || this.isUnsent || this.session.runningTurnId !== undefined) return true;
    return [...this.session.transcript.turns.values()].some(
      (turn) => turn.kind === 'assistant' && turn.edit?.status.kind === 'pending',
    );
  }

  /** Whether a message is about to be sent. */
  get isPreparing(): boolean {
    return this.#isPreparing;
  }

  /** Does what has to be done before a message is sent, such as asking for the key. */
  async prepare<T>(work: () => Promise<T>): Promise<T> {
    this.#isPreparing = true;
    try {
      return await work();
    } finally {
      this.#isPreparing = false;
    }
  }

  /** Resolves when the text is on disk. */
  async setDraft(text: string): Promise<void> {
    this.#draft = text;
    await this.#draftFile.save(text === '' ? undefined : text);
  }

  /** Resolves when the attachments are on disk. */
  async setAttachments(attachments: readonly Attachment[]): Promise<void> {
    this.#attachments = attachments;
    await this.#attachmentsFile.save(savedAttachments(attachments, this.#parts.contextFiles));
  }

  setParameters(values: ParameterValues): void {
    this.#parameters = values;
    this.#journal.append({ kind: 'memory', memory: { kind: 'parameters', values } });
  }

  setPinned(isPinned: boolean): void {
    this.isPinned = isPinned;
    this.#journal.append({ kind: 'pin', isPinned });
  }

  /** Resolves when everything so far is on disk. */
  async saved(): Promise<void> {
    await Promise.all([this.#journal.saved(), this.#draftFile.saved(), this.#attachmentsFile.saved()]);
  }

  /** The window closes: an answer that runs is kept as one that has not ended. */
  close(): void {
    this.#journal.seal();
    this.session.leave();
  }

  /** Ends what runs, and writes nothing any more: the conversation is being deleted. */
  async end(): Promise<void> {
    this.#journal.close();
    this.#draftFile.close();
    this.#attachmentsFile.close();
    await this.session.stop();
  }

  #changed(event: TranscriptEvent): void {
    const record = recordOf(event, this.session.transcript);
    if (record !== undefined) this.#journal.append(record);
    if (event.type === 'turn-start' && event.turn.kind === 'user') {
      for (const { id } of event.turn.context) {
        const memory = savedOrigin(id, this.#parts.contextFiles);
        if (memory !== undefined) this.#journal.append({ kind: 'memory', memory });
      }
    }
    this.onEvent(event);
  }
}

/** A conversation in which nothing was said. It has no file until something is. */
export function newConversation(parts: ConversationParts): OpenConversation {
  return new OpenConversation(parts, {
    transcript: emptyTranscript(randomUUID()),
    recalled: recall([]),
    createdAt: Date.now(),
    workspace: parts.workspace,
    exists: false,
    isPinned: false,
    draft: '',
    attachments: [],
    parameters: {},
  });
}

/** A conversation as it was left, or undefined when there is neither a file nor a draft of it. */
export async function restoreConversation(
  parts: ConversationParts,
  id: string,
): Promise<OpenConversation | undefined> {
  const { store, contextFiles } = parts;
  const [stored, text, attached] = await Promise.all([
    store.read(id),
    store.draft(id).read(),
    store.attachments(id).read(),
  ]);
  if (stored === undefined && text === undefined && attached === undefined) return undefined;
  const memory = stored?.memory ?? [];
  const transcript = stored?.transcript ?? emptyTranscript(id);
  settleTurns(transcript);
  for (const each of memory) restoreOrigin(each, contextFiles);
  return new OpenConversation(parts, {
    transcript,
    recalled: recall(memory, parts.keptSince()),
    createdAt: stored?.createdAt ?? Date.now(),
    workspace: stored === undefined ? parts.workspace : stored.workspace,
    exists: stored !== undefined,
    isPinned: stored?.isPinned ?? false,
    draft: typeof text === 'string' ? text : '',
    attachments: restoreAttachments(attached, contextFiles),
    parameters: lastParameters(memory),
  });
}

/** What was last set of the requests. The values are checked whenever they are to be sent. */
function lastParameters(memory: readonly unknown[]): ParameterValues {
  const last = memory.findLast(
    (each): each is { readonly values: ParameterValues } =>
      typeof each === 'object' &&
      each !== null &&
      'kind' in each &&
      each.kind === 'parameters' &&
      'values' in each,
  );
  return last?.values ?? {};
}
