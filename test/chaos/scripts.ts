import fc from 'fast-check';

export type WireEvent = Readonly<Record<string, unknown>>;

/** What a response says, item by item, and how it ends. */
export interface Said {
  readonly items: readonly SaidItem[];
  readonly ending: 'completed' | 'max_output_tokens' | 'content_filter' | 'failed';
}

export interface SaidItem {
  readonly type: 'message' | 'refusal' | 'reasoning' | 'function_call';
  /** The text of each part, in the pieces it is streamed in. */
  readonly parts: readonly (readonly string[])[];
}

const piece = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const pieces = fc.array(piece, { minLength: 1, maxLength: 5 });

const item: fc.Arbitrary<SaidItem> = fc.oneof(
  fc.record({
    type: fc.constantFrom('message' as const, 'reasoning' as const),
    parts: fc.array(pieces, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    type: fc.constantFrom('refusal' as const, 'function_call' as const),
    parts: fc.array(pieces, { minLength: 1, maxLength: 1 }),
  }),
);

/** Any response. */
export const anySaid: fc.Arbitrary<Said> = fc.record({
  items: fc.array(item, { maxLength: 4 }),
  ending: fc.constantFrom(
    'completed' as const,
    'completed' as const,
    'max_output_tokens' as const,
    'content_filter' as const,
    'failed' as const,
  ),
});

/** The events of the items, each item in order; `turns` tells whose turn it is, so that items interleave. */
export function eventsOf({ items, ending }: Said, turns: readonly number[]): readonly WireEvent[] {
  const queues = items.map((each, index) => itemEvents(each, index));
  const events: WireEvent[] = [];
  for (let turn = 0; queues.some((queue) => queue.length > 0); turn += 1) {
    const waiting = queues.filter((queue) => queue.length > 0);
    const event = waiting[(turns[turn] ?? 0) % waiting.length]?.shift();
    if (event !== undefined) events.push(event);
  }
  const response = {
    id: 'resp_1',
    object: 'response',
    model: 'm',
    status: 'in_progress',
    output: [],
    usage: null,
  };
  const all = [
    { type: 'response.created', response },
    { type: 'response.in_progress', response },
    ...events,
    { type: terminalTypes[ending], response: { ...response, ...finalFields(items, ending) } },
  ];
  return all.map((event, number) => ({ ...event, sequence_number: number }));
}

const terminalTypes = {
  completed: 'response.completed',
  max_output_tokens: 'response.incomplete',
  content_filter: 'response.incomplete',
  failed: 'response.failed',
} as const;

function finalFields(items: readonly SaidItem[], ending: Said['ending']): WireEvent {
  const output = items.map(finalItem);
  switch (ending) {
    case 'completed':
      return { status: 'completed', output, usage: { input_tokens: 3, output_tokens: 4 } };
    case 'max_output_tokens':
    case 'content_filter':
      return { status: 'incomplete', output, incomplete_details: { reason: ending } };
    case 'failed':
      return { status: 'failed', error: { code: 'server_error', message: 'Sorry.' } };
  }
}

function finalItem({ type, parts }: SaidItem, index: number): WireEvent {
  const texts = parts.map((part) => part.join(''));
  const id = `item_${index}`;
  switch (type) {
    case 'message':
    case 'refusal':
      return {
        id,
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: texts.map((text) => partOf(type, text)),
      };
    case 'reasoning':
      return { id, type, summary: texts.map((text) => partOf(type, text)) };
    case 'function_call':
      return {
        id,
        type,
        call_id: `call_${index}`,
        name: 'f',
        arguments: texts.join(''),
        status: 'completed',
      };
  }
}

function partOf(type: SaidItem['type'], text: string): WireEvent {
  if (type === 'refusal') return { type: 'refusal', refusal: text };
  return type === 'reasoning'
    ? { type: 'summary_text', text }
    : { type: 'output_text', text, annotations: [] };
}

const names = {
  message: { event: 'output_text', part: 'content_part', index: 'content_index', field: 'text' },
  refusal: { event: 'refusal', part: 'content_part', index: 'content_index', field: 'refusal' },
  reasoning: {
    event: 'reasoning_summary_text',
    part: 'reasoning_summary_part',
    index: 'summary_index',
    field: 'text',
  },
  function_call: {
    event: 'function_call_arguments',
    part: undefined,
    index: 'content_index',
    field: 'arguments',
  },
} as const;

function itemEvents(said: SaidItem, outputIndex: number): WireEvent[] {
  const { type, parts } = said;
  const { event, part, index, field } = names[type];
  const place = { item_id: `item_${outputIndex}`, output_index: outputIndex };
  const final = finalItem(said, outputIndex);
  const empty = {
    ...final,
    ...('content' in final ? { content: [] } : {}),
    ...('summary' in final ? { summary: [] } : {}),
  };
  const announced = 'arguments' in final ? { ...final, arguments: '' } : empty;
  return [
    { type: 'response.output_item.added', output_index: outputIndex, item: announced },
    ...parts.flatMap((pieces, at): WireEvent[] => {
      const where = part === undefined ? place : { ...place, [index]: at };
      const text = pieces.join('');
      return [
        ...(part === undefined ? [] : [{ type: `response.${part}.added`, ...where, part: partOf(type, '') }]),
        ...pieces.map((delta) => ({ type: `response.${event}.delta`, ...where, delta })),
        { type: `response.${event}.done`, ...where, [field]: text },
        ...(part === undefined
          ? []
          : [{ type: `response.${part}.done`, ...where, part: partOf(type, text) }]),
      ];
    }),
    { type: 'response.output_item.done', output_index: outputIndex, item: final },
  ];
}
