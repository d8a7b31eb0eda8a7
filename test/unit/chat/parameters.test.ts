import assert from 'node:assert/strict';
import { createClient } from '../../../src/api/client.ts';
import type { ParameterRefusal } from '../../../src/api/parameterRefusal.ts';
import type { ParameterValues } from '../../../src/api/parameters.ts';
import { systemClock } from '../../../src/chat/clock.ts';
import { ChatSession } from '../../../src/chat/session.ts';
import { type AssistantTurn, emptyTranscript, shownTurns } from '../../../src/protocol/transcript.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

describe('a turn with parameters', () => {
  let simulator: Simulator;
  let session: ChatSession;
  let refusals: ParameterRefusal[];
  /** The fields of the conversation that were given up. */
  let given: string[];

  before(async () => {
    simulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 0 });
  });
  after(() => simulator.close());
  beforeEach(() => {
    simulator.reset();
    refusals = [];
    given = [];
    let ids = 0;
    session = new ChatSession({
      transcript: emptyTranscript('conversation'),
      newId: () => `id${++ids}`,
      clock: systemClock,
      refusedFields: { has: () => false, add: (_, field) => given.push(field) },
      onEvent: () => undefined,
      onDefect: (error) => {
        throw error;
      },
    });
  });

  async function ask(model: string, values: ParameterValues): Promise<AssistantTurn> {
    const { baseUrl } = simulator;
    const sleep = () => Promise.resolve();
    const client = createClient({ baseUrl, apiKey: canaryKey, fetch, log: silent, sleep });
    const capabilities = {
      refusals: () => refusals,
      remember: (one: ParameterRefusal) => refusals.push(one),
      answered: () => undefined,
    };
    const parameters = { values, capabilities };
    const usual = { client, baseUrl, idleTimeoutMs: 60_000, instructions: '' };
    const question = { text: 'Why?', attachments: [] };
    await session.ask(question, { ...usual, model, conversationState: 'auto', parameters });
    const turn = shownTurns(session.transcript).at(-1);
    assert.ok(turn?.kind === 'assistant');
    return turn;
  }

  const sent = () =>
    simulator.requests.map(({ body }) => {
      const { temperature, reasoning, store, previous_response_id: previous } = Object(body);
      return { temperature, reasoning, store, isFirst: previous === undefined };
    });

  it('sends them with every request, zero included (M-G3)', async () => {
    const turn = await ask('gpt-4.1', { temperature: 0 });
    assert.deepEqual(
      [turn.status.kind, turn.notes, sent()],
      ['completed', [], [{ temperature: 0, reasoning: undefined, store: true, isFirst: true }]],
    );
  });

  it('is answered without the one the model refuses, says so, and does not send it again (S-13, M-G4)', async () => {
    const values = { temperature: 0.5, 'reasoning.effort': 'high' };
    const first = await ask('gpt-6-sol', values);
    const second = await ask('gpt-6-sol', values);
    const reasoning = { effort: 'high' };
    assert.deepEqual(
      {
        ends: [first.status.kind, second.status.kind],
        notes: [first.notes, second.notes],
        sent: sent(),
        given,
      },
      {
        given: [],
        ends: ['completed', 'completed'],
        notes: [[{ kind: 'parameter_repair', name: 'temperature' }], []],
        sent: [
          { temperature: 0.5, reasoning, store: true, isFirst: true },
          { temperature: undefined, reasoning, store: true, isFirst: true },
          // The memory of the server is untouched by the refusal.
          { temperature: undefined, reasoning, store: true, isFirst: false },
        ],
      },
    );
  });

  it('reports the tier that was used and what the response says of each option (S-14, S-12)', async () => {
    const { report } = await ask('gpt-4.1', { temperature: 0, service_tier: 'priority', store: false });
    assert.deepEqual(report, {
      serviceTier: 'default',
      parameters: [
        { name: 'temperature', sent: '0', verdict: 'kept' },
        { name: 'store', sent: 'false', verdict: 'kept' },
        { name: 'service_tier', sent: 'priority', verdict: 'changed', reported: 'default' },
      ],
    });
  });

  it('keeps nothing on the server when storing is off, although the memory is on (S-4)', async () => {
    await ask('gpt-4.1', { store: false });
    await ask('gpt-4.1', { store: false });
    await ask('gpt-4.1', {});
    assert.deepEqual(
      sent().map(({ store, isFirst }) => [store, isFirst]),
      [
        [false, true],
        [false, true],
        [true, true],
      ],
    );
  });

  it('does without a store that is refused, however it was asked for, and says so in the end', async () => {
    const refusal = { error: { message: "Unsupported parameter: 'store'.", param: 'store' } };
    for (let count = 0; count < 2; count++) simulator.enqueue({ name: 'http', status: 400, body: refusal });
    const { status } = await ask('gpt-4.1', { store: true });
    assert.deepEqual(
      [status.kind, sent().map(({ store }) => store), given],
      ['completed', [true, true, undefined], ['previous_response_id', 'store']],
    );
  });

  it('tells which value took the place of a refused one (M-G4)', async () => {
    simulator.enqueue({
      name: 'http',
      status: 400,
      body: {
        error: {
          message: "Invalid value: 'max'. Supported values are: 'low' and 'high'.",
          param: 'reasoning.effort',
        },
      },
    });
    const { notes } = await ask('gpt-6-sol', { 'reasoning.effort': 'max' });
    assert.deepEqual(notes, [
      { kind: 'parameter_repair', name: 'reasoning.effort', value: 'max', instead: 'high' },
    ]);
  });
});
