/**
 * What went wrong, in the one vocabulary the rest of the extension uses.
 * Classified from the server's `error.code` before the HTTP status, because gateways answer an unknown model
 * with 503 and a missing field with 500.
 */
export type ApiErrorCode =
  | 'invalid_key' // 401, or any status with code invalid_api_key
  | 'no_credit' // 402, insufficient_quota, insufficient_user_quota, pre_consume_token_quota_failed
  | 'forbidden' // 403 without a quota code
  | 'model_not_found' // code model_not_found with any status
  | 'context_too_long' // code context_length_exceeded, 413
  | 'invalid_request' // 400/422, code invalid_request with any status
  | 'rate_limited' // 429
  | 'server_error' // other 5xx, response.failed with server_error
  | 'unsupported' // 501, code api_not_implemented
  | 'not_found' // 404/405: the base URL does not lead to this endpoint
  | 'not_an_api' // HTML, an empty 200, a chat-completion body: something answered, but not a Responses API
  | 'redirected' // 3xx: never followed, so the key and the prompt stay home
  | 'unreachable' // DNS, refused, TLS, reset before the first byte of a response
  | 'cut' // the stream ended without a terminal event
  | 'idle' // nothing received for the whole idle timeout
  | 'not_kept' // a background response the server cannot be asked for
  | 'content_filter' // withheld by a content filter
  | 'failed'; // response.failed or an error event that fits no other code

/** The facts of a failed request that may be shown, logged and copied. Never contains the key or a header. */
export interface ApiErrorFacts {
  readonly status?: number;
  /** The server's own `error.code`, when it sent one. */
  readonly serverCode?: string;
  /** The server's own `error.param`: the request field it objected to. */
  readonly param?: string;
  /** The server's sentence, redacted and at most 500 characters. */
  readonly serverMessage?: string;
  readonly requestId?: string;
  /** Host (and port) the request went to. */
  readonly host?: string;
  /** How long the server asked us to wait, in milliseconds, clamped to ten minutes. */
  readonly retryAfterMs?: number;
  /** The server's word on whether sending again makes sense (`x-should-retry`), or ours where it cannot. */
  readonly shouldRetry?: boolean;
  /** Host (and port) a redirect pointed to. It was not contacted. */
  readonly redirectedTo?: string;
}

/** A request that failed. `message` is English and meant for the log; people read texts keyed by `code`. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly facts: ApiErrorFacts;

  constructor(code: ApiErrorCode, message: string, facts: ApiErrorFacts = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiError';
    this.code = code;
    this.facts = facts;
  }
}
