import { ApiError } from './errors.ts';
import { createEventReader, type EventReader, isChatCompletion, type Position } from './eventReader.ts';
import type { ApiEvent } from './events.ts';
import type { Exchange, Reply } from './exchange.ts';
import { asCount, asObject, parseJson } from './json.ts';
import { errorFromBody, isMarkup } from './serverError.ts';
import { createSseReader, type SseFrame } from './sse.ts';

/** A server that only keeps the connection alive for so long has forgotten the response. */
const maxWithoutContentMs = 10 * 60_000;

/** Reads one response, from one exchange or, where the server can be asked for the rest, from several. */
export interface ResponseReader {
  /**
   * The events an exchange brings, together as they arrive: a generator that hands them on one by one would cost
   * more than reading them. Ends with the terminal event, without waiting for the end of the connection.
   * Throws an ApiError when there is none, when the reply is something else than a response, when it is larger than
   * any answer is, and when nothing but signs of life came for ten minutes.
   */
  read(exchange: Exchange): AsyncGenerator<readonly ApiEvent[], void, undefined>;
  /** As `EventReader.position`. */
  position(): Position | undefined;
}

/** @param elapsed milliseconds since some moment, by a clock nobody can set */
export function createResponseReader(elapsed: () => number): ResponseReader {
  let toError: Reply['error'] | undefined;
  const events = createEventReader((body) => (toError ?? errorFromBody)(body));
  return {
    position: events.position,
    async *read(exchange) {
      const reply = await exchange.reply();
      toError = reply.error;
      yield* eventsOfReply(reply, withoutKnown(events), elapsed);
    },
  };
}

/** Passes over what was received before: a server may send all of a response again instead of the rest. */
function withoutKnown(events: EventReader): EventReader {
  const known = events.position()?.sequence;
  if (known === undefined) return events;
  return {
    ...events,
    read(wireEvent, name) {
      const sequence = asCount(asObject(wireEvent)?.['sequence_number']);
      return sequence !== undefined && sequence <= known ? [{ type: 'alive' }] : events.read(wireEvent, name);
    },
  };
}

async function* eventsOfReply(
  reply: Reply,
  events: EventReader,
  elapsed: () => number,
): AsyncGenerator<readonly ApiEvent[], void, undefined> {
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
  let lastContent = elapsed();
  for (let bytes: Uint8Array | undefined = start; bytes !== undefined; bytes = await reply.read()) {
    const frames = sse.push(bytes);
    isSse ||= frames.length > 0;
    for (const told of toldBy(frames, reply, events)) {
      yield told;
      if (hasEnd(told)) return;
      if (told.some(({ type }) => type !== 'alive')) lastContent = elapsed();
    }
    if (elapsed() - lastContent > maxWithoutContentMs) {
      throw new ApiError('idle', `Nothing but signs of life for ${maxWithoutContentMs} ms`);
    }
  }
  const rest = sse.end();
  isSse ||= rest.length > 0;
  for (const told of toldBy(rest, reply, events)) {
    yield told;
    if (hasEnd(told)) return;
  }
  const ended = events.finish();
  yield ended;
  if (hasEnd(ended)) return;
  if (!isSse && !isEventStream(reply))
    throw reply.notAnApi('The answer is neither JSON nor a stream of events');
  throw reply.cut('The stream ended without a terminal event');
}

/** What the frames say together. Throws as `eventsOf` does, after what was said before. */
function* toldBy(
  frames: readonly SseFrame[],
  reply: Reply,
  events: EventReader,
): Generator<readonly ApiEvent[], void, undefined> {
  const told: ApiEvent[] = [];
  try {
    for (const frame of frames) {
      told.push(...eventsOf(frame, reply, events));
      if (hasEnd(told)) break;
    }
  } finally {
    yield told;
  }
}

/** What a frame says. Throws an ApiError when it says that the stream is over and the response is not. */
function eventsOf(frame: SseFrame, reply: Reply, events: EventReader): readonly ApiEvent[] {
  switch (frame.kind) {
    case 'comment':
      return [{ type: 'alive' }];
    case 'not-json':
      // Text lost with it comes back with the final text of its part; a lost terminal event is a cut.
      return [{ type: 'alive', eventType: '(not JSON)' }];
    case 'done': {
      const ended = events.finish();
      if (!hasEnd(ended)) throw reply.cut('The stream said it was done without a terminal event');
      return ended;
    }
    case 'json':
      return events.read(frame.value, frame.name);
  }
}

function hasEnd(events: readonly ApiEvent[]): boolean {
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
): Generator<readonly ApiEvent[], void, undefined> {
  const response = asObject(parseJson(text));
  if (response?.['object'] !== 'response') throw documentError(text, reply);
  const told = events.read({ type: `response.${response['status']}`, response });
  yield told;
  if (hasEnd(told)) return;
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
