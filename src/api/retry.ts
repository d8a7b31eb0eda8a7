import type { ApiError, ApiErrorCode } from './errors.ts';

/** How often a request is sent again at most. */
export const maxRetries = 2;

/** A longer wait is for the person to decide on; `retryAfterMs` says when. */
const longestWaitMs = 60_000;

/**
 * How long to wait before sending a failed request again, in milliseconds; undefined when it must not be sent
 * again. Meant for a request of which nothing has been shown yet.
 * `retry` counts from 1; `hadHeaders` tells whether the server had begun to answer; `random` returns [0, 1).
 */
export function retryDelay(options: {
  readonly error: ApiError;
  readonly retry: number;
  readonly hadHeaders: boolean;
  readonly random: () => number;
}): number | undefined {
  const { error, retry, hadHeaders, random } = options;
  const { shouldRetry, retryAfterMs } = error.facts;
  if (retry > maxRetries || !(shouldRetry ?? isTransient(error.code, hadHeaders))) return undefined;
  if (retryAfterMs !== undefined) return retryAfterMs > longestWaitMs ? undefined : retryAfterMs;
  // Full jitter: clients that failed together do not come back together.
  return Math.round(random() * Math.min(8000, 500 * 2 ** retry));
}

function isTransient(code: ApiErrorCode, hadHeaders: boolean): boolean {
  switch (code) {
    case 'rate_limited':
    case 'server_error':
    case 'unreachable':
    case 'cut':
      return true;
    case 'idle':
      // A server that accepted the request and went silent is probably still working on it, and billing it.
      return !hadHeaders;
    case 'invalid_key':
    case 'no_credit':
    case 'forbidden':
    case 'model_not_found':
    case 'context_too_long':
    case 'invalid_request':
    case 'unsupported':
    case 'not_found':
    case 'not_an_api':
    case 'redirected':
    case 'not_kept':
    case 'content_filter':
    case 'failed':
      return false;
  }
}
