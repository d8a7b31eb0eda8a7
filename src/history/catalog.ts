import { type ConversationEntry, entryOf, searchableText } from './conversationEntry.ts';
import type { ConversationFiles } from './conversationFiles.ts';
import type { Disk, DiskFile } from './disk.ts';
import { decodeLines, encodeLine } from './lines.ts';
import { createSearch, type Excerpt } from './search.ts';

/** A conversation in which a query was found. */
export interface Hit {
  readonly entry: ConversationEntry;
  readonly excerpt?: Excerpt;
}

interface Known {
  readonly size: number;
  readonly modifiedAt: number;
  /** Absent for a conversation in which nothing has been said. */
  readonly entry?: ConversationEntry;
}

const indexFile = 'index';
/** Part of the index, so that one of another version is passed over. */
const indexVersion = 1;
/** Files read at the same time. */
const parallel = 16;

/**
 * The list of all conversations and the search in them. The files are the truth: a conversation is in the list
 * because its file is in the folder, and it is read again when its size or time differs from what is known. What
 * is known is kept in a file of its own that may be lost at any time.
 */
export class Catalog {
  readonly #disk: Disk;
  readonly #files: ConversationFiles;
  #known: Map<string, Known> | undefined;
  /** By id; only once somebody has searched. */
  readonly #texts = new Map<string, { readonly known: Known; readonly text: string }>();

  constructor(disk: Disk, files: ConversationFiles) {
    this.#disk = disk;
    this.#files = files;
  }

  /** All conversations in which something was said, last used first. */
  async entries(): Promise<readonly ConversationEntry[]> {
    const known = await this.#refresh();
    return [...known.values()]
      .flatMap(({ entry }) => (entry === undefined ? [] : [entry]))
      .sort((a, b) => b.updatedAt - a.updatedAt);
  }

  /** The conversations that contain every word of the query, last used first; all of them for no words. */
  async search(query: string): Promise<readonly Hit[]> {
    const find = createSearch(query);
    const entries = await this.entries();
    if (find === undefined) return entries.map((entry) => ({ entry }));
    await inParallel(entries, ({ id }) => this.#readText(id));
    return entries.flatMap((entry) => {
      const excerpt = find(this.#texts.get(entry.id)?.text ?? '');
      return excerpt === undefined ? [] : [{ entry, excerpt }];
    });
  }

  /** Gives back the memory the search took. */
  forgetTexts(): void {
    this.#texts.clear();
  }

  /** All conversations were deleted. */
  forget(): void {
    this.#known = undefined;
    this.#texts.clear();
  }

  async #refresh(): Promise<ReadonlyMap<string, Known>> {
    const former = this.#known ?? (await this.#readIndex());
    const files = await this.#files.list();
    const known = new Map<string, Known>();
    const changed: (DiskFile & { id: string })[] = [];
    for (const file of files) {
      const same = former.get(file.id);
      if (same?.size === file.size && same.modifiedAt === file.modifiedAt) known.set(file.id, same);
      else changed.push(file);
    }
    await inParallel(changed, async ({ id, size, modifiedAt }) => {
      const conversation = await this.#files.read(id);
      const entry = conversation === undefined ? undefined : entryOf(conversation);
      known.set(id, { size, modifiedAt, ...(entry === undefined ? {} : { entry }) });
    });
    this.#known = known;
    if (changed.length > 0 || known.size !== former.size) await this.#writeIndex(known);
    return known;
  }

  async #readText(id: string): Promise<void> {
    const known = this.#known?.get(id);
    if (known === undefined || this.#texts.get(id)?.known === known) return;
    const conversation = await this.#files.read(id);
    if (conversation === undefined) this.#texts.delete(id);
    else this.#texts.set(id, { known, text: searchableText(conversation.transcript) });
  }

  async #readIndex(): Promise<ReadonlyMap<string, Known>> {
    const bytes = await this.#disk.read(indexFile);
    const [value] = bytes === undefined ? [] : decodeLines(bytes).values;
    if (!Array.isArray(value) || value[0] !== indexVersion) return new Map();
    // The checksum of the line and the version say that it is what `#writeIndex` wrote.
    return new Map(value[1] as [string, Known][]);
  }

  async #writeIndex(known: ReadonlyMap<string, Known>): Promise<void> {
    // Only a cache: a disk that is full must not keep anybody from reading.
    await this.#disk.write(indexFile, encodeLine([indexVersion, [...known]])).catch(() => undefined);
  }
}

/** Whether a conversation was begun in this workspace. Without a workspace, those without one belong together. */
export function sameWorkspace(entry: ConversationEntry, workspace: string | undefined): boolean {
  return entry.workspace === workspace;
}

async function inParallel<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      for (const item of rest) await run(item);
    }),
  );
}
