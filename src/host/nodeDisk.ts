import { constants, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Disk } from '../history/disk.ts';

/** The files below a folder of this machine. The folder is made when something is first written. */
export function nodeDisk(root: string): Disk {
  const at = (name: string) => path.join(root, name);
  return {
    async list(folder) {
      const entries = await orMissing(readdir(at(folder), { withFileTypes: true }));
      const files = await Promise.all(
        (entries ?? [])
          .filter((entry) => entry.isFile())
          .map(async ({ name }) => {
            // Another window may have deleted it meanwhile.
            const found = await orMissing(stat(path.join(at(folder), name)));
            return found === undefined ? [] : [{ name, size: found.size, modifiedAt: found.mtimeMs }];
          }),
      );
      return files.flat();
    },
    read: (name) => orMissing(readFile(at(name))),
    async append(name, bytes, { create }) {
      if (create) await mkdir(path.dirname(at(name)), { recursive: true });
      // Opened for each piece: a file that another window deleted must not be written to unseen.
      const file = await orMissing(open(at(name), create ? 'a' : appendExisting));
      if (file === undefined) return false;
      try {
        await file.appendFile(bytes);
      } finally {
        await file.close();
      }
      return true;
    },
    async sync(name) {
      const file = await orMissing(open(at(name), appendExisting));
      try {
        await file?.datasync();
      } finally {
        await file?.close();
      }
    },
    async write(name, bytes) {
      await mkdir(path.dirname(at(name)), { recursive: true });
      // Each writer has a file of its own, so that two of them never meet.
      const temporary = `${at(name)}.${process.pid}-${++writes}.tmp`;
      try {
        await writeFile(temporary, bytes);
        await rename(temporary, at(name));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    async move(from, to) {
      await mkdir(path.dirname(at(to)), { recursive: true });
      return (await orMissing(rename(at(from), at(to)).then(() => true))) ?? false;
    },
    remove: (name) => rm(at(name), { force: true }),
    removeAll: () => rm(root, { recursive: true, force: true }),
  };
}

const appendExisting = constants.O_WRONLY | constants.O_APPEND;
let writes = 0;

async function orMissing<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
