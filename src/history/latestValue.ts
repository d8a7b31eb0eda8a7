import type { Disk } from './disk.ts';
import { decodeLines, encodeLine } from './lines.ts';

/**
 * Keeps a value of which only the latest counts, such as a draft, in a file of its own: in the journal it would
 * make the file grow with every key. At most one write is under way; of the values that come meanwhile only the
 * last is written. Undefined removes the file.
 */
export class LatestValue {
  readonly #disk: Disk;
  readonly #file: string;
  readonly #onFailure: (error: unknown) => void;
  #next: { readonly value: unknown } | undefined;
  #writing: Promise<void> | undefined;
  #isClosed = false;

  constructor(disk: Disk, file: string, onFailure: (error: unknown) => void) {
    this.#disk = disk;
    this.#file = file;
    this.#onFailure = onFailure;
  }

  /** Resolves when this value, or a later one, is in the file, or writing it failed. Never rejects. */
  async save(value: unknown): Promise<void> {
    this.#next = { value };
    this.#writing ??= this.#write();
    await this.#writing;
  }

  /** Resolves when the last value that was saved is in the file, or writing it failed. Never rejects. */
  async saved(): Promise<void> {
    await this.#writing;
  }

  /** The value in the file; undefined where there is none that can be read. */
  async read(): Promise<unknown> {
    const bytes = await this.#disk.read(this.#file);
    return bytes === undefined ? undefined : decodeLines(bytes).values.at(-1);
  }

  /** Writes nothing any more: the conversation is gone. */
  close(): void {
    this.#isClosed = true;
  }

  async #write(): Promise<void> {
    await Promise.resolve();
    try {
      while (this.#next !== undefined && !this.#isClosed) {
        const { value } = this.#next;
        this.#next = undefined;
        if (value === undefined) await this.#disk.remove(this.#file);
        else await this.#disk.write(this.#file, encodeLine(value));
      }
    } catch (error) {
      this.#onFailure(error);
    } finally {
      this.#writing = undefined;
    }
  }
}
