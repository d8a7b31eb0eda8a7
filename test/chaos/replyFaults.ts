import { gzipSync } from 'node:zlib';
import { fin } from './connectionFaults.ts';
import type { Fault, Strike } from './fault.ts';
import type { Milestone, Wire } from './faultServer.ts';
import { framed, headOf, lastChunk, type Phase, type Place, sendSome } from './phases.ts';
import { runsAll } from './scale.ts';

const statuses = [
  ...[400, 401, 403, 404, 405, 408, 409, 413, 415, 418, 422, 425, 429, 451, 500, 502, 503, 504],
  ...[520, 521, 522, 523, 524, 525, 526, 527, 530],
];
const mayPass = [204, 205, 206, 103, 304, 300];

const waits = [
  ...['1', '0', '60', '61', '-1', 'inf', 'nan', '1e35', `1${'0'.repeat(35)}`, '1, 2', 'soon', ' '],
  ...['Wed, 21 Oct 2015 07:28:00 GMT', 'Fri, 31 Dec 2999 23:59:59 GMT', '0.001', '99999999999999999999'],
];

/** A server may answer before it has read the request. */
const early: readonly Phase[] = ['line', 'upload', 'status'];
const askedBy: Readonly<Partial<Record<Phase, Milestone>>> = {
  line: 'line',
  upload: 'body',
  status: 'whole',
};

/** Replies that are none, or not what they say: N11 to N16, N19, N23 and N24. */
export const replyFaults: readonly Fault[] = [
  {
    id: 'N11',
    name: 'compression',
    phases: ['first', 'stream'],
    strike: (place) => place.random.pick(compressions)(place),
  },
  {
    id: 'N12',
    name: 'status',
    phases: early,
    strike({ random, phase }) {
      const status = random.pick([...statuses, ...mayPass]);
      const body = random.pick([
        '',
        'no',
        '{"error":{"message":"No."}}',
        '<html><title>No</title></html>',
        '[1]',
      ]);
      return {
        variant: `${status} ${body}`,
        script: (wire) => respond(wire, { phase, status, body }),
        expects: mayPass.includes(status) ? 'survives' : 'fails',
      };
    },
  },
  {
    id: 'N13',
    name: 'retry-after',
    phases: early,
    strike({ random, phase }) {
      const name = random.pick(['retry-after', 'retry-after-ms']);
      const headers = { [name]: random.pick(waits), ...(random.isOne() ? { 'x-should-retry': 'true' } : {}) };
      return {
        variant: JSON.stringify(headers),
        script: (wire) => respond(wire, { phase, status: random.pick([429, 503]), headers }),
        expects: 'fails',
        codes: ['rate_limited', 'server_error'],
        times: 1 + random.int(2),
      };
    },
  },
  {
    id: 'N14',
    name: '429 and 503 for ever',
    phases: early,
    strike({ random, phase }) {
      const status = random.pick([429, 503]);
      return {
        variant: String(status),
        script: (wire) => respond(wire, { phase, status }),
        expects: 'fails',
        codes: ['rate_limited', 'server_error'],
        times: 1000,
      };
    },
  },
  {
    id: 'N15',
    name: 'something else answers',
    phases: early,
    strike({ random, phase }) {
      const body = random.pick([
        '<!doctype html><html><title>Sign in</title></html>',
        '{"error":{"message":"No.","code":"bad_response"}}',
        '{"error":"No."}',
        'Hello',
        '',
        '{}',
        'null',
        '{"object":"chat.completion","choices":[{}]}',
        ': nothing\n\n',
      ]);
      const type = random.pick(['text/html', 'application/json', 'text/event-stream;charset=utf-8', '']);
      const headers = type === '' ? {} : { 'content-type': type };
      return {
        variant: `${type}: ${body}`,
        script: (wire) => respond(wire, { phase, status: 200, body, headers }),
        expects: 'fails',
      };
    },
  },
  {
    id: 'N16',
    name: 'redirect',
    phases: early,
    strike({ random, phase }) {
      const status = random.pick([301, 302, 303, 307, 308]);
      const location = random.pick(['foreign', '/elsewhere', '//127.0.0.1:1/v1', 'javascript:alert(1)', '']);
      let foreign = '';
      return {
        variant: `${status} ${location}`,
        edge: {
          fetch: (real, { foreignPort }) => {
            foreign = `http://127.0.0.1:${foreignPort}/v1/responses`;
            return real;
          },
        },
        script: (wire) =>
          respond(wire, {
            phase,
            status,
            headers: { location: location === 'foreign' ? foreign : location },
          }),
        expects: 'refused',
        codes: ['redirected'],
        times: 1000,
      };
    },
  },
  {
    id: 'N19',
    name: 'garbage for a head',
    phases: early,
    strike({ random, phase }) {
      const variant = random.pick(Object.keys(garbage));
      return {
        variant,
        async script(wire) {
          await wire.received(askedBy[phase] ?? 'whole');
          await wire.send(garbage[variant] ?? '');
          fin(wire);
        },
        expects: 'fails',
      };
    },
  },
  {
    id: 'N23',
    name: 'oddities that are allowed',
    phases: ['status', 'first', 'end'],
    strike: (place) => ({
      variant: place.phase,
      script: (wire) => odd(wire, place),
      expects: 'completes',
    }),
  },
  {
    id: 'N24',
    name: 'answered before it was asked',
    phases: ['line', 'upload'],
    strike: ({ phase }) => ({
      variant: '413, then gone',
      async script(wire) {
        await wire.received(phase === 'upload' ? 'body' : 'head');
        const body = '{"error":{"message":"Too large."}}';
        const length = `content-length: ${body.length}\r\n`;
        await wire.send(`HTTP/1.1 413 Too Large\r\n${length}connection: close\r\n\r\n${body}`);
        fin(wire);
      },
      expects: 'refused',
      codes: ['context_too_long'],
      times: 1000,
    }),
  },
];

const compressions: readonly ((place: Place) => Strike)[] = [
  (place) => ({
    variant: 'gzip, unasked',
    script: (wire) => encoded(wire, 'gzip', gzipSync(place.answer.body)),
    expects: 'completes',
  }),
  (place) => ({
    variant: 'gzip, cut',
    script(wire) {
      const bytes = gzipSync(place.answer.body);
      return encoded(wire, 'gzip', bytes.subarray(0, place.random.int(Math.floor(bytes.length / 2))));
    },
    expects: 'breaks',
  }),
  (place) => ({
    variant: 'not what it says',
    script: (wire) => encoded(wire, place.random.pick(['gzip', 'br', 'deflate']), place.answer.body),
    // Node's fetch often waits for good for what it cannot decode; only the silence ends that.
    expects: 'stalls',
    codes: ['cut', 'idle'],
    idleMs: 500,
  }),
  (place) => ({
    variant: 'twice',
    script: (wire) => encoded(wire, 'gzip, gzip', gzipSync(gzipSync(place.answer.body))),
    expects: 'completes',
  }),
  () => ({
    variant: 'bomb',
    script: (wire) => encoded(wire, 'gzip', bomb()),
    expects: 'fails',
    times: 1000,
  }),
];

let packed: Buffer | undefined;

/** One event without an end, larger than any event may be. */
function bomb(): Buffer {
  packed ??= gzipSync(Buffer.alloc((runsAll ? 256 : 48) * 1024 * 1024, 'data: bomb '));
  return packed;
}

async function encoded(wire: Wire, encoding: string, bytes: Uint8Array): Promise<void> {
  await wire.received('whole');
  const head = headOf('close', 0).replace('\r\n\r\n', `\r\ncontent-encoding: ${encoding}\r\n\r\n`);
  await wire.send(head);
  await wire.send(bytes);
  fin(wire);
}

async function respond(
  wire: Wire,
  {
    phase,
    status,
    body = '',
    headers = {},
  }: {
    readonly phase: Phase;
    readonly status: number;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  await wire.received(askedBy[phase] ?? 'whole');
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = `content-length: ${Buffer.byteLength(body)}\r\n`;
  await wire.send(
    `HTTP/1.1 ${status} Whatever\r\n${lines.join('')}${length}connection: close\r\n\r\n${body}`,
  );
  fin(wire);
}

const stream = 'content-type: text/event-stream\r\n';
const garbage: Readonly<Record<string, string>> = {
  'no HTTP': 'Hello\r\n\r\n',
  'a status of six digits': 'HTTP/1.1 999999 No\r\n\r\n',
  'a head of 96 kB': `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(16_000)}\r\n`,
  'a header without a name': `HTTP/1.1 200 OK\r\n: x\r\n\r\n`,
  'a bare line feed and a NUL': 'HTTP/1.1 200 OK\r\nx: a\0b\n\r\n\r\n',
  'two lengths': `HTTP/1.1 200 OK\r\n${stream}content-length: 3\r\ncontent-length: 4\r\n\r\nabc`,
  'a length and chunks': `HTTP/1.1 200 OK\r\n${stream}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  'a negative length': `HTTP/1.1 200 OK\r\n${stream}content-length: -1\r\n\r\n`,
};

/** A good answer with what HTTP allows around it. */
async function odd(wire: Wire, place: Place): Promise<void> {
  const { phase, answer } = place;
  await wire.received('whole');
  switch (phase) {
    case 'status':
      await wire.send('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n');
      await wire.send(headOf('http10', 0));
      await sendSome(wire, place, { bytes: answer.body, framing: 'http10' });
      return fin(wire);
    case 'first':
      await wire.send(headOf('chunked', 0).replace('\r\n\r\n', '\r\ntrailer: x\r\n\r\n'));
      await wire.send(framed(answer.body, 'chunked'));
      return wire.send('0\r\nx: y\r\n\r\n');
    default:
      await wire.send(headOf('chunked', 0));
      await wire.send(framed(answer.body, 'chunked'));
      await wire.send(`${lastChunk}HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc`);
      return fin(wire);
  }
}
