import assert from 'node:assert/strict';
import { createClient } from '../../../src/api/client.ts';
import { ApiError } from '../../../src/api/errors.ts';
import type { ApiEvent } from '../../../src/api/events.ts';
import { canaryKey } from '../../canary.ts';
import { silentLog } from './silentLog.ts';

const frame = (event: unknown): string => `data: ${JSON.stringify(event)}\n\n`;
const delta = (text: string) =>
  frame({ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: text });
const item = (index: number) =>
  frame({ type: 'response.output_item.added', output_index: index, item: { type: 'message' } });
const completed = frame({ type: 'response.completed', response: { status: 'completed', output: [] } });

/** Reads a stream made of `chunks`, each of which takes `msPerChunk` of a clock of its own. */
async function read(chunks: Iterable<string>, msPerChunk = 0): Promise<{ events: number; end: string }> {
  let time = 0;
  const iterator = chunks[Symbol.iterator]();
  const encoder = new TextEncoder();
  const body = () =>
    new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const { done, value } = iterator.next();
          time += msPerChunk;
          if (done === true) controller.close();
          else controller.enqueue(encoder.encode(value));
        },
      },
      { highWaterMark: 0 },
    );
  const client = createClient({
    baseUrl: 'https://api.example.com/v1',
    apiKey: canaryKey,
    fetch: async () => new Response(body(), { headers: { 'content-type': 'text/event-stream' } }),
    log: silentLog,
    elapsed: () => time,
  });
  let events = 0;
  let last: ApiEvent | undefined;
  try {
    const options = { signal: new AbortController().signal, idleTimeoutMs: 60_000 };
    for await (const event of client.stream({ model: 'm', instructions: '', input: [] }, options)) {
      events++;
      last = event;
    }
  } catch (error) {
    assert.ok(error instanceof ApiError, String(error));
    return { events, end: `${error.code}: ${error.message}` };
  }
  return { events, end: last?.type === 'response-end' ? last.end.status : 'no end' };
}

function* repeat(times: number, make: (at: number) => string): Generator<string> {
  for (let at = 0; at < times; at++) yield make(at);
}

describe('A stream out of control', function () {
  this.timeout(20_000);

  it('S71 ends with an error once it has more characters than any answer', async () => {
    const megabyte = 'x'.repeat(1_000_000);
    const { end } = await read(repeat(60, () => delta(megabyte)));
    assert.equal(end, 'failed: The response has more than 50000000 characters');
  });

  it('S71 P18 ends with an error once it has more items than any answer, quickly', async () => {
    const start = performance.now();
    const inOneChunk = [...repeat(50_000, item)].join('');
    const { end } = await read([inOneChunk]);
    const inFinal = {
      type: 'response.completed',
      response: { status: 'completed', output: Array.from({ length: 50_000 }, () => ({ type: 'message' })) },
    };
    const final = await read([frame(inFinal)]);
    const parts = await read([
      ...repeat(50_000, (at) =>
        frame({ type: 'response.output_text.delta', output_index: 0, content_index: at, delta: 'x' }),
      ),
    ]);
    const time = performance.now() - start;
    const error = 'failed: The response has more than 10000 parts';
    assert.deepEqual(
      [end, final.end, parts.end, time < 8000 ? 'quick' : time],
      [error, error, error, 'quick'],
    );
  });

  it('N08 P17 ends as idle after ten minutes of keep-alives alone, in any form', async () => {
    const ends = await Promise.all(
      [
        ': keep-alive\n\n',
        frame({ type: 'keepalive' }),
        frame({ type: 'response.in_progress' }),
        'data: ?\n\n',
      ].map(
        async (alive) => (await read([delta('Hello'), ...repeat(30, () => alive), completed], 30_000)).end,
      ),
    );
    const error = 'idle: Nothing but signs of life for 600000 ms';
    assert.deepEqual(ends, [error, error, error, error]);
  });

  it('N08 goes on for hours where content comes now and then', async () => {
    const chunks = repeat(1000, (at) => (at % 15 === 0 ? delta('x') : ': keep-alive\n\n'));
    assert.equal((await read([...chunks, completed], 30_000)).end, 'completed');
  });
});
