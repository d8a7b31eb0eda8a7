import assert from 'node:assert/strict';
import { createClient } from '../../../src/api/client.ts';
import { systemClock } from '../../../src/chat/clock.ts';
import type { Connection } from '../../../src/chat/connection.ts';
import type { EditRequest, PlannedEdit } from '../../../src/chat/editAnswer.ts';
import { chatInstructions, editMessage } from '../../../src/chat/prompts.ts';
import type { RefusedFields } from '../../../src/chat/refusedFields.ts';
import { ChatSession } from '../../../src/chat/session.ts';
import {
  type AssistantTurn,
  emptyTranscript,
  shownTurns,
  type TranscriptEvent,
} from '../../../src/protocol/transcript.ts';
import { canaryKey } from '../../canary.ts';
import type { Scenario, ScenarioName } from '../../simulator/scenario.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const hour = 60 * 60 * 1000;

interface Body {
  readonly model: string;
  readonly input: readonly { readonly role: string; readonly content: string }[];
  readonly store?: boolean;
  readonly previous_response_id?: string;
  readonly prompt_cache_key?: string;
}

describe('the state of a conversation', () => {
  let simulator: Simulator;
  let otherSimulator: Simulator;
  let connection: Connection;
  let session: ChatSession;
  let events: TranscriptEvent[];
  let learnt: string[];
  let passed: number;

  before(async () => {
    simulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 0 });
    otherSimulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 0 });
  });
  after(async () => {
    await simulator.close();
    await otherSimulator.close();
  });

  beforeEach(() => {
    simulator.reset();
    otherSimulator.reset();
    events = [];
    learnt = [];
    passed = 0;
    connection = connectionTo(simulator);
    session = newSession();
  });

  function newSession(): ChatSession {
    let ids = 0;
    const refusedFields: RefusedFields = {
      has: ({ baseUrl, model }, field) => learnt.includes(`${baseUrl} ${model} ${field}`),
      add: ({ baseUrl, model }, field) => learnt.push(`${baseUrl} ${model} ${field}`),
    };
    return new ChatSession({
      transcript: emptyTranscript('conversation'),
      newId: () => `id${++ids}`,
      clock: { ...systemClock, now: () => Date.now() + passed },
      refusedFields,
      onEvent: (event) => events.push(event),
      onDefect: (error) => {
        throw error;
      },
    });
  }

  function connectionTo({ baseUrl }: Simulator, change: Partial<Connection> = {}): Connection {
    const sleep = () => Promise.resolve();
    const client = createClient({ baseUrl, apiKey: canaryKey, fetch, log: silent, sleep });
    const idleTimeoutMs = 60_000;
    const usual = { client, baseUrl, model: 'gpt-5.4-mini', idleTimeoutMs, instructions: '' };
    return { ...usual, conversationState: 'auto', ...change };
  }

  async function ask(text: string, scenario?: Scenario | ScenarioName): Promise<AssistantTurn> {
    if (scenario !== undefined) simulator.enqueue(scenario);
    await session.ask({ text, attachments: [] }, connection);
    return lastAnswer();
  }

  function lastAnswer(): AssistantTurn {
    const turn = shownTurns(session.transcript).at(-1);
    assert.ok(turn?.kind === 'assistant');
    return turn;
  }

  const textOf = ({ items }: AssistantTurn) =>
    items.map((item) => (item.kind === 'message' ? item.text : '')).join('');

  const bodies = (of: Simulator = simulator) => of.requests.map(({ body }) => body as Body);

  /** Each request in short: whether it is stored, what it goes on from, and what it brings along. */
  function requests(of: Simulator = simulator): unknown[] {
    return bodies(of).map(({ store, previous_response_id: previous, input }) => [
      store,
      previous === undefined ? 'all' : 'rest',
      ...input.map(({ content }) => content),
    ]);
  }

  /** The id of the response that answered request `index`. */
  async function responseId(index: number): Promise<string | undefined> {
    const next = bodies().slice(index + 1);
    return next.find(({ previous_response_id: id }) => id !== undefined)?.previous_response_id;
  }

  it('on the server: sends the new message alone, and names the answer it follows (M-K6)', async () => {
    await ask('One', { name: 'text', text: 'First' });
    await ask('Two', { name: 'text', text: 'Second' });
    const same = {
      model: 'gpt-5.4-mini',
      stream: true,
      instructions: chatInstructions,
      store: true,
      prompt_cache_key: 'conversation',
    };
    const previous = await responseId(0);
    assert.match(previous ?? '', /^resp_/);
    assert.deepEqual(bodies(), [
      { ...same, input: [{ type: 'message', role: 'user', content: 'One' }] },
      {
        ...same,
        previous_response_id: previous,
        input: [{ type: 'message', role: 'user', content: 'Two' }],
      },
    ]);
  });

  it('here only: stores nothing, and sends everything without ids (M-K6, §7 #24)', async () => {
    connection = connectionTo(simulator, { conversationState: 'local' });
    await ask('One', { name: 'text', text: 'First' });
    await ask('Two', { name: 'text', text: 'Second' });
    const message = (role: string, content: string) => ({ type: 'message', role, content });
    assert.deepEqual(bodies()[1], {
      model: 'gpt-5.4-mini',
      stream: true,
      instructions: chatInstructions,
      store: false,
      include: ['reasoning.encrypted_content'],
      prompt_cache_key: 'conversation',
      input: [message('user', 'One'), message('assistant', 'First'), message('user', 'Two')],
    });
  });

  const sizes = () => bodies().map((body) => JSON.stringify(body).length);

  it('on the server, no request grows with the conversation; here only, each one does (B-6)', async () => {
    for (let turn = 0; turn < 6; turn++) await ask(`Question ${turn}`);
    const onServer = sizes();
    simulator.reset();
    session = newSession();
    connection = connectionTo(simulator, { conversationState: 'local' });
    for (let turn = 0; turn < 6; turn++) await ask(`Question ${turn}`);
    const here = sizes();
    assert.deepEqual(
      [new Set(onServer.slice(1)).size, here.every((size, at) => at === 0 || size > (here[at - 1] ?? 0))],
      [1, true],
    );
  });

  it('here only, a request begins with every byte of the one before it (B-21)', async () => {
    connection = connectionTo(simulator, { conversationState: 'local' });
    for (let turn = 0; turn < 4; turn++) await ask(`Question ${turn}`);
    const texts = bodies().map((body) => JSON.stringify(body));
    assert.deepEqual(
      texts.slice(1).map((text, at) => text.startsWith(texts[at]?.replace(/\]\}$/, '') ?? '-')),
      [true, true, true],
    );
  });

  it('goes on from the answer of its own branch (B-6)', async () => {
    await ask('One', { name: 'text', text: 'First' });
    const second = await ask('Two', { name: 'text', text: 'Second' });
    simulator.enqueue({ name: 'text', text: 'Another second' });
    await session.retry(second.id, connection);
    await ask('Three', { name: 'text', text: 'Third' });
    session.selectVersion(second.id);
    await ask('Four', { name: 'text', text: 'Fourth' });
    const ids = bodies().map(({ previous_response_id: id }) => id);
    assert.deepEqual(
      {
        inputs: bodies().map(({ input }) => input.map(({ content }) => content)),
        retriedFromSame: ids[1] === ids[2],
        branches: new Set([ids[2], ids[3], ids[4]]).size,
      },
      { inputs: [['One'], ['Two'], ['Two'], ['Three'], ['Four']], retriedFromSame: true, branches: 3 },
    );
  });

  for (const name of ['cut', 'incomplete', 'failed-nested'] as const) {
    it(`sends an answer that did not complete along with the next message: ${name}`, async () => {
      await ask('One', { name: 'text', text: 'First' });
      const broken = await ask('Two', { name, afterDeltas: 3 });
      await ask('Three');
      assert.deepEqual(requests().at(-1), [true, 'rest', 'Two', textOf(broken), 'Three']);
    });
  }

  it('sends everything to another model and another base URL, and goes on from its own answer later', async () => {
    await ask('One', { name: 'text', text: 'First' });
    connection = connectionTo(simulator, { model: 'gpt-5.4' });
    await ask('Two', { name: 'text', text: 'Second' });
    connection = connectionTo(otherSimulator);
    otherSimulator.enqueue({ name: 'text', text: 'Third' });
    await ask('Three');
    connection = connectionTo(simulator);
    await ask('Four', { name: 'text', text: 'Fourth' });
    assert.deepEqual(
      [requests(), requests(otherSimulator), learnt],
      [
        [
          [true, 'all', 'One'],
          [true, 'all', 'One', 'First', 'Two'],
          [true, 'rest', 'Two', 'Second', 'Three', 'Third', 'Four'],
        ],
        [[true, 'all', 'One', 'First', 'Two', 'Second', 'Three']],
        [],
      ],
    );
  });

  it('sends everything after the key has changed', async () => {
    await ask('One', { name: 'text', text: 'First' });
    session.forgetServerMemory();
    await ask('Two');
    assert.deepEqual(requests()[1], [true, 'all', 'One', 'First', 'Two']);
  });

  const file = '<file path="a.ts" language="typescript">\nvar a = 1;\n</file>\n\nExplain this.';

  const failing: readonly ScenarioName[] = [
    'previous-ignored',
    'previous-not-found',
    'previous-expired',
    'previous-unsupported',
    'previous-no-tool-output',
  ];
  for (const name of failing) {
    it(`asks once more with everything when the server’s memory fails, and remembers it: ${name} (B-7, §7 #23)`, async () => {
      simulator.enqueue({ name: 'text', text: 'First' });
      await session.ask({ text: file, attachments: [] }, connection);
      events = [];
      const answer = await ask('Why?', name);
      const shown = events.map(({ type }) => type);
      await ask('And how?', { name: 'text', text: 'Third' });
      assert.deepEqual(
        {
          status: answer.status,
          // What the file is called only stands in the first message.
          rightAnswer: textOf(answer).includes('`a.ts`'),
          items: answer.items.length,
          corrections: shown.filter((type) => type === 'text-correction'),
          requests: requests(),
          learnt,
        },
        {
          status: { kind: 'completed' },
          rightAnswer: true,
          items: 1,
          corrections: [],
          requests: [
            [true, 'all', file],
            [true, 'rest', 'Why?'],
            [false, 'all', file, 'First', 'Why?'],
            [false, 'all', file, 'First', 'Why?', textOf(answer), 'And how?'],
          ],
          learnt: [`${simulator.baseUrl} gpt-5.4-mini previous_response_id`],
        },
      );
    });
  }

  it('closes the connection of an answer that was given without the conversation', async () => {
    await ask('One');
    await ask('Two', { name: 'previous-ignored', paceMs: 50 });
    const [, ignored] = simulator.requests;
    await simulator.waitFor((request) => request === ignored && request.end === 'client-closed');
  });

  const created = (echo: object) => ({
    type: 'response.created',
    response: { id: 'resp_x', model: 'gpt-5.4-mini', status: 'in_progress', ...echo },
  });
  const delta = { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Wrong' };
  const unverified: readonly (readonly [string, readonly { type: string }[]])[] = [
    ['the echo names another response', [created({ previous_response_id: 'resp_other' }), delta]],
    ['there is no echo', [created({}), delta]],
    ['there is no beginning', [delta]],
    [
      'the failure comes within the stream',
      [
        created({}),
        {
          type: 'error',
          ...{ code: 'previous_response_not_found', message: 'Previous response not found.' },
        },
      ],
    ],
  ];
  for (const [what, wire] of unverified) {
    it(`shows nothing of an answer that may not know the conversation: ${what} (B-7)`, async () => {
      await ask('One');
      const answer = await ask('Two', { name: 'events', events: [...wire] });
      assert.deepEqual(
        [answer.status, textOf(answer).includes('Wrong'), answer.items.length, simulator.requests.length],
        [{ kind: 'completed' }, false, 1, 3],
      );
    });
  }

  it('gives up only the one answer when the server has kept others or it is old', async () => {
    await ask('One', { name: 'text', text: 'First' });
    passed = 2 * hour;
    await ask('Two', 'previous-expired');
    const second = textOf(lastAnswer());
    await ask('Three', { name: 'text', text: 'Third' });
    await ask('Four', 'previous-not-found');
    const fourth = textOf(lastAnswer());
    await ask('Five');
    const all = ['One', 'First', 'Two', second, 'Three', 'Third', 'Four'];
    assert.deepEqual(
      [requests(), fourth === '', learnt],
      [
        [
          [true, 'all', 'One'],
          [true, 'rest', 'Two'],
          [true, 'all', 'One', 'First', 'Two'],
          [true, 'rest', 'Three'],
          [true, 'rest', 'Four'],
          [true, 'all', ...all],
          [true, 'rest', 'Five'],
        ],
        false,
        [],
      ],
    );
  });

  const refusal = (error: object, times = 1): Scenario => ({
    name: 'http',
    status: 400,
    body: { error },
    times,
  });
  const refusals: readonly (readonly [string, Scenario, readonly unknown[], readonly string[]])[] = [
    [
      'a server that must not store (§7 #24)',
      refusal({ message: 'Store must be set to false' }),
      [true, 'conversation', false, 'conversation'],
      ['previous_response_id'],
    ],
    [
      'a server without prompt_cache_key (B-21)',
      refusal({ message: "Unknown parameter: 'prompt_cache_key'.", param: 'prompt_cache_key' }),
      [true, 'conversation', true, undefined],
      ['prompt_cache_key'],
    ],
    [
      'a server that does not say what it refuses',
      refusal({ message: 'Bad request' }),
      [true, 'conversation', false, undefined],
      ['previous_response_id', 'prompt_cache_key'],
    ],
    [
      'a server that takes none of them and does not say so',
      refusal({ message: 'Bad request' }, 2),
      [true, 'conversation', false, undefined, undefined, undefined],
      ['previous_response_id', 'prompt_cache_key', 'store', 'reasoning.encrypted_content'],
    ],
  ];
  for (const [what, scenario, sent, fields] of refusals) {
    it(`answers all the same without the fields it can spare, and remembers them: ${what}`, async () => {
      const { status } = await ask('One', scenario);
      const first = simulator.requests.length;
      await ask('Two');
      assert.deepEqual(
        {
          status,
          sent: bodies()
            .slice(0, first)
            .flatMap(({ store, prompt_cache_key: key }) => [store, key]),
          learnt: learnt.map((each) => each.split(' ')[2]),
          next: simulator.requests.length - first,
        },
        { status: { kind: 'completed' }, sent, learnt: fields, next: 1 },
      );
    });
  }

  const unrelated: readonly (readonly [string, Scenario | ScenarioName, number])[] = [
    ['another field', refusal({ message: 'Invalid schema', param: 'text.format.schema' }, 9), 1],
    ['the key', '401', 1],
    ['the size', '400-context', 1],
    ['the model', '503-model', 1],
    ['a fault that stays', refusal({ message: 'Bad request' }, 9), 3],
  ];
  for (const [what, scenario, count] of unrelated) {
    it(`fails as ever and learns nothing when the reason is ${what}`, async () => {
      const { status } = await ask('One', scenario);
      assert.deepEqual([status.kind, simulator.requests.length, learnt], ['failed', count, []]);
    });
  }

  it('gives up only the one answer when a server that has taken every field says nothing but no', async () => {
    await ask('One', { name: 'text', text: 'First' });
    await ask('Two', { name: 'text', text: 'Second' });
    await ask('Three', refusal({ message: 'Bad request' }));
    const [last] = bodies().slice(-1);
    assert.deepEqual(
      [requests().slice(-2), last?.prompt_cache_key, learnt],
      [
        [
          [true, 'rest', 'Three'],
          [true, 'all', 'One', 'First', 'Two', 'Second', 'Three'],
        ],
        'conversation',
        [],
      ],
    );
  });

  it('does not ask again for a bare no without server memory when every field was taken before', async () => {
    const first = await ask('One');
    simulator.enqueue(refusal({ message: 'Bad request' }));
    await session.retry(first.id, connection);
    assert.deepEqual([lastAnswer().status.kind, simulator.requests.length, learnt], ['failed', 2, []]);
  });

  it('remembers a server that says it no longer takes the field, whatever it did before', async () => {
    await ask('One');
    await ask('Two');
    await ask('Three', 'previous-unsupported');
    assert.deepEqual(learnt, [`${simulator.baseUrl} gpt-5.4-mini previous_response_id`]);
  });

  it('does not ask again once something of the answer was shown', async () => {
    const failure = { type: 'error', code: 'invalid_request', message: 'Store must be set to false' };
    const turn = await ask('One', {
      name: 'events',
      events: [created({}), { ...delta, delta: 'Half' }, failure],
    });
    assert.deepEqual([turn.status.kind, textOf(turn), simulator.requests.length], ['failed', 'Half', 1]);
  });

  it('stops while it asks again: the turn is stopped and nothing is left open', async () => {
    await ask('One');
    simulator.enqueue('previous-not-found');
    simulator.enqueue({ name: 'stall', afterDeltas: 2 });
    const asked = session.ask({ text: 'Two', attachments: [] }, connection);
    await simulator.waitFor((request) => request === simulator.requests[2] && request.bytesSent > 0);
    await session.stop();
    await asked;
    await simulator.waitFor(
      (request) => request === simulator.requests[2] && request.clientClosedAt !== undefined,
    );
    assert.deepEqual([lastAnswer().status.kind, simulator.requests.length], ['stopped', 3]);
  });

  describe('with edits', () => {
    const code = 'function total(items) {\n  var sum = 0;\n  return sum;\n}\n';
    const message = editMessage({
      instruction: 'Refactor this code.',
      selection: {
        path: 'a.js',
        languageId: 'javascript',
        lines: { start: 1, end: 4 },
        text: code.trimEnd(),
      },
      before: '',
      after: '',
    });
    let presented: PlannedEdit[];

    async function edit(...scenarios: (Scenario | ScenarioName)[]): Promise<AssistantTurn> {
      presented = [];
      for (const scenario of scenarios) simulator.enqueue(scenario);
      const request: EditRequest = {
        kind: 'lines',
        command: 'refactor',
        title: 'Refactor this code.',
        attachment: {
          item: { id: 'c', name: 'a.js', path: 'a.js' },
          excerpt: { path: 'a.js', languageId: 'javascript', text: code },
        },
        capture: () => ({
          text: code,
          scope: { startLine: 0, endLine: 4 },
          languageId: 'javascript',
          message,
        }),
        present(planned) {
          presented.push(planned);
          const status = { kind: 'pending', verdict: planned.verdict } as const;
          return { id: planned.id, title: planned.title, status, files: [] };
        },
      };
      await session.edit(request, connection);
      return lastAnswer();
    }

    const repaired = /^That answer could not be used/;
    const inputs = () =>
      requests().map((request) => {
        assert.ok(Array.isArray(request));
        return request.map((part) => (repaired.test(String(part)) ? 'repair' : part));
      });

    it('sends the repair alone too, and a later question goes on from the repaired answer (B-8)', async () => {
      await ask('One', { name: 'text', text: 'First' });
      await edit('wrong-anchor-once');
      await ask('Why?');
      const ids = bodies().map(({ previous_response_id: id }) => id);
      assert.deepEqual(
        [presented.length, inputs(), new Set(ids).size],
        [
          1,
          [
            [true, 'all', 'One'],
            [true, 'rest', message],
            [true, 'rest', 'repair'],
            [true, 'rest', 'Why?'],
          ],
          4,
        ],
      );
    });

    it('goes on from before an edit whose repair did not complete', async () => {
      await ask('One', { name: 'text', text: 'First' });
      const turn = await edit('wrong-anchor-once', { name: 'cut', afterDeltas: 20 });
      await ask('Why?');
      assert.deepEqual(
        [turn.status.kind, textOf(turn) === '', requests().at(-1)],
        ['interrupted', false, [true, 'rest', message, textOf(turn), 'Why?']],
      );
    });

    for (const name of failing) {
      it(`repairs with everything when the server’s memory fails at the repair: ${name}`, async () => {
        const turn = await edit('wrong-anchor-once', name);
        const [, , replay] = bodies();
        assert.deepEqual(
          [turn.status.kind, turn.edit?.status.kind, presented.length, replay?.input.map(({ role }) => role)],
          ['completed', 'pending', 1, ['user', 'assistant', 'user']],
        );
        assert.equal(simulator.requests.length, 3);
      });
    }

    it('works the same with a conversation that is kept here only', async () => {
      connection = connectionTo(simulator, { conversationState: 'local' });
      await ask('One', { name: 'text', text: 'First' });
      await edit('wrong-anchor-once');
      assert.deepEqual(
        [presented.length, bodies().map(({ store, input }) => [store, input.length])],
        [
          1,
          [
            [false, 1],
            [false, 3],
            [false, 5],
          ],
        ],
      );
    });
  });
});
