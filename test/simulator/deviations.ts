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

/** Reasoning as text in content parts instead of summaries, as open models write it. */
export function* reasoningAsText(events: Iterable<WireEvent>): Generator<WireEvent> {
  for (const event of events) {
    const { summary_index: index, item, response, part, ...rest } = event;
    const type = event.type
      ?.replace('reasoning_summary_text', 'reasoning_text')
      .replace('reasoning_summary_part', 'content_part');
    yield {
      ...rest,
      type,
      ...(index === undefined ? {} : { content_index: index }),
      ...(part === undefined ? {} : { part: textPart(part) }),
      ...(item === undefined ? {} : { item: textReasoning(item) }),
      ...(isRecord(response)
        ? { response: { ...response, output: outputOf(response).map(textReasoning) } }
        : {}),
    };
  }
}

/** What closes a reasoning item comes only after the item that follows it. */
export function* reasoningClosedLast(events: Iterable<WireEvent>): Generator<WireEvent> {
  let late: WireEvent[] = [];
  let number = 0;
  const numbered = (event: WireEvent): WireEvent => ({ ...event, sequence_number: number++ });
  for (const event of events) {
    const { type = '', item, part } = event;
    const isOfReasoning =
      type.startsWith('response.reasoning_text') || isReasoning(item) || isReasoning(part);
    if (isOfReasoning && type.endsWith('.done')) {
      late.push(event);
      continue;
    }
    if (isTerminal(event)) yield* late.splice(0).map(numbered);
    yield numbered(event);
    if (type === 'response.output_item.done') {
      yield* late.map(numbered);
      late = [];
    }
  }
}

/** Citations that name an address and nothing else. */
export function* urlOnlyCitations(events: Iterable<WireEvent>): Generator<WireEvent> {
  for (const event of events) yield asRecord(withoutPlaces(event));
}

/** The arguments of a call in one delta. */
export function* wholeArguments(events: Iterable<WireEvent>): Generator<WireEvent> {
  let deltas: WireEvent | undefined;
  let number = 0;
  const numbered = (event: WireEvent): WireEvent => ({ ...event, sequence_number: number++ });
  for (const event of events) {
    if (event.type === 'response.function_call_arguments.delta') {
      deltas = { ...event, delta: `${deltas?.['delta'] ?? ''}${event['delta']}` };
      continue;
    }
    if (deltas !== undefined) yield numbered(deltas);
    deltas = undefined;
    yield numbered(event);
  }
}

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (!isRecord(value)) return value;
  if (value['type'] === 'url_citation') return { type: 'url_citation', url: value['url'] };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutPlaces(inner)]));
}

function textReasoning(item: unknown): unknown {
  if (!isRecord(item) || item['type'] !== 'reasoning') return item;
  const summary: readonly unknown[] = Array.isArray(item['summary']) ? item['summary'] : [];
  return { ...item, summary: [], content: summary.map(textPart) };
}

function textPart(part: unknown): unknown {
  return isRecord(part) && part['type'] === 'summary_text' ? { ...part, type: 'reasoning_text' } : part;
}

function isReasoning(value: unknown): boolean {
  return isRecord(value) && (value['type'] === 'reasoning' || value['type'] === 'reasoning_text');
}

function outputOf({ output }: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Array.isArray(output) ? output : [];
}

function asRecord(value: unknown): WireEvent {
  return isRecord(value) ? value : {};
}

function isTerminal({ type = '' }: WireEvent): boolean {
  return ['response.completed', 'response.incomplete', 'response.failed'].includes(type);
}

/** The change of every response object in the stream. */
export function onResponse(change: (response: Readonly<Record<string, unknown>>) => unknown): Deviation {
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
