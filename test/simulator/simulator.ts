import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { controlReply } from './controlApi.ts';
import { corsHeaders, type WireError } from './gateway.ts';
import { type PersonaName, personas } from './personas/personas.ts';
import type { RecordedRequest } from './recordedRequest.ts';
import { createRouter } from './router.ts';
import { defaultTimes, type Scenario, type ScenarioName, scenarioSchema } from './scenario.ts';
import { perform, type Step } from './steps.ts';

export interface SimulatorOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Which keys are good; `any` takes every key but none at all. */
  readonly apiKeys?: 'any' | readonly string[];
  /** Whose manners the server has; `comet` unless given. */
  readonly persona?: PersonaName;
  /** Milliseconds between two deltas; the default suits a demo, 0 suits a test. */
  readonly paceMs?: number;
  /** Answers every request that nothing else was scripted for. */
  readonly fallback?: Scenario;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** A running server that behaves like the API. */
export interface Simulator {
  /** What a client is configured with. */
  readonly baseUrl: string;
  readonly origin: string;
  /** Every request but those to the control API, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** The next matching request gets this scenario. Throws for an unknown name or a wrong field. */
  readonly enqueue: (scenario: Scenario | ScenarioName) => void;
  /** Resolves with the first request for which `isMet` holds; asked anew when one arrives or ends. */
  readonly waitFor: (isMet: (request: RecordedRequest) => boolean) => Promise<RecordedRequest>;
  /** Lets every response in the background that a scenario holds go on. */
  readonly release: () => void;
  /** Forgets requests, scenarios, remembered responses and the prompt cache. */
  readonly reset: () => void;
  /** Stops listening and breaks every connection: from now on the server is down. */
  readonly close: () => Promise<void>;
}

const demoPaceMs = 12;

/**
 * Starts the simulator on the loopback interface.
 *
 * A response in the background needs `persona: 'openai'`. It is made with the simulator's pace whether anybody is
 * connected or not: `POST {background: true}` answers at once as `queued`, `GET /responses/{id}` tells how far it
 * is, `GET …?stream=true&starting_after=N` goes on with the events after N, `POST …/cancel` and `DELETE` do what
 * they say. To see each state without a race, hold it: `enqueue({ name: 'text', text: 'One two', hold: 'queued' })`
 * stays queued until `release()`, `hold: 0` stays in progress before the first delta, `hold: 3` after three. The
 * connection is broken apart from that: `enqueue({ name: 'cut', afterDeltas: 2 })` for the POST, and with
 * `match: { path: '/v1/responses/*' }` for whatever asks after it (any scenario with a reply of its own, such as
 * `http` or `501`, takes the place of the reply).
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, apiKeys = 'any', paceMs = demoPaceMs, fallback, now = Date.now } = options;
  const requests: RecordedRequest[] = [];
  const queue: { readonly scenario: Scenario; left: number }[] = [];
  const waiting = new Set<() => void>();
  const persona = personas[options.persona ?? 'comet'];
  const router = createRouter({ persona, paceMs, now, newId: idSource(), queue, fallback });

  const changed = (): void => {
    for (const check of waiting) check();
  };
  const simulator: Omit<Simulator, 'baseUrl' | 'origin' | 'close'> = {
    requests,
    enqueue(scenario) {
      const parsed = scenarioSchema.parse(typeof scenario === 'string' ? { name: scenario } : scenario);
      queue.push({ scenario: parsed, left: parsed.times ?? defaultTimes(parsed.name) });
    },
    waitFor: (isMet) =>
      new Promise((resolve) => {
        const check = (): void => {
          const request = requests.find(isMet);
          if (request === undefined) return;
          waiting.delete(check);
          resolve(request);
        };
        waiting.add(check);
        check();
      }),
    release: router.release,
    reset() {
      requests.splice(0);
      queue.splice(0);
      router.reset();
    },
  };

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      console.error('The simulator failed to answer', error);
      response.destroy();
    });
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(corsHeaders)) response.setHeader(name, value);
    const { method = 'GET', url: path = '/' } = incoming;
    if (method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    const left = new AbortController();
    const body = parsedBody(await readText(incoming));
    if (path.startsWith('/__sim/')) {
      const steps = controlReply({ method, path, body, simulator });
      await perform(steps, { response, signal: left.signal, log: { bytes: () => {}, end: () => {} } });
      return;
    }

    const record: RecordedRequest = {
      method,
      path,
      headers: incoming.headers,
      body,
      receivedAt: now(),
      bytesSent: 0,
    };
    requests.push(record);
    const ended = (how: NonNullable<RecordedRequest['end']>): void => {
      if (record.end !== undefined) return;
      record.end = how;
      record.endedAt = now();
      if (how === 'client-closed') record.clientClosedAt = record.endedAt;
      changed();
    };
    response.once('close', () => {
      if (!response.writableFinished) ended('client-closed');
      left.abort();
    });
    changed();
    try {
      await perform(statusNoted(router.route(record, keyProblem(incoming)), record), {
        response,
        signal: left.signal,
        log: {
          bytes(count) {
            record.bytesSent += count;
            if (record.firstByteAt !== undefined) return;
            record.firstByteAt = now();
            changed();
          },
          end: ended,
        },
      });
    } catch (error) {
      record.failure = String(error);
      throw error;
    }
  }

  function keyProblem(incoming: IncomingMessage): WireError | undefined {
    const key = /^Bearer (\S+)$/i.exec(incoming.headers.authorization ?? '')?.[1];
    if (key === undefined) return persona.missingKey;
    return apiKeys === 'any' || apiKeys.includes(key) ? undefined : persona.invalidKey;
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actualPort } = addressOf(server.address());
  const origin = `http://127.0.0.1:${actualPort}`;
  return {
    ...simulator,
    origin,
    baseUrl: `${origin}/v1`,
    close: () =>
      new Promise((resolve) => {
        router.reset();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function* statusNoted(steps: Iterable<Step>, record: RecordedRequest): Generator<Step> {
  for (const step of steps) {
    if (step.kind === 'head') record.status = step.status;
    yield step;
  }
}

function parsedBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Ids as long as the real ones, and the same ones in every run. */
function idSource(): (prefix: string) => string {
  let count = 0;
  return (prefix) => prefix + createHash('sha256').update(String(count++)).digest('hex').slice(0, 48);
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has an address');
  return address;
}
