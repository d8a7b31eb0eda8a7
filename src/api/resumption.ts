import { ApiError, type ApiErrorCode } from './errors.ts';
import type { ApiEvent } from './events.ts';

export interface ResumptionOptions {
  /**
   * Asks once for what has not been received yet, as a stream or as the response stands; throws an ApiError when that
   * breaks off before the response has ended.
   */
  readonly open: (form: 'stream' | 'snapshot') => AsyncIterable<ApiEvent>;
  /** Waits, or rejects with the signal's reason. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

const shortestWaitMs = 1000;
const longestWaitMs = 30_000;

/**
 * The rest of a response that the server makes in the background, however often the connection breaks and however
 * long the server takes. Ends with `response-end`. Throws an ApiError `not_kept` when the server has no such
 * response, the error of a request that makes no sense to repeat, and the signal's reason.
 */
export async function* resumed(options: ResumptionOptions): AsyncGenerator<ApiEvent, void, undefined> {
  const { open, sleep, signal } = options;
  let isStreamable = true;
  let isStream = true;
  for (let waitMs = shortestWaitMs; ; waitMs = Math.min(longestWaitMs, waitMs * 2)) {
    let hasNews = false;
    try {
      for await (const event of open(isStream ? 'stream' : 'snapshot')) {
        signal.throwIfAborted();
        hasNews ||= event.type !== 'alive' && event.type !== 'response-start';
        yield event;
        if (event.type === 'response-end') return;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ApiError)) throw error;
      const { code, message, facts } = error;
      if (code === 'invalid_request' && isStream) {
        // Some servers keep a response and do not stream it again: then it is asked for until it is finished.
        isStreamable = false;
        isStream = false;
        continue;
      }
      const verdict = verdictOn(code);
      if (verdict === 'final') throw error;
      if (verdict === 'not_kept') {
        throw new ApiError('not_kept', `The server has no such response: ${message}`, facts, {
          cause: error,
        });
      }
      waitMs = Math.max(hasNews ? shortestWaitMs : waitMs, facts.retryAfterMs ?? 0);
    }
    // A cancelled response has no last event: only how it stands tells that no more will come.
    isStream = isStreamable && (hasNews || !isStream);
    await sleep(waitMs, signal);
  }
}

/** What a failed attempt says: ask again later, the response is not there, or asking is no use. */
function verdictOn(code: ApiErrorCode): 'again' | 'not_kept' | 'final' {
  switch (code) {
    case 'cut':
    case 'idle':
    case 'unreachable':
    case 'rate_limited':
    case 'server_error':
      return 'again';
    case 'not_found':
    case 'model_not_found':
    case 'unsupported':
    case 'not_an_api':
    case 'redirected':
    case 'invalid_request':
    case 'failed':
    case 'not_kept':
      return 'not_kept';
    case 'invalid_key':
    case 'no_credit':
    case 'forbidden':
    case 'context_too_long':
    case 'content_filter':
      return 'final';
  }
}
