import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ApiError } from '../../../src/api/errors.ts';
import { createSseReader, type SseFrame } from '../../../src/api/sse.ts';
import { readShared } from './shared.ts';

describe('An event stream', () => {
  it('gives the JSON of each event, comments as signs of life and the sentinel (§7 #4 #6, P16)', () => {
    const text =
      ': PING\n\nevent: a\ndata: {"n":1}\n\ndata:{"n":2}\nid: 7\nretry: 5\n\ndata: oops\n\ndata: [DONE]\n\n';
    assert.deepEqual(framesOf([bytes(text)]), [
      { kind: 'comment' },
      { kind: 'json', name: 'a', value: { n: 1 } },
      { kind: 'json', value: { n: 2 } },
      { kind: 'not-json', length: 4 },
      { kind: 'done' },
    ]);
  });

  it('joins the lines of data of one event and reads CR, LF and CRLF alike (P16)', () => {
    for (const newline of ['\n', '\r', '\r\n']) {
      const text = ['data: [1,', 'data: 2]', '', 'data: 3', '', ''].join(newline);
      assert.deepEqual(framesOf([bytes(text)]), json([1, 2], 3), JSON.stringify(newline));
    }
  });

  it('gives the last event when no blank line follows it', () => {
    for (const ending of ['', '\n', '\r', '\r\n']) {
      assert.deepEqual(framesOf([bytes(`data: 1\n\ndata: 2${ending}`)]), json(1, 2), JSON.stringify(ending));
    }
  });

  it('takes one byte order mark for its own and a second one for a letter, cut or not (N10)', () => {
    for (const cut of [0, 1, 2, 3, 4]) {
      const once = bytes('\ufeffdata: 1\n\n');
      assert.deepEqual(framesOf([once.slice(0, cut), once.slice(cut)]), json(1));
    }
    assert.deepEqual(framesOf([bytes('\ufeff\ufeffdata: 1\n\ndata: 2\n\n')]), json(2));
  });

  it('does not repair a byte order mark in a wrong encoding, however it is cut (N10)', () => {
    const stream = bytes('\u00ef\u00bb\u00bfdata: 1\n\ndata: 2\n\n');
    assert.deepEqual(
      [framesOf([stream]), framesOf([stream.slice(0, 3), stream.slice(3)])],
      [json(2), json(2)],
    );
  });

  it('is the same however its bytes are cut (N10)', () => {
    const stream = bytes(
      'data: "é€😀"\r\n\r\n: ✔\r\ndata: {"a":\r\ndata: "\\ud83d\\ude00"}\r\n\r\ndata: [DONE]\r\n\r\n',
    );
    const whole = framesOf([stream]);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const chunks = edges.slice(1).map((edge, at) => stream.slice(edges[at], edge));
        assert.deepEqual(framesOf(chunks), whole);
      }),
      { numRuns: 300 },
    );
  });

  it('is refused with an ApiError when one event outgrows the cap (P17, N11)', () => {
    const reader = createSseReader(100);
    reader.push(bytes(`data: "${'a'.repeat(80)}"\n\ndata: "`));
    assert.throws(() => reader.push(bytes('b'.repeat(100))), ApiError);
    assert.deepEqual(reader.end(), []);
  });

  it('is read as the web platform tests say', function () {
    const { cases } = JSON.parse(readShared(this, 'corpora/sse-wpt.json')) as { cases: Fixture[] };
    const streams = cases.filter(({ expect }) => expect !== undefined && expect !== null);
    for (const { title, body, chunks, expect, note } of streams) {
      // The standard drops an event without a blank line; gateways end like that, so it is kept.
      const kept = [...(expect ?? []), ...(note === undefined ? [] : [{ data: 'test2' }])];
      const data = rawData((chunks ?? [body]).map(bytes));
      assert.deepEqual(data, kept.map(describeData), title);
    }
    console.log(`      ${streams.length} web platform tests read`);
  });

  it('is read as the fixtures of eventsource-parser say, cut as they are and byte by byte', function () {
    const all = JSON.parse(
      readShared(this, 'corpora/sse-eventsource-parser-fixtures.json'),
    ) as ParserFixture[];
    const fixtures = all.filter((each) => each.oracle !== undefined);
    for (const { name, chunks: written, oracle } of fixtures) {
      // Some fixtures write the mark as the three letters its bytes are in Latin-1.
      const chunks = written.map((chunk) => chunk.replace('\u00ef\u00bb\u00bf', '\ufeff'));
      const expected = (oracle?.events ?? []).map(describeData);
      const whole = bytes(chunks.join(''));
      const single = Array.from(whole, (byte) => Uint8Array.of(byte));
      const seen = [rawData(chunks.map(bytes)), rawData(single)].map((data) =>
        data.slice(0, expected.length),
      );
      assert.deepEqual(seen, [expected, expected], name);
    }
    console.log(`      ${fixtures.length} fixtures read`);
  });
});

interface Fixture {
  title: string;
  body: string;
  chunks?: string[];
  expect?: { data: string }[] | null;
  note?: string;
}

interface ParserFixture {
  name: string;
  chunks: string[];
  oracle?: { events: { data: string }[] };
}

function framesOf(chunks: readonly Uint8Array[]): SseFrame[] {
  const reader = createSseReader();
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()];
}

/** The frames of a stream of any data, as far as frames tell them apart. */
function rawData(chunks: readonly Uint8Array[]): string[] {
  return framesOf(chunks)
    .filter((frame) => frame.kind !== 'comment')
    .map((frame) => {
      if (frame.kind === 'done') return '[DONE]';
      return frame.kind === 'json' ? JSON.stringify(frame.value) : `${frame.length} characters`;
    });
}

function describeData({ data }: { data: string }): string {
  try {
    return JSON.stringify(JSON.parse(data));
  } catch {
    return `${data.length} characters`;
  }
}

function json(...values: unknown[]): SseFrame[] {
  return values.map((value) => ({ kind: 'json', value }));
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
