import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createEventReader } from '../../src/api/eventReader.ts';
import type { ApiEvent } from '../../src/api/events.ts';
import { createSseReader } from '../../src/api/sse.ts';
import { anyMutations, type Frame, harmfulNames, harmlessNames, mutated } from './mutations.ts';
import { type ReadItem, type Reading, readingOf } from './reference.ts';
import { firstSeed, replayedSeed, runsAll } from './scale.ts';
import { anySaid, eventsOf, type Said } from './scripts.ts';

const numRuns = runsAll ? 60_000 : 1500;
const seed = replayedSeed ?? firstSeed;

/** Holds the property against many cases; a failure names the seed that makes it again. */
function assertHolds<T>(property: fc.IProperty<T>): void {
  const details = fc.check(property, { numRuns, seed });
  console.log(`      ${details.numRuns} mutated scripts from seed ${seed}`);
  if (!details.failed) return;
  throw new Error(`CHAOS_SEED=${seed}\n${fc.defaultReportMessage(details)}`, {
    cause: details.errorInstance,
  });
}

const turns = fc.array(fc.nat(5), { maxLength: 40 });

describe('A response with mutations', function () {
  this.timeout(runsAll ? 3_600_000 : 120_000);

  it('is the same through noise, repetition and what other events make up for (P01, P02, P04–P09, P12, P13, P16, P18–P20)', () => {
    assertHolds(
      fc.property(
        anySaid,
        turns,
        anyMutations(harmlessNames),
        fc.nat(1000),
        (said, order, mutations, salt) => {
          const frames = mutated(eventsOf(said, order), mutations);
          const { items, end } = read(streamOf(frames, salt));
          assert.deepEqual(
            [items.filter(isSaid).map(inOrder), end],
            [expected(said).map(inOrder), ends[said.ending]],
          );
        },
      ),
    );
  });

  it('is what a plain reading of the same events says, and complete only by its own word (P03, P05, P06, P09–P11, P14, P19)', () => {
    const names = [...harmlessNames, ...harmfulNames, ...harmfulNames];
    assertHolds(
      fc.property(anySaid, turns, anyMutations(names), fc.nat(1000), (said, order, mutations, salt) => {
        const frames = mutated(eventsOf(said, order), mutations);
        const reading = read(streamOf(frames, salt));
        const values = frames.map(jsonOf);
        assert.deepEqual(withoutUnknown(reading), withoutUnknown(readingOf(values)));
        const isComplete = values.some((value) => isTerminal(value));
        assert.ok(reading.end !== 'completed' || isComplete);
      }),
    );
  });

  it('is told from a spoilt one: a lost, a doubled and a swapped delta each make a difference', () => {
    const said: Said = { items: [{ type: 'message', parts: [['a', 'b', 'c']] }], ending: 'completed' };
    const events = eventsOf(said, []).filter(({ type }) => !String(type).endsWith('done'));
    const differing = [
      events.filter(({ delta }) => delta !== 'b'),
      events.flatMap((event) => (event['delta'] === 'b' ? [event, event] : [event])),
      events.map((event) => (event['delta'] === 'b' ? { ...event, delta: 'x' } : event)),
    ].map(
      (each) =>
        read(
          streamOf(
            each.slice(0, -1).map((event) => JSON.stringify(event)),
            0,
          ),
        ).items,
    );
    assert.deepEqual(
      differing.map((items) => items.map(({ texts }) => texts)),
      [[['ac']], [['abbc']], [['axc']]],
    );
  });
});

const ends = {
  completed: 'completed',
  max_output_tokens: 'incomplete max_output_tokens',
  content_filter: 'incomplete content_filter',
  failed: 'failed',
} as const;

/** What a person has of a response, by its script alone. */
function expected({ items }: Said): readonly ReadItem[] {
  return items.map(({ type, parts }, index) => ({
    index,
    type: type === 'refusal' ? 'message' : type,
    texts: parts.map((pieces) => pieces.join('')),
  }));
}

/** The frames as a stream of events, with everything the framing allows. */
function streamOf(frames: readonly Frame[], salt: number): string {
  const lineEnd = ['\n', '\r\n', '\r'][salt % 3] ?? '\n';
  const blocks = frames.map((frame, index) => {
    const name = (salt + index) % 5 === 0 ? 'event: some.other.name\n' : '';
    const extra = (salt + index) % 7 === 0 ? ': life\nid: 9\nretry: 10\n' : '';
    // JSON may be broken into lines wherever it may have white space.
    const data = (salt + index) % 4 === 0 ? frame.replace(/^\{/, '{\ndata: ') : frame;
    return `${extra}${name}data: ${data}\n\n`;
  });
  const end = salt % 2 === 0 ? 'data: [DONE]\n\n' : '';
  return `${blocks.join('')}${end}`.replaceAll('\n', lineEnd);
}

/** What the code under test makes of a stream. */
function read(stream: string): Reading {
  const sse = createSseReader();
  const reader = createEventReader();
  const frames = [...sse.push(new TextEncoder().encode(stream)), ...sse.end()];
  const events: ApiEvent[] = [];
  for (const frame of frames) if (frame.kind === 'json') events.push(...reader.read(frame.value, frame.name));
  return readingOfApi(events);
}

function readingOfApi(events: readonly ApiEvent[]): Reading {
  const items = new Map<number, { type: string; parts: Map<string, string> }>();
  const partsOf = (index: number) => {
    const known = items.get(index);
    assert.ok(known !== undefined, `item ${index} was never announced`);
    return known.parts;
  };
  const add = (index: number, key: string, delta: string) => {
    const parts = partsOf(index);
    parts.set(key, (parts.get(key) ?? '') + delta);
  };
  let end: string | undefined;
  for (const event of events) {
    assert.equal(end, undefined, `${event.type} after the end`);
    switch (event.type) {
      case 'item-start':
        assert.ok(!items.has(event.outputIndex), `item ${event.outputIndex} started twice`);
        items.set(event.outputIndex, { type: event.itemType, parts: new Map() });
        break;
      case 'text-delta':
        add(event.outputIndex, `text ${event.contentIndex}`, event.delta);
        break;
      case 'text-correction':
        partsOf(event.outputIndex).set(`text ${event.contentIndex}`, event.text);
        break;
      case 'refusal-delta':
        add(event.outputIndex, 'refusal', event.delta);
        break;
      case 'reasoning-delta':
        add(event.outputIndex, `reasoning ${event.part}`, event.delta);
        break;
      case 'input-delta':
        add(event.outputIndex, `input ${event.part}`, event.delta);
        break;
      case 'input-correction':
        partsOf(event.outputIndex).set(`input ${event.part}`, event.text);
        break;
      case 'response-end':
        end = event.end.status === 'incomplete' ? `incomplete ${event.end.reason}` : event.end.status;
        break;
      default:
        break;
    }
  }
  return {
    items: [...items]
      .map(([index, { type, parts }]) => ({ index, type, texts: textsOf(parts) }))
      .sort((a, b) => a.index - b.index),
    end,
  };
}

/** In the order of their parts, which need not be the order in which their text came. */
function textsOf(parts: ReadonlyMap<string, string>): readonly string[] {
  const place = ([key]: readonly [string, string]) => Number(/\d+$/.exec(key)?.[0] ?? 0);
  return [...parts].sort((a, b) => place(a) - place(b)).map(([, text]) => text);
}

/** A thought of which nothing came before the end of its item is shown after those that were streamed. */
function inOrder(item: ReadItem): ReadItem {
  return item.type === 'reasoning' ? { ...item, texts: [...item.texts].sort() } : item;
}

function isSaid({ type }: ReadItem): boolean {
  return type !== 'vendor:thing';
}

/** The rest of what both say; `incomplete` has a reason only the events know. */
function withoutUnknown({ items, end }: Reading): Reading {
  return {
    items: items.map(({ index, type, texts }) => ({ index, type, texts: [...texts].sort() })),
    end: end?.replace(/ .*/, ''),
  };
}

function isTerminal(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'type' in value && value.type === 'response.completed'
  );
}

function jsonOf(frame: Frame): unknown {
  try {
    return JSON.parse(frame.replace(/^\ufeff/, ''));
  } catch {
    // What is no JSON says nothing.
    return undefined;
  }
}
