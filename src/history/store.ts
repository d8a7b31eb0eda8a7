import { emptyTranscript, type Transcript } from '../protocol/transcript.ts';
import { Catalog, type Hit } from './catalog.ts';
import { checksum } from './checksum.ts';
import type { ConversationEntry } from './conversationEntry.ts';
import {
  attachmentsFile,
  ConversationFiles,
  conversationFile,
  draftFile,
  type HistoryReport,
  headRecord,
  type StoredConversation,
} from './conversationFiles.ts';
import type { Disk } from './disk.ts';
import { Journal } from './journal.ts';
import { LatestValue } from './latestValue.ts';
import type { JournalRecord } from './record.ts';

export interface StoreOptions {
  readonly disk: Disk;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly schedule: (ms: number, action: () => void) => () => void;
  readonly report: (report: HistoryReport) => void;
}

/** What a file of a conversation begins with, and where it goes on from. */
export interface JournaledConversation {
  readonly transcript: Transcript;
  readonly createdAt: number;
  readonly workspace: string | undefined;
  /** Whether its file is there already. */
  readonly exists: boolean;
}

/** How long a deleted conversation can come back, in milliseconds. */
export const undoMs = 10_000;
/** A deletion that its window did not finish is finished by another one after this time. */
const abandonedMs = 60_000;
const deletedName = /\.deleted-(\d+)$/;

/**
 * All conversations of a person on this machine, one file each. Several windows use it at the same time without
 * a lock: a file only grows, by whole lines, and what two windows add to one conversation are two versions in its
 * tree. Deleting moves the files aside, and `undoMs` later they are gone.
 */
export class ConversationStore {
  readonly #options: StoreOptions;
  readonly #files: ConversationFiles;
  readonly #catalog: Catalog;
  /** What the names of deleted files end in, by conversation. */
  readonly #deleted = new Map<string, { readonly suffix: string; readonly cancel: () => void }>();
  #hasFailed = false;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#files = new ConversationFiles(options);
    this.#catalog = new Catalog(options.disk, this.#files);
  }

  /** All conversations in which something was said, last used first. */
  async list(): Promise<readonly ConversationEntry[]> {
    await this.#finishDeletions();
    return this.#catalog.entries();
  }

  /** The conversations that contain every word of the query, last used first; all of them for no words. */
  async search(query: string): Promise<readonly Hit[]> {
    await this.#finishDeletions();
    return this.#catalog.search(query);
  }

  /** Gives back the memory that searching took. */
  endSearch(): void {
    this.#catalog.forgetTexts();
  }

  /** A conversation as far as it can be read; undefined when there is none. */
  async read(id: string): Promise<StoredConversation | undefined> {
    return this.#files.read(id);
  }

  /** Where the changes of a conversation are written. Nothing is written before the first of them. */
  journal(conversation: JournaledConversation): Journal {
    const { transcript, exists } = conversation;
    const { disk, newId, schedule } = this.#options;
    return new Journal({
      disk,
      schedule,
      exists,
      file: conversationFile(transcript.conversationId),
      writer: newId().slice(0, 8),
      beginning: () => beginningOf(conversation),
      onFailure: this.#failed,
    });
  }

  /** Changes a conversation that is not open here, such as its title. Resolves when it is written. */
  async change(id: string, record: JournalRecord): Promise<void> {
    const transcript = emptyTranscript(id);
    const journal = this.journal({ transcript, createdAt: 0, workspace: undefined, exists: true });
    journal.append(record);
    await journal.saved();
  }

  /** Adds a conversation that came from elsewhere. */
  async add(transcript: Transcript, workspace: string | undefined): Promise<void> {
    const createdAt = this.#options.now();
    const journal = this.journal({ transcript, createdAt, workspace, exists: false });
    for (const record of turnsOf(transcript)) journal.append(record);
    await journal.saved();
  }

  /** Where the text of a conversation's draft is kept. */
  draft(id: string): LatestValue {
    return this.#latest(draftFile(id));
  }

  /** Where the attachments of a conversation's draft are kept. */
  attachments(id: string): LatestValue {
    return this.#latest(attachmentsFile(id));
  }

  /** Where the id of the conversation that is shown in a workspace is kept. */
  shownIn(workspace: string | undefined): LatestValue {
    return this.#latest(`shown-${checksum(new TextEncoder().encode(workspace ?? ''))}`);
  }

  /** Deletes a conversation; for `undoMs` it can come back. */
  async delete(id: string): Promise<void> {
    const { disk, now, schedule } = this.#options;
    const suffix = `.deleted-${now()}`;
    for (const file of filesOf(id)) await disk.move(file, file + suffix);
    const cancel = schedule(undoMs, () => {
      this.#deleted.delete(id);
      void Promise.all(filesOf(id).map((file) => disk.remove(file + suffix))).catch(this.#failed);
    });
    this.#deleted.set(id, { suffix, cancel });
  }

  /** Brings a deleted conversation back. False when it is too late. */
  async undoDelete(id: string): Promise<boolean> {
    const deleted = this.#deleted.get(id);
    if (deleted === undefined) return false;
    deleted.cancel();
    this.#deleted.delete(id);
    for (const file of filesOf(id)) await this.#options.disk.move(file + deleted.suffix, file);
    return true;
  }

  /** Removes the files of a conversation in which there is nothing. */
  async discard(id: string): Promise<void> {
    for (const file of filesOf(id)) await this.#options.disk.remove(file);
  }

  /** Deletes every conversation, draft and kept copy. There is no way back. */
  async deleteAll(): Promise<void> {
    for (const { cancel } of this.#deleted.values()) cancel();
    this.#deleted.clear();
    this.#catalog.forget();
    await this.#options.disk.removeAll();
  }

  /** How many bytes the conversations take. */
  async size(): Promise<number> {
    return (await this.#files.list()).reduce((sum, { size }) => sum + size, 0);
  }

  #latest(file: string): LatestValue {
    return new LatestValue(this.#options.disk, file, this.#failed);
  }

  /** Removes what windows that are gone had deleted. */
  async #finishDeletions(): Promise<void> {
    const { disk, now } = this.#options;
    for (const { name } of await disk.list('')) {
      const deletedAt = deletedName.exec(name)?.[1];
      if (deletedAt !== undefined && now() - Number(deletedAt) > abandonedMs) await disk.remove(name);
    }
  }

  readonly #failed = (error: unknown): void => {
    // Once: a full disk stays full, and every later piece of the answer would say so again.
    if (!this.#hasFailed) this.#options.report({ kind: 'failed', error });
    this.#hasFailed = true;
  };
}

function filesOf(id: string): readonly string[] {
  return [conversationFile(id), draftFile(id), attachmentsFile(id)];
}

function beginningOf({ transcript, createdAt, workspace }: JournaledConversation): JournalRecord[] {
  return [headRecord({ createdAt, workspace }), ...turnsOf(transcript)];
}

/** Records that make the conversation as it is now. */
function turnsOf({ title, turns, leafId }: Transcript): JournalRecord[] {
  const records: JournalRecord[] = [];
  if (title !== '') records.push({ kind: 'event', event: { type: 'title-change', title } });
  for (const turn of turns.values()) records.push({ kind: 'event', event: { type: 'turn-start', turn } });
  if (leafId !== undefined) records.push({ kind: 'event', event: { type: 'version-select', leafId } });
  return records;
}
