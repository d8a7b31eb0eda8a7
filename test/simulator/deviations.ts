import { isDelta, type WireEvent } from './sse.ts';

/** A change of a well-formed stream into one that real servers have been seen to send. */
export type Deviation = (events: Iterable<WireEvent>) => Iterable<WireEvent>;

/** Event types nobody has heard of, before, between and after the known ones. */
export function* unknownEvents(events: Iterable<WireEvent>): Generator<WireEvent> {
  let index = 0;
  for (const event of events) {
    if (index === 2) yield { type: 'response.mood.changed', mood: 'curious', sequence_number: 2 };
    if (isDelta(event) && index % 10 === 0)
      yield { type: 'vendor:heartbeat.v2', payload: { nested: [1, 2] } };
    yield event;
    index += 1;
  }
}

export function* keepAlives(events: Iterable<WireEvent>): Generator<WireEvent> {
  let deltas = 0;
  for (const event of events) {
    if (isDelta(event) && deltas++ % 5 === 0)
      yield { type: 'keepalive', sequence_number: event['sequence_number'] };
    yield event;
    if (event.type === 'response.in_progress') yield { type: 'response.keep_alive' };
  }
}

export function* withoutTerminal(events: Iterable<WireEvent>): Generator<WireEvent> {
  for (const event of events) if (!isTerminal(event)) yield event;
}

/** Every event of one item under another id, as one provider does. */
export function* rotatingIds(events: Iterable<WireEvent>): Generator<WireEvent> {
  let turn = 0;
  for (const event of events) {
    turn += 1;
    const { item, response } = event;
    yield {
      ...event,
      ...('item_id' in event ? { item_id: `id_${turn}` } : {}),
      ...(isRecord(item) ? { item: { ...item, id: `id_${turn}` } } : {}),
      ...(isRecord(response) ? { response: { ...response, id: `resp_${turn}` } } : {}),
    };
  }
}

/** Padding of a random length in every delta, which hides the length of the text from who listens in. */
export function* obfuscated(events: Iterable<WireEvent>): Generator<WireEvent> {
  const padding = 'x7Qk2mZp9LrT4vBn';
  let turn = 0;
  for (const event of events) {
    yield isDelta(event) ? { ...event, obfuscation: padding.slice(turn++ % padding.length) } : event;
  }
}

export const emptyOutput = onResponse((response) => ({ ...response, output: [] }));
export const withoutUsage = onResponse(({ usage: _usage, ...response }) => response);
export const floatTimes = onResponse((response) => ({
  ...response,
  created_at: Number(response['created_at']) + 0.25,
}));

export const withoutIndices = without('output_index', 'content_index', 'summary_index', 'sequence_number');
export const withoutSequence = without('sequence_number');

/** No deltas at all: the text only stands in the events that close the part and the item. */
export function* textInDone(events: Iterable<WireEvent>): Generator<WireEvent> {
  for (const event of events) if (!isDelta(event)) yield event;
}

/** The error event as the specification writes it, and nothing after it. */
export function* flatError(events: Iterable<WireEvent>): Generator<WireEvent> {
  for (const { error, ...event } of events) {
    if (event.type === 'error' && isRecord(error)) {
      const { code, message, param } = error;
      yield { ...event, code, message, param };
      return;
    }
    yield error === undefined ? event : { ...event, error };
  }
}

/** An error without a type, as relays send it in the middle of a stream, and nothing after it. */
export function* untypedError(events: Iterable<WireEvent>): Generator<WireEvent> {
  for (const event of events) {
    if (event.type === 'error') {
      yield { error: event['error'] };
      return;
    }
    yield event;
  }
}

function isTerminal({ type = '' }: WireEvent): boolean {
  return ['response.completed', 'response.incomplete', 'response.failed'].includes(type);
}

function onResponse(change: (response: Readonly<Record<string, unknown>>) => unknown): Deviation {
  return function* changed(events) {
    for (const event of events) {
      yield isRecord(event['response']) ? { ...event, response: change(event['response']) } : event;
    }
  };
}

function without(...fields: readonly string[]): Deviation {
  return function* stripped(events) {
    for (const event of events) {
      yield Object.fromEntries(Object.entries(event).filter(([field]) => !fields.includes(field)));
    }
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
