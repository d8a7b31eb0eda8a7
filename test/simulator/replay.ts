import { readFileSync } from 'node:fs';
import type { Scenario } from './scenario.ts';
import type { Step } from './steps.ts';

export type Replay = Pick<Scenario, 'file' | 'chunking' | 'cutAtByte' | 'breakOff' | 'doneSentinel'> & {
  /** Milliseconds between chunks; with 0 each still gets its own turn of the event loop. */
  readonly paceMs: number;
};

/**
 * Sends a recorded stream: `*.sse` byte for byte, `*.chunks.txt` with framing put around each line.
 * `cutAtByte` ends it early, in the way `breakOff` says (`cut` unless given).
 */
export function* replaySteps({
  file,
  chunking,
  cutAtByte,
  breakOff,
  doneSentinel,
  paceMs,
}: Replay): Generator<Step> {
  if (file === undefined) throw new TypeError('A replay needs a file');
  const recorded = recordedStream(file);
  const text = doneSentinel === true ? `${recorded}data: [DONE]\n\n` : recorded;
  const whole = Buffer.from(chunking === 'crlf' ? text.replaceAll(/\r?\n/g, '\r\n') : text);
  const bytes = cutAtByte === undefined ? whole : whole.subarray(0, cutAtByte);
  for (const chunk of chunks(bytes, chunking ?? 'event')) {
    yield { kind: 'bytes', bytes: chunk };
    yield { kind: 'wait', ms: paceMs };
  }
  if (cutAtByte === undefined && breakOff === undefined) return;
  if (breakOff !== 'clean') yield { kind: breakOff ?? 'cut' };
}

/** The recorded body as SSE text. Lines are never parsed: one recording holds JSON that is broken. */
export function recordedStream(file: string): string {
  const text = readFileSync(file, 'utf8');
  if (!file.endsWith('.chunks.txt')) return text;
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `event: ${/"type":"([\w.]+)"/.exec(line)?.[1]}\ndata: ${line}\n\n`)
    .join('');
}

function* chunks(bytes: Buffer, chunking: NonNullable<Scenario['chunking']>): Generator<Uint8Array> {
  const ends = chunkEnds(bytes, chunking);
  let start = 0;
  for (const end of ends) {
    if (end > start) yield bytes.subarray(start, end);
    start = end;
  }
  if (start < bytes.length) yield bytes.subarray(start);
}

function* chunkEnds(bytes: Buffer, chunking: NonNullable<Scenario['chunking']>): Generator<number> {
  const newline = 0x0a;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    switch (chunking) {
      case 'whole':
        return;
      case 'byte':
        yield index + 1;
        break;
      case 'event':
        if (byte === newline && bytes[index - 1] === newline) yield index + 1;
        break;
      case 'mid-utf8':
        // After the first byte of every character that has several.
        if (byte !== undefined && byte >= 0xc0) yield index + 1;
        break;
      case 'crlf':
        // Between the two halves of every line end.
        if (byte === 0x0d) yield index + 1;
        break;
    }
  }
}
