import assert from 'node:assert/strict';
import { createClient } from '../../../src/api/client.ts';
import { ApiError } from '../../../src/api/errors.ts';
import type { ApiEvent } from '../../../src/api/events.ts';
import type { ApiLog } from '../../../src/api/log.ts';
import { canaryKey } from '../../canary.ts';
import { writtenForms } from '../../searchForCanary.ts';
import { outcomeOf } from './outcome.ts';
import { silentLog } from './silentLog.ts';
import {
  chunk,
  head,
  lastChunk,
  type Received,
  startServer,
  streamHead,
  type TestServer,
} from './testServer.ts';

const created = sse({ type: 'response.created', response: { id: 'r1', model: 'm-1' } });
const hello = sse({ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Hello' });
const completed = sse({ type: 'response.completed', response: { status: 'completed', output: [] } });
const wholeStream = streamHead + chunk(created + hello + completed) + lastChunk;

describe('The client', function () {
  this.timeout(10_000);
  let server: TestServer | undefined;

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function serve(answer: (request: Received, count: number) => void): Promise<TestServer> {
    server = await startServer(answer);
    return server;
  }

  /** Answers every request with the same text and ends the connection. */
  function serveText(text: string): Promise<TestServer> {
    return serve(({ socket }) => socket.end(text));
  }

  it('sends one POST with the key in one header, and the body of the request', async () => {
    const { baseUrl, received, host } = await serveText(wholeStream);
    await run(baseUrl);
    const [request] = received;
    const lines = request?.head.split('\r\n') ?? [];
    const header = (name: string) => lines.find((line) => line.toLowerCase().startsWith(`${name}:`));
    assert.deepEqual(
      [
        lines[0],
        header('host'),
        ...['authorization', 'accept', 'accept-encoding', 'content-type'].map(header),
      ],
      [
        'POST /v1/responses HTTP/1.1',
        `host: ${host}`,
        `authorization: Bearer ${canaryKey}`,
        'accept: text/event-stream',
        'accept-encoding: identity',
        'content-type: application/json',
      ],
    );
    assert.deepEqual(JSON.parse(request?.body ?? ''), {
      model: 'm',
      input: [{ type: 'message', role: 'user', content: 'Hi' }],
      stream: true,
    });
    assert.equal(request?.head.split(canaryKey).length, 2);
  });

  it('acts on the terminal event at once and closes a connection that stays open (codex#43140, P10)', async () => {
    const ends = [completed, sse({ type: 'response.failed', response: { error: { code: 'odd' } } })];
    for (const end of ends) {
      const { baseUrl, open } = await serve(({ socket }) =>
        socket.write(streamHead + chunk(created + hello + end)),
      );
      const { events, error } = await run(baseUrl);
      assert.deepEqual([events.at(-1)?.type, error], ['response-end', undefined]);
      await until(() => open() === 0);
      await server?.close();
    }
  });

  const cuts: [string, (request: Received) => void][] = [
    ['a FIN without the last chunk (N05)', ({ socket }) => socket.end(streamHead + chunk(created + hello))],
    ['a clean end (N06)', ({ socket }) => socket.end(streamHead + chunk(created + hello) + lastChunk)],
    [
      'a clean end without a length (N06)',
      ({ socket }) => socket.end(head(200, { 'content-type': 'text/event-stream' }) + created + hello),
    ],
    [
      'a reset (N04)',
      ({ socket }) => {
        // The bytes have to leave before the reset, or it takes them along.
        socket.write(streamHead + chunk(created + hello), () =>
          setTimeout(() => socket.resetAndDestroy(), 30),
        );
      },
    ],
    [
      'the sentinel alone (§7 #6 #7)',
      ({ socket }) => socket.write(streamHead + chunk(`${created}${hello}data: [DONE]\n\n`)),
    ],
    [
      'a cut inside an event (§7 #7)',
      ({ socket }) => socket.end(streamHead + chunk(created + hello + completed.slice(0, 40))),
    ],
    ['a bad chunk size (N05)', ({ socket }) => socket.end(`${streamHead}${chunk(created + hello)}zz\r\n`)],
  ];
  for (const [what, answer] of cuts) {
    it(`throws cut after ${what}, keeps the text and does not send again`, async () => {
      const { baseUrl, received } = await serve(answer);
      const { events, error } = await run(baseUrl);
      assert.deepEqual(
        [
          textOf(events),
          codeOf(error),
          received.length,
          events.some((event) => event.type === 'response-end'),
        ],
        ['Hello', 'cut', 1, false],
      );
    });
  }

  it('sends again, visibly and at most twice, when the stream was cut before anything was shown (N04)', async () => {
    const answers = [streamHead + chunk(created), streamHead + lastChunk, wholeStream];
    const { baseUrl, received } = await serve(({ socket }, count) => socket.end(answers[count - 1] ?? ''));
    const { events, waits } = await run(baseUrl);
    assert.deepEqual(
      events.map(({ type }) => type),
      [
        ...['response-start', 'retry', 'retry'],
        ...['response-start', 'item-start', 'text-delta', 'item-end', 'response-end'],
      ],
    );
    assert.deepEqual([received.length, waits], [3, [500, 1000]]);
  });

  it('gives up after two retries (N14)', async () => {
    const { baseUrl, received } = await serveText(head(503) + JSON.stringify({ error: { message: 'busy' } }));
    const { events, error, waits } = await run(baseUrl);
    assert.deepEqual(
      [received.length, codeOf(error), waits, events.map((event) => event.type === 'retry' && event.attempt)],
      [3, 'server_error', [500, 1000], [1, 2]],
    );
  });

  it('retries what the stream itself reports before anything was shown, and nothing after', async () => {
    const busy = sse({ type: 'error', error: { code: 'server_error', message: 'Busy.' } });
    const { baseUrl, received } = await serve(({ socket }, count) =>
      socket.end(streamHead + chunk(count === 1 ? created + busy : created + hello + busy) + lastChunk),
    );
    const { events, error } = await run(baseUrl);
    const end = events.at(-1);
    const status = end?.type === 'response-end' ? end.end.status : end?.type;
    assert.deepEqual([received.length, status, textOf(events), error], [2, 'failed', 'Hello', undefined]);
  });

  const replies: [number, object | string, string, number][] = [
    [401, { error: { code: 'invalid_api_key' } }, 'invalid_key', 1],
    [402, { error: { code: 402, message: 'Pay.' } }, 'no_credit', 1],
    [403, { error: { code: 'insufficient_user_quota' } }, 'no_credit', 1],
    [403, '', 'forbidden', 1],
    [404, '<html><title>Not Found</title></html>', 'not_found', 1],
    [429, '', 'rate_limited', 3],
    [429, { error: { code: 'insufficient_quota' } }, 'no_credit', 1],
    [500, { error: { code: 'invalid_request' } }, 'invalid_request', 1],
    [500, '', 'server_error', 3],
    [501, { error: { code: 'api_not_implemented' } }, 'unsupported', 1],
    [503, { error: { code: 'model_not_found' } }, 'model_not_found', 1],
    [204, '', 'not_an_api', 1],
    [200, '', 'not_an_api', 1],
    [200, '<!DOCTYPE html><title>Welcome</title>', 'not_an_api', 1],
    [200, { error: { code: 'model_not_found' } }, 'model_not_found', 1],
    [200, { success: false, message: 'no' }, 'failed', 1],
    [200, { hello: 1 }, 'not_an_api', 1],
    [200, '{"cut', 'not_an_api', 1],
    [200, 'Hello there', 'not_an_api', 1],
    [200, { object: 'chat.completion', choices: [{ message: {} }] }, 'not_an_api', 1],
  ];
  for (const [status, body, code, requests] of replies) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    it(`takes ${status} ${text.slice(0, 50)} for ${code} after ${requests} (N12, N15)`, async () => {
      const { baseUrl, received, host } = await serveText(head(status) + text);
      const { error } = await run(baseUrl);
      assert.deepEqual(
        [codeOf(error), error instanceof ApiError && error.facts.host, received.length],
        [code, host, requests],
      );
    });
  }

  it('knows a page and an error by their beginning, whatever the content type says (N15, §7 #30)', async () => {
    const type = { 'content-type': 'text/event-stream' };
    const bodies = ['\ufeff <html><title>Sign in</title></html>', '\n{"error":{"code":"invalid_api_key"}}'];
    const codes: unknown[] = [];
    for (const body of bodies) {
      const { baseUrl } = await serveText(head(200, type) + body);
      codes.push(codeOf((await run(baseUrl)).error));
      await server?.close();
    }
    const { baseUrl } = await serveText(
      head(200, { 'content-type': 'application/json' }) + created + hello + completed,
    );
    assert.deepEqual([...codes, textOf((await run(baseUrl)).events)], ['not_an_api', 'invalid_key', 'Hello']);
  });

  it('takes a finished response for a stream where the server passed over `stream`', async () => {
    const response = {
      object: 'response',
      status: 'completed',
      output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hello' }] }],
    };
    const { baseUrl } = await serveText(
      head(200, { 'content-type': 'application/json' }) + JSON.stringify(response),
    );
    const { events } = await run(baseUrl);
    assert.deepEqual(outcomeOf(events).end, 'completed');
    assert.equal(textOf(events), 'Hello');
  });

  it('waits as the server asked, and leaves a longer wait to the person (N13)', async () => {
    const { baseUrl, received } = await serve(({ socket }, count) =>
      socket.end(head(429, { 'retry-after': count === 1 ? '7' : '61' })),
    );
    const { error, waits } = await run(baseUrl);
    assert.deepEqual(
      [waits, received.length, error instanceof ApiError && error.facts.retryAfterMs],
      [[7000], 2, 61_000],
    );
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`follows no ${status}, names its target and does not contact it (S23, N16)`, async () => {
      const target = await startServer(({ socket }) => socket.end(wholeStream));
      const { baseUrl, received } = await serveText(
        head(status, { location: `http://${target.host}/v1/responses` }),
      );
      const { error } = await run(baseUrl);
      const connections = target.connections();
      await target.close();
      assert.ok(error instanceof ApiError);
      assert.deepEqual(
        [error.code, error.facts.redirectedTo, connections, received.length],
        ['redirected', target.host, 0, 1],
      );
      assert.ok(error.message.includes(target.host));
    });
  }

  it('throws idle while it waits for the headers, and sends again (N07)', async () => {
    const { baseUrl, received, open } = await serve(() => {});
    const { error } = await run(baseUrl, { idleTimeoutMs: 40 });
    assert.deepEqual([codeOf(error), received.length], ['idle', 3]);
    await until(() => open() === 0);
  });

  for (const [phase, text] of [
    ['after the headers', streamHead],
    ['after an event', streamHead + chunk(created + hello)],
    ['inside an event', streamHead + chunk(created + hello + completed.slice(0, 30))],
  ] as const) {
    it(`throws idle when the stream stalls ${phase}, and does not send again (N07)`, async () => {
      const { baseUrl, received, open } = await serve(({ socket }) => socket.write(text));
      const { error } = await run(baseUrl, { idleTimeoutMs: 300 });
      assert.deepEqual([codeOf(error), received.length], ['idle', 1]);
      await until(() => open() === 0);
    });
  }

  it('gives up a body that fetch itself waits for in vain and cannot be stopped (N07, N11, I1)', async () => {
    const never = () => new Promise<void>(() => {});
    const deaf = async () =>
      new Response(new ReadableStream({ pull: never }), { headers: { 'content-type': 'text/event-stream' } });
    const idle = await run('https://h.example/v1', { fetch: deaf, idleTimeoutMs: 40 });
    const controller = new AbortController();
    const stopped = run('https://h.example/v1', { fetch: deaf, signal: controller.signal });
    setTimeout(() => controller.abort('stopped'), 10);
    assert.deepEqual([codeOf(idle.error), (await stopped).error], ['idle', 'stopped']);
  });

  it('takes comments for life (§7 #4, N08)', async () => {
    const { baseUrl } = await serve(({ socket }) => {
      socket.write(streamHead);
      let pings = 0;
      const timer = setInterval(() => {
        socket.write(chunk(pings++ < 12 ? ': PING\n\n' : hello + completed));
        if (pings > 12) clearInterval(timer);
      }, 50);
      socket.on('close', () => clearInterval(timer));
    });
    const { events, error } = await run(baseUrl, { idleTimeoutMs: 400 });
    const alive = events.filter((event) => event.type === 'alive').length;
    assert.deepEqual([alive, textOf(events), error], [12, 'Hello', undefined]);
  });

  for (const hours of [8, -8]) {
    it(`goes on when the clock of the machine is set by ${hours} hours in the stream (N22)`, async () => {
      const pieces = [created, ': PING\n\n', hello + completed].values();
      let given = 0;
      const pull = (controller: ReadableStreamDefaultController) => {
        given += 1;
        controller.enqueue(new TextEncoder().encode(pieces.next().value));
      };
      const body = new ReadableStream({ pull }, { highWaterMark: 0 });
      const { events, error } = await run('https://h.example/v1', {
        fetch: async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
        now: () => (given < 2 ? 0 : hours * 3_600_000),
      });
      assert.deepEqual([textOf(events), error], ['Hello', undefined]);
    });
  }

  it('does not count the time its caller takes as silence', async () => {
    const { baseUrl } = await serveText(wholeStream);
    const events: ApiEvent[] = [];
    const options = { signal: new AbortController().signal, idleTimeoutMs: 300 };
    for await (const event of clientFor(baseUrl).stream(request, options)) {
      events.push(event);
      if (event.type === 'response-start') await new Promise((resolve) => setTimeout(resolve, 400));
    }
    assert.equal(outcomeOf(events).end, 'completed');
  });

  it('throws the reason and closes the socket within 100 ms when it is aborted in the stream (M-B3)', async () => {
    const { baseUrl, open } = await serve(({ socket }) => socket.write(streamHead + chunk(created + hello)));
    const controller = new AbortController();
    const reason = new Error('stopped');
    let abortedAt = 0;
    const { error, events } = await run(baseUrl, {
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type !== 'text-delta') return;
        setTimeout(() => {
          abortedAt = performance.now();
          controller.abort(reason);
        }, 10);
      },
    });
    assert.equal(error, reason);
    await until(() => open() === 0);
    assert.ok(performance.now() - abortedAt < 100);
    assert.equal(textOf(events), 'Hello');
  });

  it('throws the reason when it is aborted before, while waiting for headers and while waiting to retry', async () => {
    const reason = new Error('stopped');
    const { baseUrl, received, open } = await serve(({ socket }, count) => {
      if (count === 1) setTimeout(() => controller.abort(reason), 10);
      else socket.end(head(503));
    });
    const before = await run(baseUrl, { signal: AbortSignal.abort(reason) });
    assert.deepEqual([before.error, received.length], [reason, 0]);

    const controller = new AbortController();
    assert.equal((await run(baseUrl, { signal: controller.signal })).error, reason);

    const waiting = new AbortController();
    const client = createClient({ baseUrl, apiKey: canaryKey, fetch, log: silentLog, random: () => 1 });
    const seen = await collect(
      client.stream(request, { signal: waiting.signal, idleTimeoutMs: 5000 }),
      (event) => {
        if (event.type === 'retry') setTimeout(() => waiting.abort(reason), 10);
      },
    );
    assert.deepEqual([seen.error, received.length], [reason, 2]);
    await until(() => open() === 0);
  });

  it('yields nothing more once it is aborted, not even what had arrived', async () => {
    const { baseUrl } = await serveText(wholeStream);
    const controller = new AbortController();
    const { error, events } = await run(baseUrl, {
      signal: controller.signal,
      onEvent: () => controller.abort('stopped'),
    });
    assert.deepEqual([error, events.length], ['stopped', 1]);
  });

  it('closes the connection when its caller leaves the loop', async () => {
    const { baseUrl, open } = await serve(({ socket }) => socket.write(streamHead + chunk(created + hello)));
    for await (const event of clientFor(baseUrl).stream(request, defaults()))
      if (event.type === 'text-delta') break;
    await until(() => open() === 0);
  });

  it('leaves no timer and no listener behind, however it ends', async () => {
    const answers = [
      wholeStream,
      streamHead + chunk(created + hello) + lastChunk,
      head(401),
      streamHead + chunk(hello),
    ];
    const { baseUrl } = await serve(({ socket }, count) => {
      if (count === 4) socket.write(answers[3] ?? '');
      else socket.end(answers[count - 1] ?? '');
    });
    const counted = countListeners();
    const before = timers();
    for (const _ of answers) {
      await run(baseUrl, { signal: counted.signal, idleTimeoutMs: counted.added() === 3 ? 300 : 60_000 });
    }
    assert.deepEqual([counted.added() >= 4, counted.left(), timers() - before], [true, 0, 0]);
  });

  it('says unreachable for a refused connection and an unknown host, after two retries (N01, N02)', async () => {
    const { baseUrl } = await serveText('');
    await server?.close();
    const refused = await run(baseUrl);
    const lookup = new TypeError('fetch failed', {
      cause: Object.assign(new Error(), { code: 'ENOTFOUND' }),
    });
    const unknown = await run('https://h.example/v1', { fetch: () => Promise.reject(lookup) });
    for (const { error, waits } of [refused, unknown])
      assert.deepEqual([codeOf(error), waits.length], ['unreachable', 2]);
    assert.ok(refused.error instanceof ApiError && refused.error.message.includes('ECONNREFUSED'));
  });

  it('does not send again when a certificate is refused (N17)', async () => {
    const failed = new TypeError('fetch failed', {
      cause: Object.assign(new Error(), { code: 'CERT_HAS_EXPIRED' }),
    });
    const { error, waits } = await run('https://h.example/v1', { fetch: () => Promise.reject(failed) });
    assert.deepEqual([codeOf(error), waits], ['unreachable', []]);
  });

  it('survives garbage instead of HTTP (N19)', async () => {
    for (const text of [
      'Hello\r\n\r\n',
      `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}\r\n`,
      'HTTP/1.1 999999 No\r\n\r\n',
    ]) {
      const { baseUrl } = await serveText(text);
      assert.equal(codeOf((await run(baseUrl)).error), 'unreachable');
      await server?.close();
    }
  });

  it('shows an error reply that comes before the request was read, and is reset after (N24)', async () => {
    const { baseUrl } = await serveText(`${head(413, { 'content-length': '999' })}{"error":{"message":"Too`);
    assert.equal(codeOf((await run(baseUrl)).error), 'context_too_long');
  });

  it('refuses a key no header can carry before anything is sent (S24)', async () => {
    const { baseUrl, connections } = await serveText(wholeStream);
    const { error } = await run(baseUrl, { apiKey: `${canaryKey}\r\nX-Evil: 1` });
    assert.deepEqual([codeOf(error), connections()], ['invalid_key', 0]);
    assert.ok(!JSON.stringify([error, String(error)]).includes(canaryKey));
  });

  it('refuses a base URL no key may be sent to', () => {
    assert.throws(() => clientFor('http://api.cometapi.com/v1'), /not_https/);
  });

  it('keeps the key out of events, errors and the log, though the server repeats it everywhere (S25, S26)', async () => {
    const echo = [...writtenForms(canaryKey).values()]
      .map((form) => form.toString('latin1').replaceAll('\0', ' '))
      .join(' ');
    const told: unknown[] = [];
    const log: ApiLog = { trace: tell, debug: tell, info: tell, warn: tell, error: tell };
    function tell(message: unknown) {
      told.push(message);
    }
    const answers = [
      head(401, { 'x-request-id': canaryKey }) +
        JSON.stringify({ error: { message: echo, code: canaryKey, param: echo } }),
      head(302, { location: `https://${canaryKey}.example/` }),
      `${head(200)}<html><title>${echo}</title></html>`,
      streamHead + chunk(sse({ type: 'error', error: { message: echo, code: echo } })) + lastChunk,
      head(503) + echo,
    ];
    const { baseUrl } = await serve(({ socket }, count) => socket.end(answers[Math.min(count, 5) - 1] ?? ''));
    for (const _ of answers) {
      const { events, error } = await run(baseUrl, { log });
      told.push(JSON.stringify(events), events.map(inside), inside(error));
    }
    const text = Buffer.from(JSON.stringify(told));
    const found = [...writtenForms(canaryKey)]
      .filter(([, form]) => text.includes(form))
      .map(([name]) => name);
    assert.deepEqual(found, []);
    assert.ok(told.length > 20 && text.includes('invalid_key'), 'something was told');
  });

  it('lists models by one GET, sorted, and says what is wrong instead of retrying (M-A2)', async () => {
    const answers = [
      head(200) + JSON.stringify({ data: [{ id: 'b' }, { id: 'a' }] }),
      head(401),
      `${head(200)}<html><title>Sign in</title></html>`,
      head(503),
      head(200) + JSON.stringify({ error: { code: 'invalid_api_key' } }),
    ];
    const { baseUrl, received } = await serve(({ socket }, count) => socket.end(answers[count - 1] ?? ''));
    const { signal } = new AbortController();
    const outcomes: unknown[] = [];
    for (const _ of answers) outcomes.push(await clientFor(baseUrl).listModels({ signal }).catch(codeOf));
    assert.deepEqual(outcomes, [
      [{ id: 'a' }, { id: 'b' }],
      'invalid_key',
      'not_an_api',
      'server_error',
      'invalid_key',
    ]);
    assert.deepEqual(received.length, 5);
    assert.ok(received.every((each) => each.head.startsWith('GET /v1/models HTTP/1.1\r\n')));
  });
});

const request = { model: 'm', input: [{ type: 'message', role: 'user', content: 'Hi' }] } as const;

interface RunOptions {
  readonly now?: () => number;
  readonly signal?: AbortSignal;
  readonly idleTimeoutMs?: number;
  readonly apiKey?: string;
  readonly fetch?: typeof fetch;
  readonly log?: ApiLog;
  readonly onEvent?: (event: ApiEvent) => void;
}

interface Run {
  readonly events: readonly ApiEvent[];
  readonly error: unknown;
}

/** Streams one response with waits that take no time; `waits` are their lengths. */
async function run(
  baseUrl: string,
  options: RunOptions = {},
): Promise<Run & { readonly waits: readonly number[] }> {
  const waits: number[] = [];
  const client = createClient({
    baseUrl,
    apiKey: options.apiKey ?? canaryKey,
    fetch: options.fetch ?? fetch,
    log: options.log ?? silentLog,
    random: () => 0.5,
    sleep: async (ms) => {
      waits.push(ms);
    },
    ...(options.now === undefined ? {} : { now: options.now }),
  });
  const stream = client.stream(request, {
    signal: options.signal ?? defaults().signal,
    idleTimeoutMs: options.idleTimeoutMs ?? defaults().idleTimeoutMs,
  });
  return { ...(await collect(stream, options.onEvent)), waits };
}

async function collect(
  stream: AsyncIterable<ApiEvent>,
  onEvent: (event: ApiEvent) => void = () => {},
): Promise<Run> {
  const events: ApiEvent[] = [];
  try {
    for await (const event of stream) {
      events.push(event);
      onEvent(event);
    }
    return { events, error: undefined };
  } catch (error) {
    return { events, error };
  }
}

function clientFor(baseUrl: string) {
  return createClient({ baseUrl, apiKey: canaryKey, fetch, log: silentLog });
}

function defaults() {
  return { signal: new AbortController().signal, idleTimeoutMs: 5000 };
}

function sse(event: { readonly type: string; readonly [field: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

function textOf(events: readonly ApiEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('');
}

function codeOf(error: unknown): unknown {
  return error instanceof ApiError ? error.code : error;
}

/** Everything an error or an event holds, errors in it included. */
function inside(value: unknown): unknown {
  if (value instanceof Error)
    return [value.name, value.message, value.stack, inside(value.cause), { ...value }];
  return typeof value === 'object' && value !== null ? Object.values(value).map(inside) : value;
}

/** Timers that keep the process alive. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

/** A signal that counts the listeners it is given and those it still has. */
function countListeners() {
  const { signal } = new AbortController();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  let added = 0;
  let left = 0;
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    added++;
    left++;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    left--;
    remove(...args);
  };
  return { signal, added: () => added, left: () => left };
}

/** Resolves when the condition holds; the test's own timeout is the limit. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}
