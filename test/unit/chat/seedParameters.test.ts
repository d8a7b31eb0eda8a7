import assert from 'node:assert/strict';
import { createClient } from '../../../src/api/client.ts';
import { isParameterName, type ParameterValues, validateParameter } from '../../../src/api/parameters.ts';
import { systemClock } from '../../../src/chat/clock.ts';
import { ChatSession } from '../../../src/chat/session.ts';
import { emptyTranscript, shownTurns } from '../../../src/protocol/transcript.ts';
import { canaryKey } from '../../canary.ts';
import { seedParameters } from '../../seedParameters.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

describe('Every parameter of the endpoint', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 0, persona: 'openai' });
  });
  after(() => simulator.close());
  beforeEach(() => simulator.reset());

  /** The body of the request that a question with these values becomes. */
  async function bodyWith(values: ParameterValues): Promise<Readonly<Record<string, unknown>>> {
    const { baseUrl } = simulator;
    let ids = 0;
    const session = new ChatSession({
      transcript: emptyTranscript('conversation'),
      newId: () => `id${++ids}`,
      clock: systemClock,
      refusedFields: { has: () => false, add: (_, field) => assert.fail(`${field} was given up`) },
      onEvent: () => undefined,
      onDefect: (error) => {
        throw error;
      },
    });
    const client = createClient({ baseUrl, apiKey: canaryKey, fetch, log: silent });
    const capabilities = {
      refusals: () => [],
      answered: () => undefined,
      remember: ({ name }: { name: string }) => assert.fail(`${name} was refused`),
    };
    await session.ask(
      { text: 'Answer in json', attachments: [] },
      {
        ...{ client, baseUrl, idleTimeoutMs: 60_000, instructions: 'Be brief.', model: 'gpt-4.1' },
        conversationState: 'auto',
        parameters: { values, capabilities },
      },
    );
    const turn = shownTurns(session.transcript).at(-1);
    const status = turn?.kind === 'assistant' ? turn.status.kind : 'no answer';
    // 16 tokens are few.
    assert.ok(status === 'completed' || (status === 'incomplete' && 'max_output_tokens' in values));
    assert.equal(simulator.requests.length, 1);
    return Object(simulator.requests[0]?.body);
  }

  const at = (body: unknown, path: string) =>
    path.split('.').reduce<unknown>((part, key) => Object(part)[key], body);

  for (const { name, values, bad } of seedParameters) {
    if (values === undefined) continue;
    it(`arrives exactly as it was set, and only then: ${name} (S-12)`, async () => {
      for (const { set, wire = set } of values) {
        simulator.reset();
        const body = await bodyWith({ [name]: set });
        assert.deepEqual(at(body, name), wire);
      }
    });
    it(`is refused before it is sent when it cannot be right: ${name}`, () => {
      assert.deepEqual(
        bad.map((value) => validateParameter(name, value)?.code),
        bad.map(() => 'range'),
      );
    });
  }

  it('is set by a control of its own where the conversation decides it', async () => {
    const names = seedParameters.filter(({ values }) => values === undefined).map(({ name }) => name);
    const body = await bodyWith({});
    assert.deepEqual(
      [names, names.filter(isParameterName), Object.keys(body)],
      [
        ['model', 'input', 'stream', 'previous_response_id'],
        [],
        // Nothing that nobody set, besides what the conversation itself needs.
        ['model', 'stream', 'instructions', 'store', 'prompt_cache_key', 'input'],
      ],
    );
  });
});
