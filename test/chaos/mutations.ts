import fc from 'fast-check';
import type { WireEvent } from './scripts.ts';

/** An event as it goes over the wire: JSON, or something that only should be. */
export type Frame = string;

/** A change of the frames of a response, at a place in [0, 1). */
export interface Mutation {
  readonly name: string;
  readonly at: number;
  readonly salt: number;
}

type Operator = (frames: Frame[], index: number, salt: number) => void;

/** Changes after which the answer is still the same: noise, repetition, and what other events make up for. */
const harmless: Readonly<Record<string, Operator>> = {
  'P01 unknown event': insert((salt) =>
    JSON.stringify({ type: `vendor.${salt}`, text: 'no', item: { type: 'x' } }),
  ),
  'P01 unknown field': change((event) => ({ ...event, surprise: { nested: [1] }, obfuscation: 'xyz' })),
  'P01 unknown item': insert((salt) =>
    JSON.stringify({
      type: 'response.output_item.added',
      output_index: 50 + (salt % 9),
      item: { type: 'vendor:thing' },
    }),
  ),
  'P02 no beginning': removeWhere(
    ({ type }) => type === 'response.created' || type === 'response.in_progress',
  ),
  'P04 terminal event twice': (frames) => void frames.push(frames.at(-1) ?? ''),
  'P04 events after the end': (frames, index) => void frames.push(...frames.slice(index)),
  'P05 odd sequence numbers': change((event, salt) => ({
    ...event,
    sequence_number: [-1, 'a', null, 1e99, 0, [1]][salt % 6],
  })),
  'P06 not announced': removeWhere(({ type }) => /(item|part)\.added$/.test(String(type)), 'one'),
  'P06 end without deltas': removeWhere(({ type }) => /\.delta$/.test(String(type)), 'allOfKind'),
  'P06 deltas without end': removeWhere(
    ({ type }) => /(text|refusal|part|arguments)\.done$/.test(String(type)),
    'one',
  ),
  'P06 end twice': (frames, index) => {
    const at = frames.findIndex(
      (frame, place) => place >= index && /"type":"response\.[\w.]+\.done"/.test(frame),
    );
    if (at >= 0) frames.splice(at, 0, frames[at] ?? '');
  },
  'P08 empty delta': (frames, index) => {
    const at = frames.findIndex((frame, place) => place >= index && /\.delta"/.test(frame));
    if (at >= 0) frames.splice(at, 0, JSON.stringify({ ...parsed(frames[at]), delta: '' }));
  },
  'P09 junk': insert((salt) => junk[salt % junk.length] ?? ''),
  'P18 heartbeat': insert((salt) =>
    JSON.stringify({ type: salt % 2 === 0 ? 'keepalive' : 'response.keep_alive' }),
  ),
  'P19 another id': change((event, salt) => ({
    ...event,
    item_id: `id_${salt}`,
    ...withId(event, `id_${salt}`),
  })),
  'P20 odd usage': changeTerminal((response, salt) => ({
    ...response,
    usage: [undefined, null, -1, { input_tokens: -5, output_tokens: 1e300 }, 'x'][salt % 5],
  })),
  'P13 empty output': changeTerminal((response) => ({ ...response, output: [] })),
};

/** Changes that may lose or spoil something. */
const harmful: Readonly<Record<string, Operator>> = {
  'P03 no end': (frames) => void frames.pop(),
  'P05 doubled event': (frames, index) => void frames.splice(index, 0, frames[index] ?? ''),
  'P05 lost event': (frames, index) => void frames.splice(index, 1),
  'P05 swapped events': (frames, index) => {
    const [frame, next] = frames.slice(index, index + 2);
    if (frame !== undefined && next !== undefined) frames.splice(index, 2, next, frame);
  },
  'P09 truncated JSON': (frames, index, salt) => {
    const frame = frames[index] ?? '';
    frames[index] = frame.slice(0, salt % Math.max(1, frame.length));
  },
  'P09 corrupted text': change((event, salt) => {
    const { delta } = event;
    return typeof delta === 'string' ? { ...event, delta: `${delta.slice(1)}${salt % 10}` } : event;
  }),
  'P06 contradictory end': change((event, salt) => {
    const { text } = event;
    return typeof text === 'string'
      ? { ...event, text: `${salt % 2 === 0 ? text.slice(2) : `${text}!`}` }
      : event;
  }),
  'P10 error': insert((salt) =>
    JSON.stringify({
      type: 'error',
      ...(salt % 2 === 0
        ? { error: { code: 'server_error', message: 'Sorry.' } }
        : { code: 'server_error', message: 'Sorry.' }),
    }),
  ),
  'P10 failed': insert(() =>
    JSON.stringify({ type: 'response.failed', response: { error: { code: 'server_error' } } }),
  ),
  'P19 another response': insert(() =>
    JSON.stringify({ type: 'response.created', response: { id: 'resp_2' } }),
  ),
};

export const harmlessNames: readonly string[] = Object.keys(harmless);
export const harmfulNames: readonly string[] = Object.keys(harmful);

/** Any few of the named changes. */
export function anyMutations(names: readonly string[]): fc.Arbitrary<readonly Mutation[]> {
  return fc.array(
    fc.record({
      name: fc.constantFrom(...names),
      at: fc.double({ min: 0, max: 0.999, noNaN: true }),
      salt: fc.nat(1000),
    }),
    { maxLength: 4 },
  );
}

/** The frames of the events, changed. */
export function mutated(events: readonly WireEvent[], mutations: readonly Mutation[]): readonly Frame[] {
  const frames = events.map((event) => JSON.stringify(event));
  for (const { name, at, salt } of mutations) {
    const operator = harmless[name] ?? harmful[name];
    if (operator === undefined) throw new RangeError(`There is no mutation ${name}`);
    operator(frames, Math.floor(at * frames.length), salt);
  }
  return frames;
}

const junk = [
  '',
  '{',
  '[]',
  '[{"type":"response.completed"}]',
  '17',
  'null',
  'NaN',
  '"response.completed"',
  '{"__proto__":{"type":"response.failed"}}',
  '\ufeff{}',
  '{"type":17}',
  '{"type":"response.output_text.delta"}',
  '{"type":"response.output_item.done","output_index":0}',
];

function insert(frame: (salt: number) => Frame): Operator {
  return (frames, index, salt) => void frames.splice(index, 0, frame(salt));
}

function change(to: (event: WireEvent, salt: number) => WireEvent): Operator {
  return (frames, index, salt) => {
    const event = parsed(frames[index]);
    if (event !== undefined) frames[index] = JSON.stringify(to(event, salt));
  };
}

function changeTerminal(to: (response: WireEvent, salt: number) => WireEvent): Operator {
  return (frames, _index, salt) => {
    for (const [index, frame] of frames.entries()) {
      const event = parsed(frame);
      const response = event?.['response'];
      if (!/^response\.(completed|incomplete)$/.test(String(event?.['type'])) || !isRecord(response))
        continue;
      frames[index] = JSON.stringify({ ...event, response: to(response, salt) });
    }
  };
}

function removeWhere(
  isMeant: (event: WireEvent) => boolean,
  which: 'all' | 'one' | 'allOfKind' = 'all',
): Operator {
  return (frames, index) => {
    const meant = frames.flatMap((frame, at) => {
      const event = parsed(frame);
      return event !== undefined && isMeant(event) ? [{ at, event }] : [];
    });
    const one = meant.find(({ at }) => at >= index) ?? meant[0];
    const gone = meant.filter(({ event }) => {
      if (which === 'all') return true;
      if (one === undefined) return false;
      return which === 'one' ? event === one.event : placeOf(event) === placeOf(one.event);
    });
    for (const { at } of gone.toReversed()) frames.splice(at, 1);
  };
}

/** Which part an event is about. */
function placeOf(event: WireEvent): string {
  return ['type', 'output_index', 'content_index', 'summary_index'].map((field) => event[field]).join(' ');
}

function withId(event: WireEvent, id: string): WireEvent {
  const { item, response } = event;
  return {
    ...(isRecord(item) ? { item: { ...item, id } } : {}),
    ...(isRecord(response) ? { response: { ...response, id } } : {}),
  };
}

function parsed(frame: Frame | undefined): WireEvent | undefined {
  try {
    const value: unknown = JSON.parse(frame ?? '');
    return isRecord(value) ? value : undefined;
  } catch {
    // A frame that was spoilt before is left as it is.
    return undefined;
  }
}

function isRecord(value: unknown): value is WireEvent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
