import type { ApiError } from './errors.ts';
import { createEventReader, type EventReader, isChatCompletion } from './eventReader.ts';
import type { ApiEvent } from './events.ts';
import type { Exchange, Reply } from './exchange.ts';
import { asObject, parseJson } from './json.ts';
import { isMarkup } from './serverError.ts';
import { createSseReader, type SseFrame } from './sse.ts';

/**
 * The events of the response an exchange brings. Ends with the terminal event, without waiting for the end of
 * the connection. Throws an ApiError when there is none, or when the reply is something else than a response.
 */
export async function* readResponse(exchange: Exchange): AsyncGenerator<ApiEvent, void, undefined> {
  const reply = await exchange.reply();
  const events = createEventReader(reply.error);
  const start = await firstBytes(reply);
  if (start === undefined) {
    // A stream that ends before it begins is cut; nothing at all with another type is no API.
    throw isEventStream(reply) ? reply.cut('The stream was empty') : reply.notAnApi('The answer is empty');
  }
  if (isDocument(start, reply.contentType)) {
    yield* readDocument(await reply.text(start), reply, events);
    return;
  }
  const sse = createSseReader();
  let isSse = false;
  for (let bytes: Uint8Array | undefined = start; bytes !== undefined; bytes = await reply.read()) {
    for (const frame of sse.push(bytes)) {
      isSse = true;
      if (yield* readFrame(frame, reply, events)) return;
    }
  }
  for (const frame of sse.end()) {
    isSse = true;
    if (yield* readFrame(frame, reply, events)) return;
  }
  if (yield* finish(events)) return;
  if (!isSse && !isEventStream(reply))
    throw reply.notAnApi('The answer is neither JSON nor a stream of events');
  throw reply.cut('The stream ended without a terminal event');
}

/** Yields what a frame says; returns whether the response has ended. */
function* readFrame(
  frame: SseFrame,
  reply: Reply,
  events: EventReader,
): Generator<ApiEvent, boolean, undefined> {
  switch (frame.kind) {
    case 'comment':
      yield { type: 'alive' };
      return false;
    case 'not-json':
      // Text lost with it comes back with the final text of its part; a lost terminal event is a cut.
      yield { type: 'alive', eventType: '(not JSON)' };
      return false;
    case 'done':
      if (yield* finish(events)) return true;
      throw reply.cut('The stream said it was done without a terminal event');
    case 'json':
      return yield* passOn(events.read(frame.value, frame.name));
  }
}

function finish(events: EventReader): Generator<ApiEvent, boolean, undefined> {
  return passOn(events.finish());
}

function* passOn(events: readonly ApiEvent[]): Generator<ApiEvent, boolean, undefined> {
  yield* events;
  return events.at(-1)?.type === 'response-end';
}

/** The first bytes of the body that hold more than white space; undefined for an empty body. */
async function firstBytes(reply: Reply): Promise<Uint8Array | undefined> {
  const bytes: number[] = [];
  for (;;) {
    const more = await reply.read();
    if (more === undefined) return undefined;
    if (significant(more) === undefined && bytes.length < 1024) bytes.push(...more);
    else return bytes.length === 0 ? more : Uint8Array.from([...bytes, ...more]);
  }
}

/** The first character that is neither white space nor part of a byte order mark. */
function significant(bytes: Uint8Array): string | undefined {
  const byte = bytes.find((each) => each > 0x20 && each !== 0xef && each !== 0xbb && each !== 0xbf);
  return byte === undefined ? undefined : String.fromCharCode(byte);
}

/** Whether the body is one document. Its beginning tells: gateways send both with any content type. */
function isDocument(start: Uint8Array, contentType: string): boolean {
  return '{[<'.includes(significant(start) ?? ' ') || contentType.includes('html');
}

function isEventStream(reply: Reply): boolean {
  return reply.contentType.includes('text/event-stream');
}

/** The events of a body that is one document: a whole response, as some servers send it in spite of `stream`. */
function* readDocument(
  text: string,
  reply: Reply,
  events: EventReader,
): Generator<ApiEvent, void, undefined> {
  const response = asObject(parseJson(text));
  if (response?.['object'] !== 'response') throw documentError(text, reply);
  if (yield* passOn(events.read({ type: `response.${response['status']}`, response }))) return;
  throw reply.cut('The response came without a stream and is not finished');
}

/** The error in a document with a good status: the server's own, or that it is none of this API. */
export function documentError(text: string, reply: Reply): ApiError {
  const body = asObject(parseJson(text));
  if (isMarkup(text) || body === undefined)
    return reply.notAnApi('The answer is no document of this API', text);
  if (isChatCompletion(body)) return reply.notAnApi('The answer is one of the Chat Completions API');
  const isError = ['error', 'errors', 'message', 'detail', 'code'].some((key) => Boolean(body[key]));
  return isError
    ? reply.error(body)
    : reply.notAnApi('The answer is JSON, but neither what was asked nor an error');
}
