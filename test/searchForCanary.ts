import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that holds the key, and how it was written there. */
export interface Hit {
  readonly file: string;
  readonly form: string;
}

/** What a search came to. */
export interface Search {
  readonly files: number;
  readonly hits: readonly Hit[];
}

/** Searches every file below the folders for a text, as it is and in the forms in which programs write texts. */
export async function searchForCanary(canary: string, folders: readonly string[]): Promise<Search> {
  const forms = writtenForms(canary);
  const hits: Hit[] = [];
  let files = 0;
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const content = await readFile(file);
      files += 1;
      for (const [form, needle] of forms) if (content.includes(needle)) hits.push({ file, form });
    }
  }
  return { files, hits };
}

/** Every form by its name. Base64 has three: it depends on how many bytes come before. */
export function writtenForms(canary: string): ReadonlyMap<string, Buffer> {
  const bytes = Buffer.from(canary);
  const each = (write: (byte: string) => string) =>
    [...bytes].map((byte) => write(byte.toString(16).padStart(2, '0'))).join('');
  // The first and last characters of Base64 also depend on the neighbours, so they are left out.
  const base64 = (before: number) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(before + 1, -4);
  return new Map([
    ['plain', bytes],
    ['URL, "-" escaped', Buffer.from(canary.replaceAll('-', '%2D'))],
    ['URL, all escaped', Buffer.from(each((byte) => `%${byte.toUpperCase()}`))],
    ['JSON, all escaped', Buffer.from(each((byte) => `\\u00${byte}`))],
    ['hexadecimal', Buffer.from(each((byte) => byte))],
    ['UTF-16', Buffer.from(canary, 'utf16le')],
    ['reversed', Buffer.from([...canary].reverse().join(''))],
    ...[0, 1, 2].map((before) => [`Base64 after ${before} bytes`, Buffer.from(base64(before))] as const),
  ]);
}
