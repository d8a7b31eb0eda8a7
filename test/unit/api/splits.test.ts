import assert from 'node:assert/strict';
import { createSseReader, type SseFrame } from '../../../src/api/sse.ts';
import { runsAll } from '../../chaos/scale.ts';
import { type Recording, readRecordings } from './shared.ts';

/** An event of a recording as its bytes, the blank line included. */
type Block = Uint8Array;

const every = 1;
/** Unless everything runs: how many events of one type count in a stream, and into how many places one is split. */
const alike = 1;
const mostSplits = 256;
const mostCuts = 64;
const smallBlock = 220;
const smallStream = runsAll ? 12_000 : 4500;

describe('The frames of a recorded stream', function () {
  this.timeout(runsAll ? 3_600_000 : 300_000);

  it('are the same byte by byte, and with CRLF (N10)', function () {
    let bytes = 0;
    for (const { name, body } of readRecordings(this)) {
      const whole = written(framesOf([body]));
      const single = Array.from(body, (byte) => Uint8Array.of(byte));
      if (written(framesOf(single)) !== whole) assert.fail(name);
      const crlf = encoded(decoded(body).replace(/\r?\n/g, '\r\n'));
      if (written(framesOf([crlf])) !== whole) assert.fail(`${name} with CRLF`);
      bytes += body.length;
    }
    console.log(`      ${bytes} bytes, one at a time`);
  });

  it('are the same with each kind of line end, split at every byte (N10, P16)', function () {
    let splits = 0;
    for (const block of smallestOfEachType(readRecordings(this))) {
      for (const lineEnd of ['\n', '\r\n', '\r']) {
        const bytes = encoded(`\ufeff: life\n${decoded(block)}id: 1\nretry: 9\n\n`.replaceAll('\n', lineEnd));
        splits += assertSplits(bytes, framesOf([bytes]), every);
        assert.deepEqual(withoutComments(framesOf([bytes])), withoutComments(framesOf([block])));
      }
    }
    console.log(`      ${splits} splits of events with a mark, comments and fields around them`);
  });

  it('are the same split once, at every byte of its events (N10)', function () {
    const recordings = readRecordings(this);
    const total = recordings.reduce((sum, { body }) => sum + body.length, 0);
    let splits = 0;
    for (const recording of recordings) {
      // One reader for all splits: what a split leaves behind would spoil the next one.
      const reader = createSseReader();
      for (const block of chosenFrom(recording)) {
        const whole = written(framesOf([block]));
        for (const at of places(block.length, stepFor(block, mostSplits))) {
          const frames = [...reader.push(block.subarray(0, at)), ...reader.push(block.subarray(at))];
          if (written(frames) !== whole)
            assert.fail(`${recording.name}: split at ${at} of ${decoded(block)}`);
          splits += 1;
        }
      }
    }
    console.log(`      ${splits} single splits of ${total} possible ones, in ${recordings.length} streams`);
  });

  it('are the same for a small stream split at every byte of the whole of it (N10)', function () {
    let splits = 0;
    for (const { body } of readRecordings(this).filter((each) => each.body.length <= smallStream)) {
      splits += assertSplits(body, framesOf([body]), every);
    }
    console.log(`      ${splits} single splits of whole streams of at most ${smallStream} bytes`);
  });

  it('are the same split twice, at every pair of bytes of the shortest event of each type (N10)', function () {
    let splits = 0;
    for (const block of smallestOfEachType(readRecordings(this))) {
      if (block.length > smallBlock && !runsAll) continue;
      const whole = written(framesOf([block]));
      const reader = createSseReader();
      for (const first of places(block.length, every)) {
        for (let second = first + 1; second < block.length; second += 1) {
          const frames = [
            ...reader.push(block.subarray(0, first)),
            ...reader.push(block.subarray(first, second)),
            ...reader.push(block.subarray(second)),
          ];
          if (written(frames) !== whole) assert.fail(`${first}, ${second} of ${decoded(block)}`);
          splits += 1;
        }
      }
    }
    console.log(`      ${splits} double splits`);
  });

  it('are those before the cut and nothing made up, cut at any byte of any event (N06, P09)', function () {
    let cuts = 0;
    for (const recording of readRecordings(this)) {
      for (const block of chosenFrom(recording)) {
        const [only] = framesOf([block]);
        const whole = only?.kind === 'json' ? JSON.stringify(only.value) : '';
        for (const at of places(block.length, stepFor(block, mostCuts))) {
          const [frame] = framesOf([block.subarray(0, at)]);
          const isWhole = frame?.kind === 'json' && JSON.stringify(frame.value) === whole;
          if (frame?.kind === 'json' && !isWhole)
            assert.fail(`${recording.name}: cut at ${at} of ${decoded(block)}`);
          cuts += 1;
        }
      }
    }
    console.log(`      ${cuts} cuts`);
  });
});

/** Splits the bytes at every `step`th place; each result has to be the frames. Returns how often that was. */
function assertSplits(bytes: Uint8Array, frames: readonly SseFrame[], step: number): number {
  const whole = written(frames);
  let count = 0;
  for (const at of places(bytes.length, step)) {
    const split = framesOf([bytes.subarray(0, at), bytes.subarray(at)]);
    if (written(split) !== whole) assert.fail(`Split at ${at}: ${decoded(bytes)}`);
    count += 1;
  }
  return count;
}

function* places(length: number, step: number): Generator<number> {
  for (let at = step; at < length; at += step) yield at;
}

function stepFor(block: Block, most: number): number {
  return runsAll ? every : Math.ceil(block.length / most);
}

/** The events worth splitting: those whose like was seen often enough are left out unless everything runs. */
function chosenFrom(recording: Recording): readonly Block[] {
  const seen = new Map<string, number>();
  return blocksOf(recording).filter((block) => {
    const count = (seen.get(typeOf(block)) ?? 0) + 1;
    seen.set(typeOf(block), count);
    return runsAll || count <= alike || block.some((byte) => byte >= 0x80);
  });
}

/** The events of a stream one by one. A reader has nothing left over between two of them. */
function blocksOf({ body }: Recording): readonly Block[] {
  const blocks: Block[] = [];
  let start = 0;
  for (let at = 1; at < body.length; at += 1) {
    if (body[at] !== 10 || body[at - 1] !== 10) continue;
    blocks.push(body.subarray(start, at + 1));
    start = at + 1;
  }
  return blocks;
}

function smallestOfEachType(recordings: readonly Recording[]): readonly Block[] {
  const smallest = new Map<string, Block>();
  for (const block of recordings.flatMap(blocksOf)) {
    const type = typeOf(block);
    if (block.length < (smallest.get(type)?.length ?? Number.POSITIVE_INFINITY)) smallest.set(type, block);
  }
  return [...smallest.values()];
}

function typeOf(block: Block): string {
  return /"type": ?"((?:keepalive|error|response)[\w.]*)"/.exec(decoded(block))?.[1] ?? 'none';
}

function framesOf(chunks: readonly Uint8Array[]): SseFrame[] {
  const reader = createSseReader();
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()];
}

function withoutComments(frames: readonly SseFrame[]): SseFrame[] {
  return frames.filter(({ kind }) => kind !== 'comment');
}

function written(frames: readonly SseFrame[]): string {
  return JSON.stringify(frames);
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
