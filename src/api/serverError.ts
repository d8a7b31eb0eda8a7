import type { ApiErrorCode, ApiErrorFacts } from './errors.ts';
import { ApiError } from './errors.ts';
import { asArray, asObject, asText, parseJson } from './json.ts';
import { redact } from './redact.ts';
import { retryAfterMs } from './retryAfter.ts';

/** Where an error came from. The key is needed only to take it out of what the server says. */
export interface ErrorOrigin {
  readonly status?: number;
  readonly headers?: Headers;
  /** Host (and port) the request went to. */
  readonly host?: string;
  readonly apiKey?: string;
  /** Epoch milliseconds, for a `retry-after` date. */
  readonly now?: number;
}

/** What the body of an error says, from whichever of its known shapes. */
interface ServerWords {
  readonly code?: string;
  readonly type?: string;
  readonly message?: string;
  readonly param?: string;
}

/** The error in the text of an HTTP reply: JSON of any shape, an HTML page, plain text or nothing. */
export function errorFromReply(text: string, origin: ErrorOrigin): ApiError {
  const parsed = parseJson(text);
  return errorFromBody(parsed === undefined ? text : parsed, origin);
}

/** Whether a text is an HTML or XML page. */
export function isMarkup(text: string): boolean {
  return /^[\s\ufeff]*<[!?a-z]/i.test(text);
}

/** The error in a parsed body: of an HTTP reply, of an `error` event or of a failed response's `error`. */
export function errorFromBody(body: unknown, origin: ErrorOrigin = {}): ApiError {
  const words = wordsOf(body);
  const code = classify(words, origin.status);
  return errorOf(code, words, origin);
}

/** An error whose code is already known, with what the body and the headers add to it. */
export function errorWithCode(code: ApiErrorCode, body: unknown, origin: ErrorOrigin): ApiError {
  return errorOf(code, wordsOf(body), origin);
}

function errorOf(
  code: ApiErrorCode,
  words: ServerWords,
  { status, headers, host, apiKey, now }: ErrorOrigin,
) {
  const clean = (text: string | undefined, length: number) => cleaned(text, length, apiKey);
  const inMessage = /\s*\(request id:\s*([\w-]+)\)/i.exec(words.message ?? '');
  const requestId = headers?.get('x-request-id') ?? headers?.get('x-oneapi-request-id') ?? inMessage?.[1];
  const shouldRetry = headers?.get('x-should-retry');
  const facts = defined({
    status,
    host,
    serverCode: clean(words.code, 100),
    param: clean(words.param, 100),
    serverMessage: clean(words.message?.replace(inMessage?.[0] ?? '', ''), 500),
    requestId: clean(requestId ?? undefined, 100),
    retryAfterMs: headers === undefined ? undefined : retryAfterMs(headers, now ?? 0),
    shouldRetry: shouldRetry === 'true' ? true : shouldRetry === 'false' ? false : undefined,
  });
  const said = [facts.status, facts.serverCode, facts.serverMessage].filter((part) => part !== undefined);
  return new ApiError(code, `${host ?? 'The server'} answered ${code}: ${said.join(' ')}`, facts);
}

/** The same object without its undefined values, as exact optional properties demand. */
function defined(
  facts: { readonly [K in keyof ApiErrorFacts]: ApiErrorFacts[K] | undefined },
): ApiErrorFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** One printable line, redacted before it is shortened so that no part of a key can survive at the end. */
function cleaned(text: string | undefined, length: number, apiKey: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const line = redact(text.slice(0, 20_000), apiKey)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  if (line === '') return undefined;
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function wordsOf(body: unknown): ServerWords {
  if (typeof body === 'string') {
    const message = isMarkup(body) ? /<title[^>]*>([^<]*)/i.exec(body)?.[1] : body;
    return wordsWith({ message });
  }
  if (Array.isArray(body)) return wordsOf(body[0]);
  const outer = asObject(body);
  if (outer === undefined) return {};
  const inner = asObject(outer['error']) ?? asObject(asArray(outer['errors'])[0]);
  const { code, type, param = fieldOf(inner ?? outer) } = inner ?? outer;
  const message = inner === undefined ? (outer['error'] ?? sentenceOf(outer)) : sentenceOf(inner);
  return wordsWith({ code, type, param, message });
}

/** FastAPI names the field by its path below `body`. */
function fieldOf(error: Readonly<Record<string, unknown>>): string | undefined {
  const [where, ...path] = asArray(asObject(asArray(error['detail'])[0])?.['loc']);
  return where === 'body' && path.length > 0 ? path.join('.') : undefined;
}

/** The human sentence of an error object; FastAPI puts a list of objects into `detail`. */
function sentenceOf(error: Readonly<Record<string, unknown>>): unknown {
  const detail = error['detail'];
  const first = asObject(asArray(detail)[0]) ?? asObject(detail);
  return error['message'] ?? error['msg'] ?? first?.['msg'] ?? first?.['message'] ?? detail;
}

function wordsWith(values: { readonly [K in keyof ServerWords]?: unknown }): ServerWords {
  const texts = Object.entries(values).flatMap(([key, value]) => {
    const text = asText(typeof value === 'number' ? String(value) : value);
    return text === undefined ? [] : [[key, text]];
  });
  return Object.fromEntries(texts);
}

/** Codes that mean the same with every status: gateways answer an unknown model with 503. */
const codeMeanings: ReadonlyMap<string, ApiErrorCode> = new Map([
  ...meaning('invalid_key', 'invalid_api_key', 'invalid_token', 'authentication_error'),
  ...meaning('no_credit', 'insufficient_quota', 'insufficient_user_quota', 'pre_consume_token_quota_failed'),
  ...meaning('no_credit', 'billing_hard_limit_reached', 'usage_not_included', 'billing_error'),
  ...meaning('model_not_found', 'model_not_found'),
  ...meaning('context_too_long', 'context_length_exceeded'),
  ...meaning('rate_limited', 'rate_limit_exceeded', 'rate_limit_error', 'too_many_requests'),
  ...meaning('unsupported', 'api_not_implemented'),
  ...meaning('invalid_request', 'previous_response_not_found', 'convert_request_failed'),
  ...meaning(
    'content_filter',
    'content_filter',
    'content_policy_violation',
    'image_content_policy_violation',
  ),
  ...meaning('content_filter', 'bio_policy', 'misalignment_policy_violation'),
]);

function meaning(code: ApiErrorCode, ...words: readonly string[]): (readonly [string, ApiErrorCode])[] {
  return words.map((word) => [word, code] as const);
}

const statusMeanings: ReadonlyMap<number, ApiErrorCode> = new Map([
  [401, 'invalid_key'],
  [402, 'no_credit'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [405, 'not_found'],
  [408, 'server_error'],
  [409, 'server_error'],
  [410, 'not_found'],
  [413, 'context_too_long'],
  [425, 'server_error'],
  [429, 'rate_limited'],
  [451, 'forbidden'],
  [501, 'unsupported'],
]);

/** What some providers say in words alone, under a status and a code that mean anything. */
const wordMeanings: readonly (readonly [RegExp, ApiErrorCode])[] = [
  [/\b(incorrect|invalid) api key\b|\bno api key provided\b/i, 'invalid_key'],
  [/\bcontext (window|length|size)\b|\bprompt is too long\b/i, 'context_too_long'],
  [/\bmodel not found\b|\b(is )?not a valid model\b/i, 'model_not_found'],
  [/\bmodel ['"`]?[\w.:/-]+['"`]? (not found|does not exist|is not (found|loaded))\b/i, 'model_not_found'],
  [/\b(the ['"`][^'"`]+['"`]|requested) model is not supported\b/i, 'model_not_found'],
];

function classify(words: ServerWords, httpStatus: number | undefined): ApiErrorCode {
  const code = classifyByCode(words, httpStatus);
  if (code !== 'invalid_request' && code !== 'not_found') return code;
  const { message = '', param = 'model' } = words;
  const said = wordMeanings.find(([pattern]) => pattern.test(message))?.[1];
  // A refused parameter may be explained by the model it is refused for.
  return said === undefined || (said === 'model_not_found' && param !== 'model') ? code : said;
}

function classifyByCode({ code, type }: ServerWords, httpStatus: number | undefined): ApiErrorCode {
  const word = spelling(code);
  const exact = codeMeanings.get(word) ?? codeMeanings.get(spelling(type));
  if (exact !== undefined) return exact;
  // Some gateways put the status into `code`, and send an error with HTTP 200 or inside the stream.
  const status = [httpStatus, Number(word)].find(
    (number) => number !== undefined && number >= 400 && number < 600,
  );
  const byStatus = status === undefined ? undefined : statusMeanings.get(status);
  if (byStatus !== undefined) return byStatus;
  if (/^(invalid|unsupported)_/.test(word)) return 'invalid_request';
  if (status !== undefined) return status < 500 ? 'invalid_request' : 'server_error';
  if (/^(server_error|internal_error|upstream_error|overloaded|bad_response|do_request_failed)/.test(word)) {
    return 'server_error';
  }
  return spelling(type) === 'invalid_request_error' ? 'invalid_request' : 'failed';
}

function spelling(word: string | undefined): string {
  return (word ?? '').toLowerCase().replaceAll('-', '_');
}
