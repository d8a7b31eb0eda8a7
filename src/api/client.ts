import { isPlausibleKey } from './apiKeyFormat.ts';
import { parseBaseUrl } from './baseUrl.ts';
import { ApiError } from './errors.ts';
import type { ApiEvent } from './events.ts';
import { type Exchange, openExchange } from './exchange.ts';
import type { ApiLog } from './log.ts';
import { type Model, modelsOf } from './models.ts';
import type { ResponseRequest } from './request.ts';
import { toWireBody } from './request.ts';
import { createResponseReader, documentError, type ResponseReader } from './responseStream.ts';
import { resumed } from './resumption.ts';
import { maxRetries, retryDelay } from './retry.ts';
import { sleep as realSleep } from './sleep.ts';

export type { ApiLog, Model };

export interface ClientOptions {
  /** As `parseBaseUrl` accepts it. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: typeof fetch;
  readonly log: ApiLog;
  /** In [0, 1), for the jitter of retries. */
  readonly random?: () => number;
  /** Waits, or rejects with the signal's reason. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** Milliseconds since some moment: what silence is measured with, because a person may set the clock. */
  readonly elapsed?: () => number;
}

export interface StreamOptions {
  readonly signal: AbortSignal;
  /** How long nothing at all may arrive, in milliseconds; comments and keep-alives count as life. */
  readonly idleTimeoutMs: number;
}

/** The Responses API at one base URL with one key. Follows no redirect and contacts no other host. */
export interface Client {
  /**
   * One streamed response. The last event is `response-end`; how the server ended the response is told there,
   * not thrown. Throws an ApiError when the request failed, the stream was cut or nothing arrived for too long,
   * and the signal's reason when it was aborted. A failure before anything was shown is announced by `retry`
   * and the request sent again, at most twice. Nothing is left open when the generator ends, and leaving the
   * loop early ends it. When the connection breaks, a response the server makes in the background is gone on with.
   */
  stream(request: ResponseRequest, options: StreamOptions): AsyncGenerator<ApiEvent, void, undefined>;
  /**
   * A response the server makes in the background, from its beginning and until it has ended. Throws as `resumed`
   * does.
   */
  follow(responseId: string, options: StreamOptions): AsyncGenerator<ApiEvent, void, undefined>;
  /** Asks the server to end a background response. Throws as `listModels` does. */
  cancel(responseId: string, options: { readonly signal: AbortSignal }): Promise<void>;
  /** The models the key may use for text, by id. Throws as `stream` does and never retries. */
  listModels(options: { readonly signal: AbortSignal }): Promise<readonly Model[]>;
}

const shortTimeoutMs = 30_000;
const eventStream = 'text/event-stream';

interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly body?: string;
  readonly accept?: string;
}

/** A client. Throws an Error when the base URL is not one `parseBaseUrl` accepts. */
export function createClient(options: ClientOptions): Client {
  const { apiKey, fetch, log, random = Math.random, sleep = realSleep, now = Date.now } = options;
  const { elapsed = () => performance.now() } = options;
  const base = parseBaseUrl(options.baseUrl);
  if (!base.ok) throw new Error(`The base URL cannot be used: ${base.problem}`);
  const { url, host } = base;

  function open(
    { method, path, body, accept = 'application/json' }: HttpRequest,
    { signal, idleTimeoutMs }: StreamOptions,
  ): Exchange {
    // An impossible key would be rejected by fetch with a message that quotes it.
    if (!isPlausibleKey(apiKey))
      throw new ApiError('invalid_key', 'The API key has characters no key has', { host });
    const sent = { url: url + path, method, accept, apiKey, host, fetch, log, now, signal, idleTimeoutMs };
    return openExchange(body === undefined ? sent : { ...sent, body });
  }

  async function* stream(request: ResponseRequest, options: StreamOptions) {
    const { signal } = options;
    const body = JSON.stringify(toWireBody(request));
    for (let retry = 1; ; retry++) {
      signal.throwIfAborted();
      const exchange = open({ method: 'POST', path: '/responses', body, accept: eventStream }, options);
      const reader = createResponseReader(elapsed);
      let isShown = false;
      let error: unknown;
      try {
        for await (const events of reader.read(exchange)) {
          for (const event of events) {
            const failed =
              event.type === 'response-end' && event.end.status === 'failed' ? event.end.error : undefined;
            if (failed !== undefined && !isShown && delayOf(failed, retry, exchange) !== undefined) {
              error = failed;
              break;
            }
            signal.throwIfAborted();
            if (event.type === 'response-end') log.info(`The response ended: ${event.end.status}`);
            isShown ||= event.type !== 'alive' && event.type !== 'response-start';
            yield event;
          }
        }
      } catch (thrown) {
        error = thrown;
      } finally {
        exchange.close();
      }
      signal.throwIfAborted();
      if (error === undefined) return;
      if (!(error instanceof ApiError)) throw error;
      const position = reader.position();
      if (position !== undefined && (error.code === 'cut' || error.code === 'idle')) {
        log.warn(`Going on with the response in the background: ${error.code}`);
        return yield* rest(position.responseId, reader, options);
      }
      const delayMs = isShown ? undefined : delayOf(error, retry, exchange);
      if (delayMs === undefined) throw error;
      log.warn(`Sending again in ${delayMs} ms (${retry} of ${maxRetries}): ${error.code}`);
      yield { type: 'retry', attempt: retry, maxAttempts: maxRetries, delayMs, error } as const;
      await sleep(delayMs, signal);
    }
  }

  function delayOf(error: ApiError, retry: number, exchange: Exchange): number | undefined {
    return retryDelay({ error, retry, hadHeaders: exchange.hadHeaders(), random });
  }

  /** What the reader has not received of a background response. */
  async function* rest(responseId: string, reader: ResponseReader, options: StreamOptions) {
    async function* openRest(form: 'stream' | 'snapshot') {
      const sequence = reader.position()?.sequence;
      const after = sequence === undefined ? '' : `&starting_after=${sequence}`;
      const query = form === 'stream' ? `?stream=true${after}` : '';
      const path = `/responses/${encodeURIComponent(responseId)}${query}`;
      const exchange = open({ method: 'GET', path, accept: `${eventStream}, application/json` }, options);
      try {
        for await (const events of reader.read(exchange)) yield* events;
      } finally {
        exchange.close();
      }
    }
    yield* resumed({ open: openRest, sleep, signal: options.signal });
  }

  async function cancel(responseId: string, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    const path = `/responses/${encodeURIComponent(responseId)}/cancel`;
    const exchange = open({ method: 'POST', path }, { signal, idleTimeoutMs: shortTimeoutMs });
    try {
      await exchange.reply();
    } finally {
      exchange.close();
    }
  }

  async function listModels({ signal }: { readonly signal: AbortSignal }): Promise<readonly Model[]> {
    signal.throwIfAborted();
    const exchange = open({ method: 'GET', path: '/models' }, { signal, idleTimeoutMs: shortTimeoutMs });
    try {
      const reply = await exchange.reply();
      const text = await reply.text();
      const models = modelsOf(text);
      if (models === undefined) throw documentError(text, reply);
      log.debug(`${models.length} models`);
      return models;
    } finally {
      exchange.close();
    }
  }

  return {
    stream,
    follow: (responseId, options) => rest(responseId, createResponseReader(elapsed), options),
    cancel,
    listModels,
  };
}
