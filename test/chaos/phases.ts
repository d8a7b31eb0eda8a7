import { Buffer } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GoodAnswer } from './answer.ts';
import type { Wire } from './faultServer.ts';
import type { Random } from './random.ts';

/** How far a request is when the fault strikes. */
export const phases = [
  'connect',
  'accept',
  'line',
  'upload',
  'status',
  'headers',
  'first',
  'stream',
  'end',
] as const;

export type Phase = (typeof phases)[number];

/** How the end of the body is told. */
export type Framing = 'chunked' | 'length' | 'close' | 'http10';

/** Where a fault strikes, and what would come without it. */
export interface Place {
  readonly phase: Phase;
  readonly random: Random;
  readonly answer: GoodAnswer;
  /** How many bytes of the body the last attempt sent. */
  readonly sent: { bytes: number };
}

/** The head of a good reply. */
export function headOf(framing: Framing, length: number): string {
  const type = 'content-type: text/event-stream\r\n';
  switch (framing) {
    case 'chunked':
      return `HTTP/1.1 200 OK\r\n${type}transfer-encoding: chunked\r\n\r\n`;
    case 'length':
      return `HTTP/1.1 200 OK\r\n${type}content-length: ${length}\r\n\r\n`;
    case 'close':
      return `HTTP/1.1 200 OK\r\n${type}connection: close\r\n\r\n`;
    case 'http10':
      return `HTTP/1.0 200 OK\r\n${type}\r\n`;
  }
}

/** Bytes of the body as they go over the connection. */
export function framed(bytes: Uint8Array, framing: Framing): Uint8Array {
  if (framing !== 'chunked' || bytes.length === 0) return bytes;
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

export const lastChunk = '0\r\n\r\n';

/**
 * Does what a good server does, up to the phase: in `stream` it sends any number of bytes short of the terminal
 * event, in `end` all of them.
 */
export async function upTo(wire: Wire, place: Place, framing: Framing): Promise<void> {
  const { phase, random, answer } = place;
  const { body } = answer;
  const head = headOf(framing, body.length);
  place.sent.bytes = 0;
  switch (phase) {
    case 'connect':
    case 'accept':
      return;
    case 'line':
      await wire.received('line');
      return;
    case 'upload':
      await wire.received('body');
      return;
    case 'status':
      await wire.received('whole');
      return;
    case 'headers':
      await wire.received('whole');
      await wire.send(head.slice(0, 1 + random.int(head.length - 1)));
      return;
    case 'first':
      await wire.received('whole');
      await wire.send(head);
      return;
    case 'stream': {
      await wire.received('whole');
      await wire.send(head);
      const terminal = body.lastIndexOf('event: response.completed');
      await sendSome(wire, place, { bytes: body.subarray(0, 1 + random.int(terminal)), framing });
      return;
    }
    case 'end':
      await wire.received('whole');
      await wire.send(head);
      await sendSome(wire, place, { bytes: body, framing });
  }
}

/** Sends bytes of the body in a few pieces. */
export async function sendSome(
  wire: Wire,
  { random, sent }: Place,
  { bytes, framing }: { readonly bytes: Uint8Array; readonly framing: Framing },
): Promise<void> {
  // Counted beforehand: the client may be through before the last piece is known to be sent.
  sent.bytes += bytes.length;
  for (let start = 0; start < bytes.length; ) {
    const end = Math.min(bytes.length, start + 1 + random.int(4000));
    await wire.send(framed(bytes.subarray(start, end), framing));
    if (random.int(3) === 0) await nextTurn();
    start = end;
  }
}

/** A whole good reply. */
export async function reply(
  wire: Wire,
  answer: GoodAnswer,
  connection: 'close' | 'keep-alive',
): Promise<void> {
  await wire.received('whole');
  await wire.send(headOf('chunked', 0).replace('\r\n\r\n', `\r\nconnection: ${connection}\r\n\r\n`));
  await wire.send(framed(answer.body, 'chunked'));
  await wire.send(lastChunk);
}
