import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createEventReader } from '../../../src/api/eventReader.ts';
import type { ApiEvent } from '../../../src/api/events.ts';
import { type Outcome, outcomeOf, type SeenItem } from './outcome.ts';

const created = { type: 'response.created', response: { id: 'r1', model: 'm-2026' } };
const completed = { type: 'response.completed', response: { status: 'completed', output: [] } };

describe('The events of a response', () => {
  it('tell of start, items, text and end in our words', () => {
    const usage = { input_tokens: 9, output_tokens: 2, input_tokens_details: { cached_tokens: 4 } };
    const events = read([
      created,
      { type: 'response.in_progress', response: {} },
      added(0, 'message'),
      {
        type: 'response.content_part.added',
        output_index: 0,
        content_index: 0,
        part: { type: 'output_text' },
      },
      delta(0, 'Hel'),
      delta(0, 'lo'),
      textDone(0, 'Hello'),
      itemDone(0, message('Hello')),
      { type: 'response.completed', response: { id: 'r1', model: 'm-2026', service_tier: 'default', usage } },
    ]);
    assert.deepEqual(events, [
      { type: 'response-start', responseId: 'r1', model: 'm-2026' },
      { type: 'alive', eventType: 'response.in_progress' },
      { type: 'item-start', outputIndex: 0, itemType: 'message' },
      { type: 'alive', eventType: 'response.content_part.added' },
      { type: 'text-delta', outputIndex: 0, contentIndex: 0, delta: 'Hel' },
      { type: 'text-delta', outputIndex: 0, contentIndex: 0, delta: 'lo' },
      { type: 'alive', eventType: 'response.output_text.done' },
      { type: 'item-end', outputIndex: 0, itemType: 'message' },
      {
        type: 'response-end',
        end: { status: 'completed' },
        responseId: 'r1',
        model: 'm-2026',
        serviceTier: 'default',
        echo: { service_tier: 'default' },
        usage: { inputTokens: 9, cachedTokens: 4, outputTokens: 2 },
        unknownEvents: {},
      },
    ]);
  });

  it('give a finished item as the server sent it, also where only the end of the response has it; a message is not repeated', () => {
    const call = { type: 'function_call', call_id: 'c1', name: 'read_file', arguments: '{}' };
    const thought = { type: 'reasoning', summary: [], encrypted_content: 'abc' };
    const ended = (events: readonly ApiEvent[]) =>
      events.flatMap((event) => (event.type === 'item-end' ? [event.item] : []));
    assert.deepEqual(
      [
        ended(read([created, added(0, 'reasoning'), itemDone(0, thought), itemDone(1, call)])),
        ended(read([created, added(0, 'message'), itemDone(0, message('Hi'))])),
        ended(
          read([
            created,
            added(0, 'function_call'),
            { ...completed, response: { status: 'completed', output: [call] } },
          ]),
        ),
        ended(read([created, added(0, 'function_call'), completed])),
      ],
      [[thought, call], [undefined], [call], [undefined]],
    );
  });

  const echoes: readonly (readonly [string, unknown, object])[] = [
    ['the response it goes on from', 'resp_1', { previousResponseId: 'resp_1' }],
    ['that there is none', null, { previousResponseId: null }],
    ['that there is none, by an empty text', '', { previousResponseId: null }],
    ['nothing', undefined, {}],
    ['nonsense', 7, {}],
  ];
  for (const [what, echo, expected] of echoes) {
    it(`repeat at the beginning and at the end what the server says it goes on from: ${what}`, () => {
      const response = { previous_response_id: echo };
      assert.deepEqual(
        read([
          { type: 'response.created', response },
          { type: 'response.completed', response },
        ]),
        [
          { type: 'response-start', ...expected },
          { type: 'response-end', end: { status: 'completed' }, ...expected, unknownEvents: {} },
        ],
      );
    });
  }

  it('are alive for keep-alives under each of their names, uncounted (§7 #1 #2)', () => {
    const names = ['keepalive', 'response.keep_alive', 'keep_alive', 'ping'];
    const events = read([...names.map((type) => ({ type, sequence_number: 3 })), completed]);
    assert.deepEqual(
      events.slice(0, -1),
      names.map((eventType) => ({ type: 'alive', eventType })),
    );
    assert.deepEqual(endOf(events).unknownEvents, {});
  });

  it('count unknown types, also hostile ones, and change nothing by them (P01, P09)', () => {
    const strange = [{ type: 'response.novelty' }, { type: '__proto__' }, null, 5, [1], 'x', {}, { type: 7 }];
    const events = read([...strange, { type: 'response.novelty', delta: 'x' }, completed]);
    assert.deepEqual(Object.entries(endOf(events).unknownEvents), [
      ['response.novelty', 2],
      ['__proto__', 1],
      ['(not an object)', 4],
      ['(no type)', 2],
    ]);
  });

  it('begin with a bare in_progress that has nothing else (§7 #3)', () => {
    assert.deepEqual(read([{ type: 'response.in_progress' }]), [{ type: 'response-start' }]);
  });

  it('are named by the stream where they have no type (§7 #5, P16)', () => {
    const reader = createEventReader();
    assert.deepEqual(reader.read({ delta: 'x', output_index: 0 }, 'response.output_text.delta').slice(1), [
      { type: 'text-delta', outputIndex: 0, contentIndex: 0, delta: 'x' },
    ]);
    assert.deepEqual(reader.read({ type: 'keepalive' }, 'response.output_text.delta'), [
      { type: 'alive', eventType: 'keepalive' },
    ]);
  });

  it('keep the answer when the terminal output is empty (§7 #8)', () => {
    assert.deepEqual(outcome([added(0, 'message'), delta(0, 'Hi'), completed]), answer('Hi'));
  });

  it('bring a text that came only in text.done, part.done, item.done or the terminal output (§7 #9)', () => {
    const part = { type: 'output_text', text: 'Hi' };
    const ways = [
      [textDone(0, 'Hi'), completed],
      [{ type: 'response.content_part.done', output_index: 0, content_index: 0, part }, completed],
      [itemDone(0, message('Hi')), completed],
      [itemDone(0, { type: 'message', content: 'Hi' }), completed],
      [{ type: 'response.completed', response: { output: [message('Hi')] } }],
    ];
    for (const way of ways) assert.deepEqual(outcome([created, ...way]), answer('Hi'));
  });

  it('append the missing suffix at every later stage (§7 #9)', () => {
    const events = read([
      delta(0, 'a'),
      textDone(0, 'ab'),
      itemDone(0, message('abc')),
      { type: 'response.completed', response: { output: [message('abcd')] } },
    ]);
    const deltas = events.flatMap((event) => (event.type === 'text-delta' ? [event.delta] : []));
    assert.deepEqual(deltas, ['a', 'b', 'c', 'd']);
  });

  it('replace a text that contradicts the final one, once (P06)', () => {
    const events = read([delta(0, 'Helo'), textDone(0, 'Hello'), itemDone(0, message('Hello')), completed]);
    assert.deepEqual(
      events.filter((event) => event.type === 'text-correction'),
      [{ type: 'text-correction', outputIndex: 0, contentIndex: 0, text: 'Hello' }],
    );
  });

  it('never erase streamed text by a shorter or empty final one (§7 accumulator precedence)', () => {
    for (const final of ['', 'Hel', 'Bye']) {
      const steps = [delta(0, 'Hello'), textDone(0, final), itemDone(0, message(final)), completed];
      assert.deepEqual(outcome(steps), answer('Hello'), final);
    }
  });

  it('take the item by its index when ids rotate or differ (§7 #11 #12)', () => {
    const steps = [
      { ...added(0, 'message'), item: { type: 'message', id: 'a' } },
      { ...delta(0, 'H'), item_id: 'b' },
      { ...delta(0, 'i'), item_id: 'c' },
      itemDone(0, { ...message('Hi'), id: 'd' }),
      { type: 'response.completed', response: { id: 'other', output: [{ ...message('Hi'), id: 'e' }] } },
    ];
    assert.deepEqual(outcome(steps), answer('Hi'));
  });

  it('open an item for a delta that comes before it was announced (§7 #13)', () => {
    assert.deepEqual(outcome([delta(0, 'H'), added(0, 'message'), delta(0, 'i'), completed]), answer('Hi'));
  });

  it('find their item and part without any index (§7 #14)', () => {
    const steps = [
      { type: 'response.output_item.added', item: { type: 'reasoning' } },
      { type: 'response.reasoning_text.delta', delta: 'Hm' },
      { type: 'response.output_item.added', item: { type: 'message' } },
      { type: 'response.output_text.delta', delta: 'a' },
      { type: 'response.output_text.done', text: 'a' },
      { type: 'response.content_part.done', part: { type: 'output_text', text: 'a' } },
      { type: 'response.output_text.delta', delta: 'b' },
      {
        type: 'response.output_item.done',
        item: { type: 'reasoning', content: [{ type: 'reasoning_text', text: 'Hm' }] },
      },
      { type: 'response.output_item.done', item: message('a', 'b') },
      completed,
    ];
    assert.deepEqual(outcome(steps), {
      items: [seen(0, 'reasoning', { reasoning: 'Hm' }), seen(1, 'message', { text: 'a\nb' })],
      end: 'completed',
    });
  });

  it('do not need sequence numbers and are not led by them (§7 #15, P05)', () => {
    const numbers = [7, 7, '3', -1];
    const steps = ['H', 'e', 'l', 'o'].map((letter, at) => ({
      ...delta(0, letter),
      sequence_number: numbers[at],
    }));
    assert.deepEqual(outcome([...steps, completed]), answer('Helo'));
  });

  it('complete without any lifecycle event when every item is done and the last has text (§7 #16)', () => {
    const reader = createEventReader();
    for (const step of [delta(0, 'Hi'), itemDone(0, { ...message('Hi'), status: 'completed' })])
      reader.read(step);
    assert.deepEqual(reader.finish().at(-1), {
      type: 'response-end',
      end: { status: 'completed' },
      unknownEvents: {},
    });
  });

  it('stay cut without a terminal event in every other case (§7 #7 #16)', () => {
    const done = itemDone(0, { ...message('Hi'), status: 'completed' });
    const cuts = [
      [],
      [created, delta(0, 'Hi'), done],
      [{ type: 'response.in_progress' }, done],
      [delta(0, 'Hi')],
      [delta(0, 'Hi'), textDone(0, 'Hi')],
      [done, added(1, 'message')],
      [itemDone(0, { ...message('Hi'), status: 'incomplete' })],
      [itemDone(0, message(''))],
      [done, itemDone(1, { type: 'function_call', status: 'completed' })],
    ];
    for (const steps of cuts) {
      const reader = createEventReader();
      for (const step of steps) reader.read(step);
      assert.deepEqual(reader.finish(), []);
    }
  });

  it('have usage only where it was told, and never a negative one (§7 #17, P20)', () => {
    const usages = [
      undefined,
      null,
      {},
      { input_tokens: -1 },
      { output_tokens: 3, output_tokens_details: null },
    ];
    const told = usages.map(
      (usage) => endOf(read([{ type: 'response.completed', response: { usage } }])).usage,
    );
    assert.deepEqual(told, [undefined, undefined, undefined, undefined, { outputTokens: 3 }]);
  });

  it('keep items apart that interleave or leave holes in the index (§7 #18, P07)', () => {
    const steps = [
      added(0, 'reasoning'),
      { type: 'response.reasoning_text.delta', output_index: 0, content_index: 0, delta: 'Hm' },
      added(2, 'message'),
      delta(2, 'H'),
      { type: 'response.reasoning_text.delta', output_index: 0, content_index: 0, delta: '.' },
      delta(2, 'i'),
      itemDone(2, message('Hi')),
      itemDone(0, { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }] }),
      {
        type: 'response.completed',
        response: { output: [{ type: 'reasoning', summary: [] }, message('Hi'), message('More')] },
      },
    ];
    assert.deepEqual(outcome(steps), {
      items: [
        seen(0, 'reasoning', { reasoning: 'Hm.' }),
        seen(2, 'message', { text: 'Hi' }),
        seen(3, 'message', { text: 'More' }),
      ],
      end: 'completed',
    });
  });

  it('pass over a terminal output with fewer messages than were streamed', () => {
    const steps = [delta(0, 'First'), delta(1, 'Second')];
    const end = { type: 'response.completed', response: { output: [message('Second, and more')] } };
    assert.deepEqual(outcome([...steps, end]).items, [
      seen(0, 'message', { text: 'First' }),
      seen(1, 'message', { text: 'Second' }),
    ]);
  });

  it('keep text and reasoning apart where a gateway gives every item the index 0', () => {
    const steps = [
      { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: 0, delta: 'Hm' },
      delta(0, 'Hi'),
      itemDone(0, { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }] }),
      itemDone(0, message('Hi')),
      completed,
    ];
    assert.deepEqual(outcome(steps), {
      items: [seen(0, 'reasoning', { reasoning: 'Hm' }), seen(1, 'message', { text: 'Hi' })],
      end: 'completed',
    });
  });

  it('keep their texts when items are announced in another order than the response lists them (§7 #18, P07)', () => {
    const final = [message('One'), message('Two')];
    const { items } = outcomeOf(
      read([
        ...[created, added(1, 'message'), added(0, 'message'), delta(0, 'One'), delta(1, 'Two')],
        { type: 'response.completed', response: { status: 'completed', output: final } },
      ]),
    );
    assert.deepEqual(
      items.map(({ outputIndex, text }) => [outputIndex, text]),
      [
        [1, 'Two'],
        [0, 'One'],
      ],
    );
  });

  it('take reasoning in each of its wrappings (§7 #25)', () => {
    const wrapped = (type: string, part: object) => ({ type, output_index: 0, content_index: 0, part });
    const wrappings = [
      wrapped('response.content_part.done', { type: 'output_text', text: 'Hm' }),
      wrapped('response.content_part.done', { type: 'reasoning_text', text: 'Hm' }),
      wrapped('response.reasoning_part.done', { type: 'reasoning_text', text: 'Hm' }),
      {
        ...wrapped('response.reasoning_summary_part.done', { type: 'summary_text', text: 'Hm' }),
        summary_index: 0,
      },
    ];
    for (const wrapping of wrappings) {
      assert.deepEqual(outcome([added(0, 'reasoning'), wrapping, completed]).items, [
        seen(0, 'reasoning', { reasoning: 'Hm' }),
      ]);
    }
  });

  it('take reasoning and text under their other names (§7 #29)', () => {
    const names = [
      'reasoning_summary_text',
      'reasoning_summary',
      'reasoning_text',
      'reasoning',
      'reasoning_content',
    ];
    for (const name of names) {
      const steps = [
        { type: `response.${name}.delta`, output_index: 0, delta: 'H' },
        { type: `response.${name}.done`, output_index: 0, text: 'Hm' },
        completed,
      ];
      assert.deepEqual(outcome(steps).items, [seen(0, 'reasoning', { reasoning: 'Hm' })], name);
    }
    assert.deepEqual(
      outcome([{ type: 'output_text.delta', output_index: 0, delta: 'Hi' }, completed]),
      answer('Hi'),
    );
  });

  it('show reasoning once when it was streamed as text and repeated as summary', () => {
    const steps = [
      { type: 'response.reasoning_text.delta', output_index: 0, content_index: 0, delta: 'Hm' },
      itemDone(0, { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }] }),
      completed,
    ];
    assert.deepEqual(outcome(steps).items, [seen(0, 'reasoning', { reasoning: 'Hm' })]);
  });

  it('tell a refusal apart from text, streamed or whole (P12)', () => {
    const whole = { type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] };
    const ways = [
      [{ type: 'response.refusal.delta', output_index: 0, delta: 'No' }, itemDone(0, whole)],
      [{ type: 'response.refusal.done', output_index: 0, refusal: 'No.' }],
      [{ type: 'response.content_part.done', output_index: 0, part: { type: 'refusal', refusal: 'No.' } }],
      [itemDone(0, whole)],
    ];
    for (const way of ways) {
      assert.deepEqual(outcome([...way, completed]).items, [seen(0, 'message', { refusal: 'No.' })]);
    }
  });

  it('name items of other types and never take what they are given for an answer (§7 #10, P14)', () => {
    const steps = [
      added(0, 'function_call'),
      { type: 'response.function_call_arguments.delta', output_index: 0, delta: '{' },
      { type: 'response.function_call_arguments.done', output_index: 0, arguments: '{}' },
      itemDone(0, { type: 'function_call', arguments: '{}', content: [{ text: 'no' }] }),
      itemDone(1, { type: 'vendor:thing' }),
      completed,
    ];
    assert.deepEqual(outcome(steps).items, [
      seen(0, 'function_call', { input: '{}' }),
      seen(1, 'vendor:thing'),
    ]);
  });

  it('end as incomplete with its reason, also when the event says completed (P11)', () => {
    const response = (reason?: string) => ({ status: 'incomplete', incomplete_details: { reason } });
    const ends = [
      { type: 'response.incomplete', response: response('max_output_tokens') },
      { type: 'response.completed', response: response('content_filter') },
      { type: 'response.done', response: response('novelty') },
      { type: 'response.incomplete' },
    ].map((event) => endOf(read([event])).end);
    assert.deepEqual(
      ends.map((end) => (end.status === 'incomplete' ? end.reason : end.status)),
      ['max_output_tokens', 'content_filter', 'unknown', 'unknown'],
    );
  });

  it('end as failed for every shape of an error, at once (§7 #30, P10)', () => {
    const words = { code: 'insufficient_quota', message: 'Broke.', param: null };
    const shapes = [
      { type: 'error', ...words },
      { type: 'error', error: { type: 'insufficient_quota', ...words } },
      { error: words },
      { type: 'error', error: 'Broke.', code: 'insufficient_quota' },
      { type: 'response.error', error: words },
      { type: 'response.failed', response: { status: 'failed', error: words } },
      { type: 'response.completed', response: { status: 'failed', error: words } },
    ];
    for (const shape of shapes) {
      const { end } = endOf(read([created, delta(0, 'Hi'), shape]));
      assert.equal(end.status, 'failed');
      assert.deepEqual(
        [end.error.code, end.error.facts],
        ['no_credit', { serverCode: 'insufficient_quota', serverMessage: 'Broke.' }],
      );
    }
  });

  it('end as failed when the server cancelled, and with no error told', () => {
    const ends = [
      { type: 'response.cancelled' },
      { type: 'response.done', response: { status: 'cancelled' } },
      { type: 'response.failed' },
      { type: 'response.failed', response: { error: null } },
    ].map((event) => endOf(read([event])).end);
    assert.deepEqual(
      ends.map((end) => (end.status === 'failed' ? end.error.code : end.status)),
      ['failed', 'failed', 'failed', 'failed'],
    );
  });

  it('are not ended by a bare done (P16)', () => {
    assert.deepEqual(read([{ type: 'done' }]), [{ type: 'alive', eventType: 'done' }]);
  });

  it('are over after the terminal event, whatever follows (P04, P19)', () => {
    const reader = createEventReader();
    reader.read(completed);
    assert.deepEqual(
      [completed, created, delta(0, 'x'), { type: 'error' }].flatMap((step) => reader.read(step)),
      [],
    );
    assert.deepEqual(reader.finish(), []);
  });

  it('fail as not an API for a chat completion (§7 #34)', () => {
    for (const body of [{ object: 'chat.completion.chunk', choices: [] }, { choices: [{ delta: {} }] }]) {
      const { end } = endOf(read([body]));
      assert.equal(end.status === 'failed' && end.error.code, 'not_an_api');
    }
  });

  it('cost the same for each delta, however long the answer is (P08)', function () {
    this.timeout(20_000);
    const reader = createEventReader();
    const time = (count: number) => {
      const started = performance.now();
      for (let n = 0; n < count; n++) reader.read(delta(0, 'four'));
      return performance.now() - started;
    };
    time(20_000);
    const early = time(100_000);
    time(300_000);
    const late = time(100_000);
    assert.ok(late < early * 5 + 20, `${early} ms for the first, ${late} ms for the last 100,000 deltas`);
    assert.equal(outcomeOf(reader.read({ type: 'response.keepalive' })).end, undefined);
  });

  it('never throw and never speak after the end, whatever comes (P09)', function () {
    this.timeout(20_000);
    const types = [
      ...['created', 'output_item.added', 'output_item.done', 'content_part.done', 'output_text.delta'],
      ...[
        'output_text.done',
        'refusal.delta',
        'reasoning_text.delta',
        'reasoning_summary_part.done',
        'completed',
      ],
      ...['incomplete', 'failed', 'error', 'done', 'toString', '__proto__'],
    ];
    const junk = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('message', 'reasoning', 0, 1, -1, 1e9),
    );
    const item = fc.oneof(
      junk,
      fc.record({ type: fc.constantFrom('message', 'reasoning', 'x'), content: junk, summary: junk }),
    );
    const event = fc.record(
      {
        type: fc.constantFrom(...types.flatMap((type) => [type, `response.${type}`])),
        output_index: junk,
        content_index: junk,
        delta: junk,
        text: junk,
        part: item,
        item,
        error: junk,
        response: fc.oneof(
          junk,
          fc.record({ output: fc.array(item), status: junk, usage: junk, error: junk }),
        ),
      },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (steps) => {
        const events = read(steps);
        outcomeOf(events);
        assert.ok(events.length >= 1 || steps.length === 0);
      }),
      { numRuns: 1000 },
    );
  });
});

function read(steps: readonly unknown[]): ApiEvent[] {
  const reader = createEventReader();
  return steps.flatMap((step) => reader.read(step));
}

function outcome(steps: readonly unknown[]): Outcome {
  return outcomeOf(read(steps));
}

function endOf(events: readonly ApiEvent[]): ApiEvent & { type: 'response-end' } {
  const last = events.at(-1);
  if (last?.type !== 'response-end') throw new Error(`The last event is ${last?.type}`);
  return last;
}

function seen(outputIndex: number, itemType: string, texts: Partial<SeenItem> = {}): SeenItem {
  return { outputIndex, itemType, text: '', refusal: '', reasoning: '', isEnded: true, ...texts };
}

function answer(text: string): Outcome {
  return { items: [seen(0, 'message', { text })], end: 'completed' };
}

function added(index: number, type: string) {
  return { type: 'response.output_item.added', output_index: index, item: { type } };
}

function delta(index: number, text: string) {
  return { type: 'response.output_text.delta', output_index: index, content_index: 0, delta: text };
}

function textDone(index: number, text: string) {
  return { type: 'response.output_text.done', output_index: index, content_index: 0, text };
}

function itemDone(index: number, item: object) {
  return { type: 'response.output_item.done', output_index: index, item };
}

function message(...texts: string[]) {
  return { type: 'message', content: texts.map((text) => ({ type: 'output_text', text })) };
}
