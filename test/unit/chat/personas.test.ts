import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import { createClient } from '../../../src/api/client.ts';
import { ApiError } from '../../../src/api/errors.ts';
import type { ApiEvent } from '../../../src/api/events.ts';
import type { ResponseRequest } from '../../../src/api/request.ts';
import { toStrictSchema } from '../../../src/api/strictSchema.ts';
import { systemClock } from '../../../src/chat/clock.ts';
import { ChatSession } from '../../../src/chat/session.ts';
import { type AssistantTurn, emptyTranscript, shownTurns } from '../../../src/protocol/transcript.ts';
import { canaryKey } from '../../canary.ts';
import { type PersonaName, personaNames } from '../../simulator/personas/personas.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { outcomeOf } from '../api/outcome.ts';
import { silentLog } from '../api/silentLog.ts';

const model = 'gpt-5.4-mini';
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** What a cell of the table says when all is well. */
type Cell = (place: Place) => Promise<string>;

/** One server, and the client and the chat that use it. */
interface Place {
  readonly persona: PersonaName;
  readonly simulator: Simulator;
  readonly ask: (text: string) => Promise<AssistantTurn>;
  readonly stream: (request: Partial<ResponseRequest>) => Promise<readonly ApiEvent[]>;
  /** The code of the error a request ends in, and how many requests were made for it. */
  readonly failure: (request?: Partial<ResponseRequest>, key?: string) => Promise<string>;
}

/** Servers that take the id of a former response; the others are sent the conversation again. */
const rememberers: readonly PersonaName[] = ['openai', 'comet', 'xai'];
/** A server that passes over the choice of a tool, and one that names nothing at all at the end. */
const choosesItself: readonly PersonaName[] = ['ollama'];

const cells: Readonly<Record<string, Cell>> = {
  async text({ simulator, ask }) {
    const text = 'One “two” 👩‍👩‍👧\n\n```ts\nthree();\n```\n';
    // A server that takes less is asked a second time.
    simulator.enqueue({ name: 'text', text, times: 2 });
    const turn = await ask('Hello');
    assert.deepEqual([turn.status, textOf(turn)], [{ kind: 'completed' }, text]);
    return '✔';
  },

  async state({ persona, simulator, ask }) {
    const file = '<file path="a.ts" language="typescript">\nvar a = 1;\n</file>\n\nExplain this.';
    const turns = [await ask(file), await ask('Why?'), await ask('And why?')];
    const last = simulator.requests.at(-1)?.body;
    const isRest = typeof last === 'object' && last !== null && 'previous_response_id' in last;
    const good = simulator.requests.filter(({ status }) => status === 200).length;
    assert.deepEqual(
      [turns.map((turn) => [turn.status.kind, textOf(turn).includes('`a.ts`')]), isRest],
      [turns.map(() => ['completed', true]), rememberers.includes(persona)],
    );
    // What was learnt from the first two turns is not asked for again.
    assert.deepEqual(simulator.requests.at(-2)?.status, 200);
    return `✔ ${isRest ? 'on the server' : 'here'}, ${good} of ${simulator.requests.length}`;
  },

  async tools({ persona, stream }) {
    const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const tool = { type: 'function', name: 'weather', strict: false, parameters };
    const events = await stream({ parameters: { tools: [tool], tool_choice: 'required' } });
    const calls = events.flatMap((event) =>
      event.type === 'item-end' && event.itemType === 'function_call'
        ? [[event.item?.['name'], event.item?.['arguments'], event.item?.['status']]]
        : [],
    );
    const expected = choosesItself.includes(persona) ? [] : [['weather', '{"city":"sample"}', 'completed']];
    assert.deepEqual([calls, outcomeOf(events).end], [expected, 'completed']);
    return expected.length === 0 ? '✔ answers without' : '✔';
  },

  async structured({ stream }) {
    const answer = z.object({ city: z.string(), degrees: z.number() });
    const events = await stream({ format: { name: 'weather', schema: toStrictSchema(answer) } });
    const { items, end } = outcomeOf(events);
    assert.equal(end, 'completed');
    answer.parse(JSON.parse(items.map(({ text }) => text).join('')));
    return '✔';
  },

  async reasoning({ stream }) {
    const events = await stream({ parameters: { reasoning: { effort: 'high', summary: 'auto' } } });
    const { items, end } = outcomeOf(events);
    assert.deepEqual(
      [
        items.map(({ itemType, isEnded }) => [itemType, isEnded]),
        items[0]?.reasoning.split('\n\n').length,
        end,
      ],
      [
        [
          ['reasoning', true],
          ['message', true],
        ],
        3,
        'completed',
      ],
    );
    assert.match(
      items[0]?.reasoning ?? '',
      /^\*\*Reading the question\*\*[\s\S]+\*\*Choosing the answer\*\*/,
    );
    assert.equal(items[1]?.reasoning, '');
    return '✔';
  },

  async images({ simulator, stream }) {
    const image = { type: 'input_image', image_url: `data:image/png;base64,${pixel}` } as const;
    const content = [{ type: 'input_text', text: 'What is this?' } as const, image];
    const events = await stream({ input: [{ type: 'message', role: 'user', content }] });
    const arrived = JSON.stringify(simulator.requests.at(-1)?.body);
    assert.deepEqual([outcomeOf(events).end, arrived.includes(pixel)], ['completed', true]);
    return '✔';
  },

  async errors({ simulator, stream, failure }) {
    const seen: string[] = [await failure({}, 'sk-wrong-0123456789'), await failure({ model: 'nope' })];
    for (const name of ['400-context', '402', '500'] as const) {
      simulator.enqueue({ name, times: name === '500' ? 3 : 1 });
      seen.push(await failure());
    }
    simulator.enqueue({ name: '429', retryAfter: 1 });
    seen.push(outcomeOf(await stream({})).end ?? '');
    simulator.enqueue('failed-nested');
    seen.push(outcomeOf(await stream({})).end ?? '');
    assert.deepEqual(seen, [
      '1 × invalid_key',
      '1 × model_not_found',
      '1 × context_too_long',
      '1 × no_credit',
      '3 × server_error',
      'completed',
      'failed',
    ]);
    return '✔';
  },
};

describe('Every server, with everything the extension does', () => {
  const table = new Map<string, string>();

  after(() => {
    const columns = ['', ...Object.keys(cells)];
    const rows = personaNames.map((persona) => [
      persona,
      ...Object.keys(cells).map((name) => table.get(`${persona} ${name}`) ?? '✖'),
    ]);
    const widths = columns.map((_name, at) =>
      Math.max(...[columns, ...rows].map((row) => row[at]?.length ?? 0)),
    );
    for (const row of [columns, ...rows]) {
      console.log(`      ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`);
    }
  });

  for (const persona of personaNames) {
    for (const [name, cell] of Object.entries(cells)) {
      it(`${persona}: ${name}`, async () => {
        const simulator = await startSimulator({ persona, apiKeys: [canaryKey], paceMs: 0 });
        try {
          table.set(`${persona} ${name}`, await cell(placeOf(persona, simulator)));
        } finally {
          await simulator.close();
        }
      });
    }
  }
});

function placeOf(persona: PersonaName, simulator: Simulator): Place {
  const { baseUrl } = simulator;
  const clientWith = (apiKey: string) =>
    createClient({ baseUrl, apiKey, fetch, log: silentLog, sleep: async () => {} });
  const client = clientWith(canaryKey);
  const options = { signal: new AbortController().signal, idleTimeoutMs: 10_000 };
  const plain: ResponseRequest = {
    model,
    instructions: 'Be kind.',
    store: false,
    input: [{ type: 'message', role: 'user', content: 'Hello' }],
  };
  const learnt = new Set<string>();
  let ids = 0;
  const session = new ChatSession({
    transcript: emptyTranscript('conversation'),
    newId: () => `id${++ids}`,
    clock: systemClock,
    refusedFields: {
      has: (_endpoint, field) => learnt.has(field),
      add: (_endpoint, field) => learnt.add(field),
    },
    onEvent: () => {},
    onDefect: (error) => {
      throw error;
    },
  });
  const connection = { client, baseUrl, model, idleTimeoutMs: 10_000, instructions: '' };
  return {
    persona,
    simulator,
    async ask(text) {
      await session.ask({ text, attachments: [] }, { ...connection, conversationState: 'auto' });
      const turn = shownTurns(session.transcript).at(-1);
      assert.ok(turn?.kind === 'assistant');
      return turn;
    },
    async stream(request) {
      const events: ApiEvent[] = [];
      for await (const event of client.stream({ ...plain, ...request }, options)) events.push(event);
      return events;
    },
    async failure(request = {}, key = canaryKey) {
      const before = simulator.requests.length;
      let code = 'none';
      try {
        for await (const event of clientWith(key).stream({ ...plain, ...request }, options))
          code = event.type;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        code = error.code;
      }
      return `${simulator.requests.length - before} × ${code}`;
    },
  };
}

function textOf({ items }: AssistantTurn): string {
  return items.map((item) => (item.kind === 'message' ? item.text : '')).join('');
}
