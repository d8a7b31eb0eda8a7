import assert from 'node:assert/strict';
import { createClient } from '../../../src/api/client.ts';
import type { ParameterValues } from '../../../src/api/parameters.ts';
import { systemClock } from '../../../src/chat/clock.ts';
import { ChatSession } from '../../../src/chat/session.ts';
import { type AssistantTurn, emptyTranscript, shownTurns } from '../../../src/protocol/transcript.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const named = { conversation: 'conv_1' };

describe('A conversation of the server that the person named', () => {
  let simulator: Simulator;
  let session: ChatSession;
  let given: string[];
  afterEach(() => simulator.close());

  async function start(persona: 'openai' | 'comet'): Promise<void> {
    simulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 0, persona });
    given = [];
    let ids = 0;
    session = new ChatSession({
      transcript: emptyTranscript('local'),
      newId: () => `id${++ids}`,
      clock: systemClock,
      refusedFields: { has: (_, field) => given.includes(field), add: (_, field) => given.push(field) },
      onEvent: () => undefined,
      onDefect: (error) => {
        throw error;
      },
    });
  }

  async function ask(values: ParameterValues, state: 'auto' | 'local' = 'auto'): Promise<AssistantTurn> {
    const { baseUrl } = simulator;
    const sleep = () => Promise.resolve();
    const client = createClient({ baseUrl, apiKey: canaryKey, fetch, log: silent, sleep });
    const capabilities = { refusals: () => [], remember: () => assert.fail('nothing else is refused') };
    const usual = { client, baseUrl, idleTimeoutMs: 60_000, instructions: '', model: 'gpt-4.1' };
    const parameters = { values, capabilities };
    await session.ask({ text: 'Why?', attachments: [] }, { ...usual, conversationState: state, parameters });
    const turn = shownTurns(session.transcript).at(-1);
    assert.ok(turn?.kind === 'assistant');
    return turn;
  }

  /** Of each request: the conversation, whether it goes on from a response, and how many items it carries. */
  const sent = () =>
    simulator.requests.map(({ body }) => {
      const { conversation, previous_response_id: previous, input, store } = Object(body);
      return [conversation, previous !== undefined, input.length, store];
    });

  it('is the memory: a request carries what came after its last answer, also when nothing else is kept (S-4)', async () => {
    await start('openai');
    const ends = [await ask(named), await ask(named), await ask(named, 'local'), await ask({})];
    assert.deepEqual(
      { ends: ends.map(({ status, notes }) => [status.kind, notes]), sent: sent(), given },
      {
        ends: Array.from({ length: 4 }, () => ['completed', []]),
        sent: [
          ['conv_1', false, 1, true],
          ['conv_1', false, 1, true],
          ['conv_1', false, 1, false],
          // Without its name nothing is known of it, and everything is sent.
          [undefined, false, 7, true],
        ],
        given: [],
      },
    );
  });

  it('is given up within the same turn where the endpoint does not echo it, said, and not sent again (S-4, §0 #9)', async () => {
    await start('comet');
    const [first, second] = [await ask(named), await ask(named)];
    assert.deepEqual(
      {
        ends: [first.status.kind, second.status.kind],
        notes: [first.notes, second.notes],
        sent: sent(),
        given,
      },
      {
        ends: ['completed', 'completed'],
        notes: [[{ kind: 'parameter_repair', name: 'conversation' }], []],
        sent: [
          ['conv_1', false, 1, true],
          [undefined, false, 1, true],
          [undefined, true, 1, true],
        ],
        given: ['conversation'],
      },
    );
  });

  it('is given up where the endpoint does not know the field', async () => {
    await start('openai');
    const message = "Unknown parameter: 'conversation'.";
    simulator.enqueue({ name: 'http', status: 400, body: { error: { message, param: 'conversation' } } });
    const { status } = await ask(named);
    assert.deepEqual(
      [status.kind, sent().map(([id]) => id), given],
      ['completed', ['conv_1', undefined], ['conversation']],
    );
  });

  it('is the person’s to correct when there is none of this name', async () => {
    await start('openai');
    const { status } = await ask({ conversation: 'wrong' });
    assert.deepEqual(
      [status.kind, status.kind === 'failed' && status.problem.serverMessage, sent().length, given],
      ['failed', "Conversation with id 'wrong' not found.", 1, []],
    );
  });
});
