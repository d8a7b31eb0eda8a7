/** Why something did not work. The text people read is keyed by `code` in `strings.ts`. */
export interface Problem {
  readonly code: ProblemCode;
  readonly status?: number;
  readonly host?: string;
  readonly model?: string;
  readonly requestId?: string;
  /** The server's own sentence, redacted. */
  readonly serverMessage?: string;
  /** When the server said to come back, as milliseconds to wait. */
  readonly retryAfterMs?: number;
}

export type ProblemCode =
  | 'invalid_key'
  | 'no_credit'
  | 'forbidden'
  | 'model_not_found'
  | 'context_too_long'
  | 'invalid_request'
  /** The request carried an image, or a file, which the model or the gateway did not take. */
  | 'images_refused'
  | 'files_refused'
  | 'rate_limited'
  | 'server_error'
  | 'unsupported'
  | 'not_found'
  | 'not_an_api'
  | 'redirected'
  | 'not_kept'
  | 'unreachable'
  | 'cut'
  | 'idle'
  /** VS Code was closed or restarted while the answer was running. */
  | 'restarted'
  | 'content_filter'
  | 'failed'
  | 'no_key'
  | 'invalid_base_url'
  | 'unexpected';
