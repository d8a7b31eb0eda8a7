import type { Disk } from './disk.ts';
import { encodeLine } from './lines.ts';
import { isPrecious, isStreamed, type JournalRecord, joined, type NumberedRecord } from './record.ts';

/** Longest time a piece of a running answer waits for its write, in milliseconds. */
export const streamDelayMs = 100;
/** Time after which a write that failed is tried again, in milliseconds. */
const retryDelayMs = 5_000;
const newline = 0x0a;

export interface JournalOptions {
  readonly disk: Disk;
  readonly file: string;
  /** Distinguishes this journal from every other one that ever wrote to the file. */
  readonly writer: string;
  /** Whether the file is known to be there. Otherwise the first write makes it. */
  readonly exists: boolean;
  /** The records a new file begins with: the head, and what the conversation holds already. */
  readonly beginning: () => readonly JournalRecord[];
  readonly schedule: (ms: number, action: () => void) => () => void;
  /** Told when a write failed, each time. What was to be written is kept and tried again. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Writes the records of one conversation to the end of its file, in their order and each once. The text of a
 * running answer is collected for at most `streamDelayMs`; every other record is written at once, and what a
 * person wrote or an answer that has ended is forced to the device. Any number of journals, also of other
 * windows, may write to one file: each write is one piece that begins and ends with a line feed.
 */
export class Journal {
  readonly #options: JournalOptions;
  #file: 'new' | 'there' | 'gone';
  #isSealed = false;
  #isClosed = false;
  #count = 0;
  #queue: JournalRecord[] = [];
  /** Encoded and numbered, because a write that failed may have written a part. */
  #lines: Uint8Array[] = [];
  #isPrecious = false;
  #writing: Promise<void> | undefined;
  #syncing: Promise<void> = Promise.resolve();
  #cancel: (() => void) | undefined;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#file = options.exists ? 'there' : 'new';
  }

  append(record: JournalRecord): void {
    if (this.#isSealed) return;
    const last = this.#queue.at(-1);
    const both = last === undefined ? undefined : joined(last, record);
    if (both === undefined) this.#queue.push(record);
    else this.#queue[this.#queue.length - 1] = both;
    if (isStreamed(record)) this.#wait(streamDelayMs);
    else void this.saved();
  }

  /** Resolves when all that was appended is written, or when writing it failed. Never rejects. */
  async saved(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#writing ??= this.#write();
    await this.#writing;
    await this.#syncing;
  }

  /** Takes no more records. What was appended is still written. */
  seal(): void {
    this.#isSealed = true;
    void this.saved();
  }

  /** Writes nothing any more: the conversation is gone. */
  close(): void {
    this.#isSealed = true;
    this.#isClosed = true;
    this.#cancel?.();
    this.#queue = [];
    this.#lines = [];
  }

  async #write(): Promise<void> {
    // What is appended in one go is written in one piece.
    await Promise.resolve();
    try {
      while (!this.#isClosed && this.#queue.length + this.#lines.length > 0) await this.#writePiece();
    } catch (error) {
      this.#options.onFailure(error);
      this.#wait(retryDelayMs);
    } finally {
      this.#writing = undefined;
    }
  }

  async #writePiece(): Promise<void> {
    const { disk, file } = this.#options;
    // Deleted, perhaps in another window. Only a turn that begins brings a conversation back, and then all of it.
    if (this.#file === 'gone' && this.#queue.some(isBeginning)) this.#file = 'new';
    if (this.#file === 'gone') {
      this.#queue = [];
      return;
    }
    const create = this.#file === 'new';
    if (create) this.#beginAnew();
    const sent = this.#queue;
    for (const record of sent) {
      this.#isPrecious ||= isPrecious(record);
      this.#lines.push(this.#encode(record));
    }
    this.#queue = [];
    const count = this.#lines.length;
    const isThere = await disk.append(file, inOnePiece(this.#lines), { create });
    this.#lines.splice(0, count);
    // A slow device holds back whoever asks, and not what is written next.
    if (this.#isPrecious) this.#syncing = disk.sync(file).catch(this.#options.onFailure);
    this.#isPrecious = false;
    this.#file = isThere ? 'there' : 'gone';
    if (!isThere) this.#queue = [...sent.filter(isBeginning), ...this.#queue];
  }

  /** What the conversation holds takes the place of the single changes, which are in it. */
  #beginAnew(): void {
    this.#lines = [];
    const others = this.#queue.filter(({ kind }) => kind !== 'event' && kind !== 'turn');
    this.#queue = [...this.#options.beginning(), ...others];
  }

  #encode(record: JournalRecord): Uint8Array {
    this.#count += 1;
    const numbered: NumberedRecord = [this.#options.writer, this.#count, record];
    return encodeLine(numbered);
  }

  #wait(ms: number): void {
    this.#cancel ??= this.#options.schedule(ms, () => {
      this.#cancel = undefined;
      void this.saved();
    });
  }
}

function isBeginning(record: JournalRecord): boolean {
  return record.kind === 'event' && record.event.type === 'turn-start';
}

/** The line feed in front ends a line that somebody's crash has left unfinished. */
function inOnePiece(lines: readonly Uint8Array[]): Uint8Array {
  const size = lines.reduce((sum, line) => sum + line.length, 1);
  const piece = new Uint8Array(size);
  piece[0] = newline;
  let at = 1;
  for (const line of lines) {
    piece.set(line, at);
    at += line.length;
  }
  return piece;
}
