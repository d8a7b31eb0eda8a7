import assert from 'node:assert/strict';
import { createClient } from '../../../src/api/client.ts';
import { ApiError } from '../../../src/api/errors.ts';
import { createEventReader } from '../../../src/api/eventReader.ts';
import type { ApiEvent } from '../../../src/api/events.ts';
import { createSseReader, type SseFrame } from '../../../src/api/sse.ts';
import { canaryKey } from '../../canary.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { type Recording, readRecordings } from './shared.ts';
import { silentLog } from './silentLog.ts';

describe('A recorded stream', () => {
  it('gives the text, refusals, reasoning and inputs of tools its server ended with, through the client', async function () {
    this.timeout(20_000);
    const recordings = readRecordings(this);
    for (const recording of recordings) {
      const events: ApiEvent[] = [];
      const expected = final(wireEvents(recording));
      const problem = await throughClient(recording.body, events).then(() => undefined, codeOf);
      assert.deepEqual(
        { ...shown(outcomeOf(events)), problem },
        { ...expected, problem: expected.end === undefined ? 'cut' : undefined },
        recording.name,
      );
    }
    console.log(`      ${recordings.length} recorded streams read`);
  });

  it('knows every event type it brings', function () {
    const unknown = readRecordings(this).flatMap(({ name, body }) => {
      const end = eventsOf(framesOf([body])).at(-1);
      const types = end?.type === 'response-end' ? Object.keys(end.unknownEvents) : [];
      return types.map((type) => `${type} in ${name}`);
    });
    assert.deepEqual(unknown, []);
  });

  it('shows a prefix of its text and is never complete, cut after any event (§7 #7, N06, P03)', function () {
    this.timeout(20_000);
    for (const { name, body } of readRecordings(this)) {
      const reader = createEventReader();
      const all = outcomeOf(eventsOf(framesOf([body])));
      const seen: ApiEvent[] = [];
      for (const frame of framesOf([body])) {
        if (frame.kind !== 'json') continue;
        const events = reader.read(frame.value, frame.name);
        seen.push(...events);
        if (events.some((event) => event.type === 'response-end')) break;
        assert.deepEqual(reader.finish(), [], name);
      }
      const corrected = seen.some((event) => event.type === 'text-correction');
      const texts = new Map<number, string>();
      for (const event of seen) {
        if (corrected || event.type !== 'text-delta') continue;
        const text = (texts.get(event.outputIndex) ?? '') + event.delta;
        texts.set(event.outputIndex, text);
        const whole = all.items
          .find((item) => item.outputIndex === event.outputIndex)
          ?.text.replaceAll('\n', '');
        assert.ok(whole?.startsWith(text.replaceAll('\n', '')), name);
      }
    }
  });

  it('ends in a cut for the caller, with what was shown, cut after any event (§7 #7)', async function () {
    this.timeout(20_000);
    for (const { name, body } of readRecordings(this).filter((each) => each.body.length <= 7_000)) {
      const blocks = new TextDecoder().decode(body).split(/(?<=\n\n)/);
      for (let count = 0; count <= blocks.length; count++) {
        const part = blocks.slice(0, count).join('');
        const expected = outcomeOf(eventsOf(framesOf([new TextEncoder().encode(part)])));
        const events: ApiEvent[] = [];
        const code = await throughClient(new TextEncoder().encode(part), events).then(
          () => undefined,
          codeOf,
        );
        assert.deepEqual(
          [outcomeOf(events), code],
          [expected, expected.end === undefined ? 'cut' : undefined],
          name,
        );
      }
    }
  });
});

/** The events the client yields for a body; into `events` as far as they come. */
async function throughClient(body: Uint8Array, events: ApiEvent[]): Promise<void> {
  const client = createClient({
    baseUrl: 'https://api.example/v1',
    apiKey: canaryKey,
    fetch: async () => new Response(body.slice(), { headers: { 'content-type': 'text/event-stream' } }),
    log: silentLog,
    sleep: async () => {},
  });
  const options = { signal: new AbortController().signal, idleTimeoutMs: 5000 };
  for await (const event of client.stream({ model: 'm', input: [] }, options)) events.push(event);
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof ApiError ? thrown.code : thrown;
}

function framesOf(chunks: readonly Uint8Array[]): SseFrame[] {
  const reader = createSseReader();
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()];
}

function eventsOf(frames: readonly SseFrame[]): ApiEvent[] {
  const reader = createEventReader();
  return frames.flatMap((frame) => (frame.kind === 'json' ? reader.read(frame.value, frame.name) : []));
}

interface WirePart {
  readonly text?: string;
  readonly refusal?: string;
}

interface WireItem {
  readonly type: string;
  readonly content?: readonly WirePart[];
  readonly summary?: readonly WirePart[];
  readonly arguments?: unknown;
  readonly input?: string;
  readonly code?: string | null;
  readonly action?: { readonly commands?: readonly string[]; readonly command?: readonly string[] };
  readonly operation?: { readonly diff?: string };
}

interface WireEvent {
  readonly type: string;
  readonly output_index: number;
  readonly item: WireItem;
}

/** The wire events, read with nothing of the code under test. */
function wireEvents({ body }: Recording): WireEvent[] {
  const lines = new TextDecoder().decode(body).split('\n');
  const events = lines
    .filter((line) => line.startsWith('data: {') && isJson(line.slice('data: '.length)))
    .map((line): WireEvent => JSON.parse(line.slice('data: '.length)));
  // Some recordings hold several responses one after the other; a request gets one.
  const end = events.findIndex(isTerminal);
  return end < 0 ? events : events.slice(0, end + 1);
}

function isTerminal({ type }: WireEvent): boolean {
  return /^(error|response\.(completed|failed|incomplete))$/.test(type);
}

function isJson(text: string): boolean {
  try {
    return JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}

/** What the server's own final items and its terminal event say. */
function final(events: readonly WireEvent[]) {
  const texts = events
    .filter((event) => event.type === 'response.output_item.done')
    .sort((a, b) => a.output_index - b.output_index)
    .flatMap(({ item: { type, content = [], summary = [] } }) => {
      if (type === 'message') return [content.map((part) => part.text ?? part.refusal ?? '').join('\n')];
      const reasoning = [...summary, ...content].map((part) => part.text).join('\n');
      return type === 'reasoning' && reasoning !== '' ? [reasoning] : [];
    });
  const inputs = events
    .filter((event) => event.type === 'response.output_item.done')
    .sort((a, b) => a.output_index - b.output_index)
    .map(({ item }) => inputOf(item))
    .filter((input) => input !== '');
  const terminal = events.find(isTerminal);
  return {
    texts,
    inputs,
    end: terminal?.type === 'error' ? 'failed' : terminal?.type.replace('response.', ''),
  };
}

function shown({ items, end }: Outcome) {
  const texts = [...items]
    .sort((a, b) => a.outputIndex - b.outputIndex)
    .filter((item) => item.itemType === 'message' || item.reasoning !== '')
    .map(({ text, refusal, reasoning }) => text + refusal + reasoning);
  const inputs = [...items].sort((a, b) => a.outputIndex - b.outputIndex).flatMap(({ input }) => input ?? []);
  return { texts, inputs, end };
}

function inputOf({ arguments: given, input, code, action, operation }: WireItem): string {
  if (typeof given === 'object' && given !== null) return JSON.stringify(given);
  if (typeof given === 'string') return given;
  return input ?? code ?? action?.commands?.join('\n') ?? action?.command?.join(' ') ?? operation?.diff ?? '';
}
