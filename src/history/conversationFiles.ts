import type { Disk, DiskFile } from './disk.ts';
import { encodeLine } from './lines.ts';
import { journalFormat, type NumberedRecord } from './record.ts';
import { type Recovered, recover } from './recover.ts';

export type StoredConversation = Recovered & { kind: 'conversation' };

/** Something of the history that did not go as it should. Each is told once. */
export type HistoryReport =
  /** Parts of the file could not be read. The rest was; `copy` is the file as it was. */
  | { readonly kind: 'damaged'; readonly file: string; readonly copy: string }
  /** Nothing of the file could be read. It was put aside as `copy`. */
  | { readonly kind: 'foreign'; readonly file: string; readonly copy: string }
  /** Written by a newer version of the extension, and left as it is. */
  | { readonly kind: 'newer'; readonly file: string }
  /** Could not be read or written. What was to be written is kept in memory and tried again. */
  | { readonly kind: 'failed'; readonly error: unknown };

/** Where what cannot be read is kept. */
const damagedFolder = 'damaged';
const extension = '.jsonl';

/** The name of a conversation's file. Refuses ids that could lead out of the folder. */
export function conversationFile(id: string): string {
  return `${checkedId(id)}${extension}`;
}

/** The name of the file of the text of a conversation's draft. */
export function draftFile(id: string): string {
  return `${checkedId(id)}.draft`;
}

/** The name of the file of the attachments of a conversation's draft. */
export function attachmentsFile(id: string): string {
  return `${checkedId(id)}.attachments`;
}

/** The id of a conversation's file, or undefined when the name is not that of one. */
export function conversationIdOf(name: string): string | undefined {
  const id = name.endsWith(extension) ? name.slice(0, -extension.length) : '';
  return isId(id) ? id : undefined;
}

function isId(id: string): boolean {
  return /^[\w-]{1,100}$/.test(id);
}

function checkedId(id: string): string {
  if (!isId(id)) throw new Error('This is not the id of a conversation.');
  return id;
}

/** Reads the files of conversations. What is damaged, foreign or too new is reported once and never deleted. */
export class ConversationFiles {
  readonly #disk: Disk;
  readonly #now: () => number;
  readonly #report: (report: HistoryReport) => void;
  readonly #newer = new Set<string>();

  constructor(options: {
    readonly disk: Disk;
    readonly now: () => number;
    readonly report: (report: HistoryReport) => void;
  }) {
    this.#disk = options.disk;
    this.#now = options.now;
    this.#report = options.report;
  }

  async list(): Promise<readonly (DiskFile & { readonly id: string })[]> {
    const files = await this.#disk.list('');
    return files.flatMap((file) => {
      const id = conversationIdOf(file.name);
      return id === undefined ? [] : [{ ...file, id }];
    });
  }

  /** The conversation, as far as it can be read; undefined when there is none. */
  async read(id: string): Promise<StoredConversation | undefined> {
    const file = conversationFile(id);
    const bytes = await this.#disk.read(file);
    if (bytes === undefined) return undefined;
    const recovered = recover(bytes, id);
    const copy = `${damagedFolder}/${id}-${this.#now()}${extension}`;
    switch (recovered.kind) {
      case 'newer':
        if (!this.#newer.has(id)) this.#report({ kind: 'newer', file });
        this.#newer.add(id);
        return undefined;
      case 'foreign':
        if (await this.#disk.move(file, copy)) this.#report({ kind: 'foreign', file, copy });
        return undefined;
      case 'conversation':
        if (recovered.isDamaged) await this.#keepCopy({ file, copy, bytes });
        return recovered;
    }
  }

  async #keepCopy({ file, copy, bytes }: { file: string; copy: string; bytes: Uint8Array }): Promise<void> {
    await this.#disk.write(copy, bytes);
    const record: NumberedRecord = [`keeper ${this.#now()}`, 1, { kind: 'damage-kept' }];
    const line = encodeLine(record);
    const piece = new Uint8Array(line.length + 1);
    piece[0] = 0x0a;
    piece.set(line, 1);
    await this.#disk.append(file, piece, { create: false });
    this.#report({ kind: 'damaged', file, copy });
  }
}

/** The first record of a new file. */
export function headRecord(head: { readonly createdAt: number; readonly workspace?: string | undefined }) {
  const { createdAt, workspace } = head;
  return {
    kind: 'conversation',
    format: journalFormat,
    createdAt,
    ...(workspace === undefined ? {} : { workspace }),
  } as const;
}
