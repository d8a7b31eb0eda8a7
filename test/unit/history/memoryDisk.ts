import type { Disk } from '../../../src/history/disk.ts';

/** Files in memory. Two stores over one of them are two windows of the same person. */
export class MemoryDisk implements Disk {
  readonly files = new Map<string, Uint8Array>();
  /** Asked before each write; what it throws is what the write rejects with. A number is how much is written first. */
  fail: (name: string, bytes: Uint8Array) => number | undefined = () => undefined;
  /** Names of the files of which everything has reached the device. */
  readonly synced = new Set<string>();
  #time = 0;
  readonly #times = new Map<string, number>();

  list: Disk['list'] = async (folder) =>
    [...this.files].flatMap(([path, bytes]) => {
      const slash = path.lastIndexOf('/');
      return path.slice(0, Math.max(0, slash)) !== folder
        ? []
        : [{ name: path.slice(slash + 1), size: bytes.length, modifiedAt: this.#times.get(path) ?? 0 }];
    });

  read: Disk['read'] = async (name) => this.files.get(name);

  append: Disk['append'] = async (name, bytes, { create }) => {
    const former = this.files.get(name);
    if (former === undefined && !create) return false;
    const written = this.fail(name, bytes);
    this.#set(name, Buffer.concat([former ?? new Uint8Array(), bytes.subarray(0, written ?? bytes.length)]));
    if (written !== undefined) throw new Error('ENOSPC');
    this.synced.delete(name);
    return true;
  };

  sync: Disk['sync'] = async (name) => {
    this.synced.add(name);
  };

  write: Disk['write'] = async (name, bytes) => {
    if (this.fail(name, bytes) !== undefined) throw new Error('ENOSPC');
    this.#set(name, bytes);
  };

  move: Disk['move'] = async (from, to) => {
    const bytes = this.files.get(from);
    if (bytes === undefined) return false;
    this.files.delete(from);
    this.files.set(to, bytes);
    this.#times.set(to, this.#times.get(from) ?? 0);
    return true;
  };

  remove: Disk['remove'] = async (name) => {
    this.files.delete(name);
  };

  removeAll: Disk['removeAll'] = async () => {
    this.files.clear();
  };

  #set(name: string, bytes: Uint8Array): void {
    this.#time += 1;
    this.#times.set(name, this.#time);
    this.files.set(name, bytes);
  }
}
