import OpenAI from 'openai';
import { createClient } from '../../src/api/client.ts';
import { canaryKey } from '../canary.ts';
import { responseEvents } from '../simulator/eventScript.ts';
import { frame } from '../simulator/sse.ts';
import { type Measurement, median } from './measurement.ts';

const rounds = 5;
const chunkLength = 16_384;
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** A way of reading a stream to its end; returns the length of the text it found. */
type Reader = (fetch: typeof globalThis.fetch) => Promise<number>;

/**
 * How long one long answer takes from its bytes to its events, in every way of reading it, as multiples of the
 * least that can be done: splitting the body at blank lines and parsing JSON. All ways take turns in one run.
 */
export async function measureStreaming(): Promise<Measurement[]> {
  const { chunks, events, length } = longStream();
  const fetch = fetchOf(chunks);
  const times = new Map<Reader, number[]>(Object.values(readers).map((reader) => [reader, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const reader of Object.values(readers)) {
      const start = performance.now();
      const found = await reader(fetch);
      const time = performance.now() - start;
      if (found !== length) throw new Error(`A reader found ${found} of ${length} characters.`);
      // The first round warms up.
      if (round > 0) times.get(reader)?.push(time);
    }
  }
  const [floor = 0, ...others] = Object.values(readers).map((reader) => median(times.get(reader) ?? []));
  const perSecond = (ms: number) => events / ms;
  console.log(`Reading ${events} events:`);
  for (const [index, name] of Object.keys(readers).entries()) {
    const ms = [floor, ...others][index] ?? 0;
    const speed = `${perSecond(ms).toFixed(0)} events/ms`.padStart(18);
    console.log(`  ${name.padEnd(30)}${speed}${(ms / floor).toFixed(1).padStart(8)} × the floor`);
  }
  return [{ name: 'stream → events', value: (others[0] ?? 0) / floor, unit: '×', budget: 6 }];
}

const request = {
  model: 'm',
  input: [{ type: 'message', role: 'user', content: 'Hello' }],
} as const;

const readers: Readonly<Record<string, Reader>> = {
  'fetch + split (floor)': async (fetch) => {
    const { body } = await fetch('https://h.example/v1/responses');
    const decoder = new TextDecoder();
    let length = 0;
    let rest = '';
    for await (const bytes of body ?? []) {
      const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = JSON.parse(block.slice(block.indexOf('data: ') + 'data: '.length));
        if (event.type === 'response.output_text.delta') length += event.delta.length;
      }
    }
    return length;
  },
  'this client': async (fetch) => {
    const client = createClient({ baseUrl: 'https://h.example/v1', apiKey: canaryKey, fetch, log: silent });
    const options = { signal: new AbortController().signal, idleTimeoutMs: 60_000 };
    let length = 0;
    for await (const event of client.stream(request, options)) {
      if (event.type === 'text-delta') length += event.delta.length;
    }
    return length;
  },
  'openai responses.create()': async (fetch) => {
    let length = 0;
    for await (const event of await sdk(fetch).responses.create({ model: 'm', input: 'Hi', stream: true })) {
      if (event.type === 'response.output_text.delta') length += event.delta.length;
    }
    return length;
  },
  'openai responses.stream()': async (fetch) => {
    let length = 0;
    for await (const event of sdk(fetch).responses.stream({ model: 'm', input: 'Hi' })) {
      if (event.type === 'response.output_text.delta') length += event.delta.length;
    }
    return length;
  },
};

function sdk(fetch: typeof globalThis.fetch): OpenAI {
  return new OpenAI({ apiKey: canaryKey, baseURL: 'https://h.example/v1', fetch, logLevel: 'off' });
}

interface LongStream {
  readonly chunks: readonly Uint8Array[];
  readonly events: number;
  /** Of the text, in characters. */
  readonly length: number;
}

function longStream(): LongStream {
  const text = 'The quick brown fox jumps over the lazy dog – every time. '.repeat(2500);
  let ids = 0;
  const events = [
    ...responseEvents({
      items: [{ kind: 'message', text }],
      ending: { kind: 'completed' },
      response: { id: 'resp_1', object: 'response', created_at: 1, model: 'm' },
      usage: { inputTokens: 3, cachedTokens: 0 },
      newId: (prefix) => `${prefix}${String(++ids).padStart(48, '0')}`,
      isBackground: false,
      encryptReasoning: false,
      completedAt: () => 2,
    }),
  ];
  const bytes = new TextEncoder().encode(events.map((event) => frame(event)).join(''));
  const chunks: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += chunkLength) {
    chunks.push(bytes.subarray(start, start + chunkLength));
  }
  return { chunks, events: events.length, length: text.length };
}

/** A fetch whose every reply is the stream, chunk by chunk as it is read. */
function fetchOf(chunks: readonly Uint8Array[]): typeof globalThis.fetch {
  return async () => {
    const left = chunks.values();
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      const { done, value } = left.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    };
    const body = new ReadableStream({ pull }, { highWaterMark: 0 });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
}
