import assert from 'node:assert/strict';
import { type Client, createClient } from '../../../src/api/client.ts';
import { ApiError } from '../../../src/api/errors.ts';
import type { ApiEvent } from '../../../src/api/events.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { silentLog } from './silentLog.ts';

const text = 'One two three four five six seven eight nine ten.';

describe('A response in the background', () => {
  let simulator: Simulator;
  let client: Client;
  let waits: number[];

  before(async () => {
    simulator = await startSimulator({ persona: 'openai', apiKeys: [canaryKey], paceMs: 0 });
  });
  after(() => simulator.close());
  beforeEach(() => {
    simulator.reset();
    waits = [];
    client = createClient({
      baseUrl: simulator.baseUrl,
      apiKey: canaryKey,
      fetch,
      log: silentLog,
      sleep: async (ms) => {
        waits.push(ms);
      },
    });
  });

  it('is resumed after the last event by starting_after when its connection breaks, each character once (S-11, B-2)', async () => {
    simulator.enqueue({ name: 'cut', afterDeltas: 4 });
    const events = await all(ask(client));
    const [, resumption] = requests(simulator);
    const whole = await all(client.follow(idOf(events), options()));
    assert.deepEqual(
      [textOf(events), events.at(-1)?.type, events.filter(({ type }) => type === 'item-start').length],
      [textOf(whole), 'response-end', 1],
    );
    assert.match(resumption ?? '', /^GET \/v1\/responses\/resp_\w+\?stream=true&starting_after=\d+$/);
    assert.equal(requests(simulator).filter((each) => each.startsWith('POST')).length, 1);
  });

  it('is resumed as often as it takes, with longer and longer waits while nothing new comes, and short ones after', async () => {
    simulator.enqueue({ name: 'cut', afterDeltas: 4 });
    for (let times = 0; times < 7; times += 1) {
      simulator.enqueue({ name: '524', match: { path: '/v1/responses/*' } });
    }
    const events = await all(ask(client));
    assert.deepEqual(
      [waits, events.at(-1)?.type],
      [[1000, 2000, 4000, 8000, 16_000, 30_000, 30_000], 'response-end'],
    );
  });

  it('is taken up again although the server sends all of it once more instead of the rest', async () => {
    simulator.enqueue({ name: 'cut', afterDeltas: 4 });
    const forgetful = createClient({
      baseUrl: simulator.baseUrl,
      apiKey: canaryKey,
      log: silentLog,
      fetch: (url, init) => fetch(String(url).replace(/&starting_after=\d+/, ''), init),
    });
    const events = await all(ask(forgetful));
    assert.equal(textOf(events), textOf(await all(client.follow(idOf(events), options()))));
  });

  it('is asked for until it is finished where the server does not stream it again', async () => {
    simulator.enqueue({ name: 'cut', afterDeltas: 4 });
    simulator.enqueue({
      name: 'http',
      status: 400,
      body: {
        error: {
          message: 'This response cannot be streamed',
          type: 'invalid_request_error',
          param: 'stream',
        },
      },
      match: { path: '/v1/responses/*' },
    });
    const events = await all(ask(client));
    const [, streamed, ...polls] = requests(simulator);
    assert.deepEqual(
      [
        streamed?.includes('stream=true'),
        polls.every((poll) => /^GET \/v1\/responses\/resp_\w+$/.test(poll)),
        textOf(events),
      ],
      [true, true, textOf(await all(client.follow(idOf(events), options())))],
    );
  });

  const lost: readonly (readonly [string, () => void])[] = [
    [
      '404',
      () => simulator.enqueue({ name: 'http', status: 404, body: '', match: { path: '/v1/responses/*' } }),
    ],
    ['501', () => simulator.enqueue({ name: '501', match: { path: '/v1/responses/*' } })],
    ['a page of HTML', () => simulator.enqueue({ name: 'html', match: { path: '/v1/responses/*' } })],
    ['a redirect', () => simulator.enqueue({ name: 'redirect', match: { path: '/v1/responses/*' } })],
  ];
  for (const [what, enqueue] of lost) {
    it(`is not kept when the server answers with ${what}: one attempt, and what arrived stands (B-4)`, async () => {
      simulator.enqueue({ name: 'cut', afterDeltas: 4 });
      enqueue();
      const events: ApiEvent[] = [];
      await assert.rejects(
        async () => {
          for await (const event of ask(client)) events.push(event);
        },
        (error) => error instanceof ApiError && error.code === 'not_kept',
      );
      assert.deepEqual([textOf(events) !== '', requests(simulator).length], [true, 2]);
    });
  }

  it('is not looked for where the server says by its echo that it does nothing in the background', async () => {
    const gateway = await startSimulator({ apiKeys: [canaryKey], paceMs: 0 });
    try {
      gateway.enqueue({ name: 'cut', afterDeltas: 4 });
      const plain = createClient({ baseUrl: gateway.baseUrl, apiKey: canaryKey, fetch, log: silentLog });
      await assert.rejects(all(ask(plain)), (error) => error instanceof ApiError && error.code === 'cut');
      assert.deepEqual(requests(gateway), ['POST /v1/responses']);
    } finally {
      await gateway.close();
    }
  });

  it('is ended on the server by cancel', async () => {
    simulator.enqueue({ name: 'text', text, hold: 2 });
    const events: ApiEvent[] = [];
    for await (const event of ask(client)) {
      events.push(event);
      if (textOf(events) !== '') break;
    }
    await client.cancel(idOf(events), options());
    const followed = await all(client.follow(idOf(events), options()));
    assert.deepEqual(
      followed.flatMap((event) => (event.type === 'response-end' ? [event.end.status] : [])),
      ['failed'],
    );
  });

  it('is waited for no longer once the person stops it', async () => {
    simulator.enqueue({ name: 'cut', afterDeltas: 4 });
    simulator.enqueue({ name: '524', match: { path: '/v1/responses/*' }, times: 3 });
    const stop = new AbortController();
    const impatient = createClient({
      baseUrl: simulator.baseUrl,
      apiKey: canaryKey,
      fetch,
      log: silentLog,
      sleep: async (_ms, signal) => {
        stop.abort(new Error('stopped'));
        signal.throwIfAborted();
      },
    });
    await assert.rejects(all(ask(impatient, stop.signal)), /stopped/);
    assert.equal(requests(simulator).length, 2);
  });
});

function options(signal: AbortSignal = new AbortController().signal) {
  return { signal, idleTimeoutMs: 5000 };
}

function ask(client: Client, signal?: AbortSignal) {
  const request = {
    model: 'gpt-5.4-mini',
    input: [{ type: 'message', role: 'user', content: 'Hello' }],
    parameters: { background: true },
  } as const;
  return client.stream(request, options(signal));
}

async function all(events: AsyncIterable<ApiEvent>): Promise<ApiEvent[]> {
  const collected: ApiEvent[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

function textOf(events: readonly ApiEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('');
}

function idOf(events: readonly ApiEvent[]): string {
  const start = events.find((event) => event.type === 'response-start');
  assert.ok(start?.responseId);
  return start.responseId;
}

function requests(simulator: Simulator): string[] {
  return simulator.requests.map(({ method, path }) => `${method} ${path}`);
}
