import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { type Edge, type Fault, fetchFailure } from './fault.ts';
import type { Wire } from './faultServer.ts';
import { type Framing, framed, headOf, lastChunk, type Phase, type Place, sendSome, upTo } from './phases.ts';

const onWire: readonly Phase[] = ['accept', 'line', 'upload', 'status', 'headers', 'first', 'stream', 'end'];
const inBody: readonly Phase[] = ['first', 'stream', 'end'];
const patience = 60;

/** Faults of the network: N01 to N10, N17, N18 and N20 to N22. */
export const connectionFaults: readonly Fault[] = [
  {
    id: 'N01',
    name: 'DNS failure',
    phases: ['connect'],
    strike({ random }) {
      const code = random.pick(['ENOTFOUND', 'EAI_AGAIN', 'ESERVFAIL']);
      return { variant: code, edge: failing(fetchFailure(code)), expects: 'fails', codes: ['unreachable'] };
    },
  },
  {
    id: 'N02',
    name: 'connection refused',
    phases: ['connect'],
    strike: () => ({
      variant: 'nobody listens',
      edge: {
        fetch:
          (real, { closedPort }) =>
          (url, init) =>
            real(withPort(url, closedPort), init),
      },
      expects: 'fails',
      codes: ['unreachable'],
    }),
  },
  {
    id: 'N03',
    name: 'connect black-hole',
    phases: ['connect'],
    strike: () => ({
      variant: 'no answer to SYN',
      edge: { fetch: () => (_url, init) => untilAborted(init?.signal) },
      expects: 'stalls',
      codes: ['idle'],
      idleMs: patience,
    }),
  },
  {
    id: 'N04',
    name: 'FIN or RST at byte N',
    phases: onWire,
    strike(place) {
      const isReset = place.random.isOne();
      return {
        variant: isReset ? 'RST' : 'FIN',
        script: (wire) => upTo(wire, place, 'chunked').then(() => (isReset ? reset(wire) : fin(wire))),
        expects: place.phase === 'end' ? 'completes' : 'breaks',
        // Node's fetch overlooks one in a hundred of the connections that end before it has said anything.
        ...(place.phase === 'accept' ? { idleMs: 1000, codes: ['unreachable', 'idle'] } : {}),
      };
    },
  },
  {
    id: 'N05',
    name: 'broken framing',
    phases: inBody,
    strike(place) {
      const kind = place.random.pick(['bad chunk size', 'chunk cut', 'content-length too long']);
      const framing = kind === 'content-length too long' ? 'length' : 'chunked';
      return {
        variant: kind,
        async script(wire) {
          await upTo(wire, { ...place, answer: longer(place, framing) }, framing);
          if (kind === 'bad chunk size') await wire.send('zz\r\n');
          if (kind === 'chunk cut') await wire.send('fff\r\n: a');
          fin(wire);
        },
        expects: place.phase === 'end' ? 'completes' : 'breaks',
      };
    },
  },
  {
    id: 'N06',
    name: 'clean early end',
    phases: inBody,
    strike(place) {
      const kind = place.random.pick([
        'last chunk',
        'no length, FIN',
        'no length, RST',
        'HTTP/1.0',
        'content-length',
      ]);
      return {
        variant: kind,
        script: (wire) => cleanEnd(wire, place, kind),
        expects: place.phase === 'end' ? 'completes' : 'breaks',
        isExact: kind !== 'no length, RST',
      };
    },
  },
  {
    id: 'N07',
    name: 'stall',
    phases: onWire,
    strike: (place) => ({
      variant: 'silence',
      async script(wire) {
        await upTo(wire, place, 'chunked');
        await gone(wire);
      },
      expects: place.phase === 'end' ? 'completes' : 'stalls',
      ...(place.phase === 'end' ? {} : { idleMs: patience, codes: ['idle'] }),
    }),
  },
  {
    id: 'N08',
    name: 'slow loris, endless life',
    phases: ['headers', 'first', 'stream'],
    strike(place) {
      if (place.phase === 'headers' || place.random.isOne()) {
        return { variant: 'drop by drop', script: (wire) => drops(wire, place, 7), expects: 'completes' };
      }
      let elapsed = 0;
      return {
        variant: 'comments for ever',
        edge: { elapsed: () => (elapsed += 20_000) },
        async script(wire) {
          await upTo(wire, place, 'chunked');
          for (;;) {
            await wire.send(framed(Buffer.from(': PING\n\n'), 'chunked'));
            await nextTurn();
          }
        },
        expects: 'stalls',
        codes: ['idle'],
      };
    },
  },
  {
    id: 'N09',
    name: 'latency and jitter',
    phases: ['accept', 'status', 'headers', 'first', 'stream'],
    strike: (place) => ({
      variant: 'up to 4 ms',
      async script(wire) {
        if (place.phase === 'accept') return void (await sleep(place.random.int(5)));
        await wire.received('whole');
        await sleep(place.random.int(5));
        await wire.send(headOf('chunked', 0));
        const { body } = place.answer;
        for (let start = 0; start < body.length; start += 3000) {
          await sleep(place.random.int(5));
          await wire.send(framed(body.subarray(start, start + 3000), 'chunked'));
        }
        await wire.send(lastChunk);
      },
      expects: 'completes',
    }),
  },
  {
    id: 'N10',
    name: 'slicer',
    phases: ['headers', 'stream'],
    strike(place) {
      const largest = place.random.pick([1, 2, 3, 50]);
      return {
        variant: `at most ${largest} bytes`,
        script: (wire) => drops(wire, place, largest),
        expects: 'completes',
      };
    },
  },
  {
    id: 'N17',
    name: 'TLS',
    phases: ['connect', 'accept'],
    strike({ phase, random }) {
      if (phase !== 'connect') {
        // A server that speaks no TLS, or hangs up in the handshake.
        const isReset = random.isOne();
        return {
          variant: isReset ? 'reset in the handshake' : 'no TLS at all',
          edge: { baseUrl: ({ port }) => `https://localhost:${port}/v1` },
          script: async (wire) => {
            if (isReset) return reset(wire);
            await wire.send('HTTP/1.1 400 Bad Request\r\n\r\n');
            fin(wire);
          },
          expects: 'fails',
          codes: ['unreachable'],
          times: 1000,
        };
      }
      const which = random.int(1000);
      return {
        variant: `certificate ${which}`,
        edge: {
          baseUrl: ({ tlsPorts, closedPort }) =>
            `https://localhost:${tlsPorts[which % Math.max(1, tlsPorts.length)] ?? closedPort}/v1`,
        },
        expects: 'fails',
        codes: ['unreachable'],
        times: 1000,
      };
    },
  },
  {
    id: 'N18',
    name: 'proxy',
    phases: ['connect'],
    strike({ random }) {
      const error = random.pick([
        fetchFailure('UND_ERR_ABORTED', 'Proxy response (407) !== 200 when HTTP Tunneling'),
        fetchFailure('UND_ERR_ABORTED', 'Proxy response (502) !== 200 when HTTP Tunneling'),
        fetchFailure('ECONNRESET'),
        fetchFailure('UND_ERR_CONNECT_TIMEOUT'),
      ]);
      const codes = ['unreachable', 'idle'];
      return { variant: String(error.cause), edge: failing(error), expects: 'fails', codes };
    },
  },
  {
    id: 'N20',
    name: 'stale keep-alive',
    phases: ['line', 'upload', 'status'],
    strike: (place) => ({
      variant: 'closed as we send',
      script: (wire) =>
        upTo(wire, place, 'chunked').then(() => (place.random.isOne() ? reset(wire) : fin(wire))),
      expects: 'completes',
      warmUp: true,
      times: 1,
    }),
  },
  {
    id: 'N21',
    name: 'IPv6 without, IPv4 with',
    phases: ['connect'],
    strike: () => ({
      variant: 'localhost',
      edge: { baseUrl: ({ port }) => `http://localhost:${port}/v1` },
      expects: 'completes',
    }),
  },
  {
    id: 'N22',
    name: 'offline, sleep, clock jump',
    phases: ['connect', 'first', 'stream'],
    strike(place) {
      if (place.phase === 'connect') {
        const times = 1 + place.random.int(2);
        const edge = failing(fetchFailure('ENETUNREACH'));
        return { variant: `offline ${times} times`, edge, expects: 'completes', times };
      }
      const jump = place.random.pick([8, -8]) * 3_600_000;
      let calls = 0;
      return {
        variant: `clock ${jump} ms`,
        edge: { now: () => Date.now() + (++calls > 2 ? jump : 0) },
        async script(wire) {
          const { body } = place.answer;
          const end =
            place.phase === 'first' ? 0 : body.indexOf('\n\n', place.random.int(body.length - 2)) + 2;
          await upTo(wire, { ...place, phase: 'first' }, 'chunked');
          await sendSome(wire, place, { bytes: body.subarray(0, end), framing: 'chunked' });
          // The moment between a sleep and the next word: life, but nothing new.
          await wire.send(framed(Buffer.from(': PING\n\n'), 'chunked'));
          await nextTurn();
          await sendSome(wire, place, { bytes: body.subarray(end), framing: 'chunked' });
          await wire.send(lastChunk);
        },
        expects: 'completes',
      };
    },
  },
];

/** The connection ends in good order, as far as TCP goes. */
export function fin({ socket }: Wire): void {
  socket.end();
}

/** The connection ends at once; what the client has not read may be lost. */
export function reset({ socket }: Wire): void {
  socket.resetAndDestroy();
}

async function cleanEnd(wire: Wire, place: Place, kind: string): Promise<void> {
  switch (kind) {
    case 'last chunk':
      await upTo(wire, place, 'chunked');
      await wire.send(lastChunk);
      return;
    case 'content-length': {
      const terminal = place.answer.body.lastIndexOf('event: response.completed');
      const whole = place.answer.body;
      const length =
        place.phase === 'first' ? 0 : place.phase === 'end' ? whole.length : place.random.int(terminal);
      await wire.received('whole');
      await wire.send(headOf('length', length));
      place.sent.bytes = 0;
      await sendSome(wire, place, { bytes: whole.subarray(0, length), framing: 'length' });
      return;
    }
    case 'HTTP/1.0':
      await upTo(wire, place, 'http10');
      fin(wire);
      return;
    default:
      await upTo(wire, place, 'close');
      if (kind.endsWith('RST')) reset(wire);
      else fin(wire);
  }
}

/** The whole answer in pieces of at most so many bytes, each with its own turn of the event loop. */
async function drops(wire: Wire, place: Place, largest: number): Promise<void> {
  const { phase, random, answer } = place;
  await wire.received('whole');
  const head = Buffer.from(headOf('close', 0));
  if (phase !== 'headers') await wire.send(head);
  const bytes = phase === 'headers' ? Buffer.concat([head, answer.body]) : answer.body;
  wire.socket.setNoDelay(true);
  for (let start = 0; start < bytes.length; ) {
    const end = start + 1 + random.int(largest);
    await wire.send(bytes.subarray(start, end));
    if (random.int(8) === 0) await nextTurn();
    start = end;
  }
  fin(wire);
}

/** An answer whose length is told as longer than it is. */
function longer({ answer }: Place, framing: Framing): Place['answer'] {
  return framing === 'length'
    ? { ...answer, body: Buffer.concat([answer.body, Buffer.alloc(9, 10)]) }
    : answer;
}

/** Waits until the client hangs up. */
async function gone({ socket }: Wire): Promise<void> {
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
}

function failing(error: Error): Edge {
  return { fetch: () => () => Promise.reject(error) };
}

function untilAborted(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function withPort(input: Parameters<typeof fetch>[0], port: number): string {
  const url = new URL(String(input));
  url.port = String(port);
  return String(url);
}
