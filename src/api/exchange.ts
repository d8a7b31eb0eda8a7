import { ApiError, type ApiErrorCode } from './errors.ts';
import type { ApiLog } from './log.ts';
import { isTlsFailure, networkFailureOf, systemCode } from './networkFailure.ts';
import { type ErrorOrigin, errorFromBody, errorFromReply, errorWithCode } from './serverError.ts';

/** One HTTP request and its reply. */
export interface Exchange {
  /** The reply, once its headers are there and its status is 2xx. Throws an ApiError otherwise. */
  reply(): Promise<Reply>;
  /** Whether the server had begun to answer. */
  hadHeaders(): boolean;
  /** Gives up the connection and everything that waits for it. */
  close(): void;
}

/** A reply with a good status. */
export interface Reply {
  readonly contentType: string;
  /** The next bytes of the body, or undefined at its end. Throws an ApiError when they do not come. */
  read(): Promise<Uint8Array | undefined>;
  /** The whole rest of the body after `start`, up to the cap. */
  text(start?: Uint8Array): Promise<string>;
  /** The error for a body that is an error in spite of its status. */
  error(body: unknown): ApiError;
  /** The error for a response that is not whole. */
  cut(reason: string): ApiError;
  /** The error for a body no Responses API would send. */
  notAnApi(reason: string, body?: string): ApiError;
}

export interface ExchangeOptions {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** Sent as JSON. */
  readonly body?: string;
  readonly accept: string;
  readonly apiKey: string;
  readonly host: string;
  readonly fetch: typeof fetch;
  readonly log: ApiLog;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly idleTimeoutMs: number;
}

const maxBodyLength = 32 * 1024 * 1024;
const maxErrorLength = 256 * 1024;

/** An exchange; the request is sent by `reply`. */
export function openExchange(options: ExchangeOptions): Exchange {
  const { url, method, body, apiKey, host, fetch, log, now, signal, idleTimeoutMs } = options;
  const controller = new AbortController();
  const follow = () => controller.abort(signal.reason);
  signal.addEventListener('abort', follow, { once: true });
  let hasHeaders = false;
  let isIdle = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Ends the wait that is under way. */
  let abandon: ((reason: unknown) => void) | undefined;
  controller.signal.addEventListener('abort', () => abandon?.(controller.signal.reason), { once: true });

  function close(): void {
    clearTimeout(timer);
    signal.removeEventListener('abort', follow);
    controller.abort();
  }

  /**
   * Waits for something to arrive. The timer runs only meanwhile: time the reader of the stream takes for
   * itself is not the server's silence. Ends at the latest when the exchange is given up, because fetch does not
   * always: a body whose encoding is not what its header says can leave it waiting for good.
   */
  async function awaitLife<Value>(promise: Promise<Value>): Promise<Value> {
    timer = setTimeout(() => {
      isIdle = true;
      controller.abort();
    }, idleTimeoutMs);
    try {
      return await new Promise<Value>((resolve, reject) => {
        abandon = reject;
        promise.then(resolve, reject);
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw failure(cause);
    } finally {
      abandon = undefined;
      clearTimeout(timer);
    }
  }

  /** Why nothing came. */
  function failure(cause: unknown): ApiError {
    const name = systemCode(cause);
    if (isIdle || /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(name)) {
      return new ApiError('idle', `${host} sent nothing for ${idleTimeoutMs} ms`, { host }, { cause });
    }
    const [code, what]: [ApiErrorCode, string] = hasHeaders
      ? ['cut', `The connection to ${host} broke off`]
      : ['unreachable', `${host} could not be reached`];
    // A certificate does not get better by asking again.
    const facts = isTlsFailure(networkFailureOf(cause)) ? { host, shouldRetry: false } : { host };
    return new ApiError(code, `${what} (${name})`, facts, { cause });
  }

  async function reply(): Promise<Reply> {
    log.debug(`${method} to ${host}, ${body?.length ?? 0} characters`);
    const response = await awaitLife(
      fetch(url, {
        method,
        headers: headersFor(options),
        ...(body === undefined ? {} : { body }),
        redirect: 'manual',
        signal: controller.signal,
      }),
    );
    hasHeaders = true;
    log.debug(`${host} answered ${response.status}`);
    const origin: ErrorOrigin = {
      status: response.status,
      headers: response.headers,
      host,
      apiKey,
      now: now(),
    };
    const bytes = response.body?.getReader();

    async function read(): Promise<Uint8Array | undefined> {
      const { done, value } = bytes === undefined ? { done: true } : await awaitLife(bytes.read());
      if (value !== undefined) log.trace(`${value.length} bytes`);
      return done ? undefined : value;
    }

    async function text(start: Uint8Array | undefined, limit: number): Promise<string> {
      const decoder = new TextDecoder();
      let whole = start === undefined ? '' : decoder.decode(start, { stream: true });
      while (whole.length < limit) {
        const more = await read();
        if (more === undefined) return whole + decoder.decode();
        whole += decoder.decode(more, { stream: true });
      }
      return whole.slice(0, limit);
    }

    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      throw redirected(response, origin);
    }
    // The status stands, so what cannot be read of the body is only the server's sentence.
    if (!response.ok) throw errorFromReply(await text(undefined, maxErrorLength).catch(keepAbort), origin);
    return {
      contentType: response.headers.get('content-type')?.toLowerCase() ?? '',
      read,
      text: (start) => text(start, maxBodyLength),
      error: (value) => errorFromBody(value, origin),
      cut: (reason) => new ApiError('cut', `${reason} (${host})`, { host }),
      notAnApi: (reason, value = reason) => errorWithCode('not_an_api', value, origin),
    };
  }

  function keepAbort(): string {
    signal.throwIfAborted();
    return '';
  }

  function redirected(response: Response, origin: ErrorOrigin): ApiError {
    const location = response.headers.get('location') ?? '';
    const target = URL.canParse(location, url) ? new URL(location, url).host : undefined;
    const { facts } = errorWithCode('redirected', target, origin);
    const redirectedTo = facts.serverMessage;
    return new ApiError(
      'redirected',
      `${host} redirects to ${redirectedTo ?? 'nowhere'}; it was not followed`,
      redirectedTo === undefined ? facts : { ...facts, redirectedTo },
    );
  }

  return { reply, hadHeaders: () => hasHeaders, close };
}

function headersFor({ apiKey, accept, body }: ExchangeOptions): Record<string, string> {
  return {
    authorization: `Bearer ${apiKey}`,
    accept,
    // A compressed stream that is cut ends like a whole one.
    'accept-encoding': 'identity',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
}
