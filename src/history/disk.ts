/**
 * The files of the history. Names are relative to its folder and use `/`. Every method rejects with the error of
 * the file system when it cannot do its work; a file that is not there is an answer, not an error.
 */
export interface Disk {
  /** The files directly in `folder`; none when it does not exist. */
  readonly list: (folder: string) => Promise<readonly DiskFile[]>;
  /** The whole file, or undefined when there is none. */
  readonly read: (name: string) => Promise<Uint8Array | undefined>;
  /** Writes at the end of the file in one piece. False when there is no file and `create` does not ask for one. */
  readonly append: (
    name: string,
    bytes: Uint8Array,
    options: { readonly create: boolean },
  ) => Promise<boolean>;
  /** Resolves when what was appended has reached the device, so that it also survives a loss of power. */
  readonly sync: (name: string) => Promise<void>;
  /** Replaces the file: whenever the process ends, it holds all of the old or all of the new bytes. */
  readonly write: (name: string, bytes: Uint8Array) => Promise<void>;
  /** Renames a file. False when there is none. */
  readonly move: (from: string, to: string) => Promise<boolean>;
  readonly remove: (name: string) => Promise<void>;
  /** Removes the folder of the history with all that is in it. */
  readonly removeAll: () => Promise<void>;
}

export interface DiskFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}
