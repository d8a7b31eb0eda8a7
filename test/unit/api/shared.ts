import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../../../shared');

/** The text of a file of the optional corpora folder; without it the running test is skipped, loudly. */
export function readShared(test: Mocha.Context, path: string): string {
  skipWithout(test, path);
  return readFileSync(join(root, path), 'utf8');
}

/** The path of a file of the optional corpora folder; without it the running test is skipped, loudly. */
export function sharedFile(test: Mocha.Context, path: string): string {
  skipWithout(test, path);
  return join(root, path);
}

/** A recorded stream: its body as it came over the wire, or as it would have, where the framing was not kept. */
export interface Recording {
  readonly name: string;
  readonly body: Uint8Array;
}

/** Every recorded stream; without the folder the running test is skipped, loudly. */
export function readRecordings(test: Mocha.Context): readonly Recording[] {
  skipWithout(test, 'streams');
  const names = readdirSync(join(root, 'streams'), { recursive: true, encoding: 'utf8' }).sort();
  return names
    .filter((name) => name.endsWith('.sse') || name.endsWith('.chunks.txt'))
    .map((name) => {
      const bytes = readFileSync(join(root, 'streams', name));
      return { name, body: name.endsWith('.sse') ? bytes : framed(bytes.toString()) };
    });
}

function framed(lines: string): Uint8Array {
  const events = lines.split('\n').filter((line) => line.trim() !== '');
  return new TextEncoder().encode(events.map((line) => `data: ${line}\n\n`).join(''));
}

function skipWithout(test: Mocha.Context, path: string): void {
  if (existsSync(join(root, path))) return;
  console.warn(`SKIPPED: there is no ../shared/${path} beside the project`);
  test.skip();
}
