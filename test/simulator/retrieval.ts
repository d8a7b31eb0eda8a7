import { upstreamError, type WireError } from './gateway.ts';
import { frame, type SseOptions, sseHead } from './sse.ts';
import { jsonReply, type Step } from './steps.ts';
import type { StoredResponse, StoredResponses } from './storedResponses.ts';

export interface Retrieval {
  readonly method: string;
  /** The path and query of the request. */
  readonly url: URL;
  readonly responses: StoredResponses;
  readonly framing: Partial<SseOptions>;
  readonly headers: Readonly<Record<string, string>>;
  readonly refuse: (error: WireError) => Iterable<Step>;
}

const path = /^\/v1\/responses\/(resp_\w+)(?:\/(cancel|input_items))?$/;

/** Whether a path names a kept response. */
export function isRetrieval(method: string, pathname: string): boolean {
  return verbOf(method, pathname) !== undefined;
}

/** `GET`, `DELETE`, `POST …/cancel` and `GET …/input_items` of a kept response. */
export function retrievalReply(retrieval: Retrieval): Iterable<Step> {
  const { method, url, responses, headers, refuse } = retrieval;
  const id = path.exec(url.pathname)?.[1] ?? '';
  const response = responses.get(id);
  if (response === undefined) {
    const message = `Response with id '${id}' not found.`;
    return refuse(upstreamError(message, { status: 404, param: null, code: null }));
  }
  switch (verbOf(method, url.pathname)) {
    case 'get':
      return url.searchParams.get('stream') === 'true'
        ? resumed(response, retrieval)
        : jsonReply(200, response.snapshot(), headers);
    case 'delete':
      responses.delete(id);
      return jsonReply(200, { id, object: 'response', deleted: true }, headers);
    case 'cancel':
      if (!response.isBackground) {
        return refuse(upstreamError('Cannot cancel a synchronous response.', { param: null, code: null }));
      }
      response.cancel();
      return jsonReply(200, response.snapshot(), headers);
    case 'input_items':
      return jsonReply(200, { object: 'list', data: response.input, has_more: false }, headers);
    case undefined:
      throw new TypeError(`${method} ${url.pathname} is about no response`);
  }
}

/**
 * The events of a response with a larger sequence number than `after`: those that happened, and then those that
 * come, until the response has ended.
 */
export function* followed(
  response: StoredResponse,
  { after, framing }: { readonly after: number; readonly framing: Partial<SseOptions> },
): Generator<Step> {
  for (let next = 0; ; next += 1) {
    for (; next === response.events.length; ) {
      if (response.isEnded()) return;
      yield { kind: 'until', met: response.changed() };
    }
    const event = response.events[next];
    if (event === undefined || Number(event['sequence_number']) <= after) continue;
    yield { kind: 'bytes', bytes: frame(event, framing) };
  }
}

function* resumed(response: StoredResponse, { url, framing, headers, refuse }: Retrieval): Generator<Step> {
  if (!response.isStreamable || !response.isBackground) {
    const message = 'This response cannot be streamed: it was not created with background and stream.';
    return yield* refuse(upstreamError(message, { param: 'stream', code: null }));
  }
  yield sseHead(headers);
  yield* followed(response, { after: Number(url.searchParams.get('starting_after') ?? -1), framing });
}

function verbOf(method: string, pathname: string): 'get' | 'delete' | 'cancel' | 'input_items' | undefined {
  const [, id, below] = path.exec(pathname) ?? [];
  if (id === undefined) return undefined;
  switch (`${method} ${below ?? ''}`) {
    case 'GET ':
      return 'get';
    case 'DELETE ':
      return 'delete';
    case 'POST cancel':
      return 'cancel';
    case 'GET input_items':
      return 'input_items';
    default:
      return undefined;
  }
}
