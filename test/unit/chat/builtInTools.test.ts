import assert from 'node:assert/strict';
import type { BuiltInChoice } from '../../../src/api/builtInTools.ts';
import { createClient } from '../../../src/api/client.ts';
import type { ParameterRefusal } from '../../../src/api/parameterRefusal.ts';
import { systemClock } from '../../../src/chat/clock.ts';
import { ChatSession } from '../../../src/chat/session.ts';
import { type AssistantTurn, emptyTranscript, shownTurns } from '../../../src/protocol/transcript.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { silentLog } from '../api/silentLog.ts';

const all: BuiltInChoice = {
  tools: ['web_search', 'file_search', 'code_interpreter'],
  vectorStoreIds: ['vs_1'],
};

describe('a turn with the tools of the server', () => {
  let simulator: Simulator;
  let session: ChatSession;
  let refusals: ParameterRefusal[];

  before(async () => {
    simulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 0 });
  });
  after(() => simulator.close());
  beforeEach(() => {
    simulator.reset();
    refusals = [];
    let ids = 0;
    session = new ChatSession({
      transcript: emptyTranscript('conversation'),
      newId: () => `id${++ids}`,
      clock: systemClock,
      refusedFields: { has: () => false, add: () => {} },
      onEvent: () => undefined,
      onDefect: (error) => {
        throw error;
      },
    });
  });

  async function ask(builtInTools: BuiltInChoice): Promise<AssistantTurn> {
    const { baseUrl } = simulator;
    const sleep = () => Promise.resolve();
    const client = createClient({ baseUrl, apiKey: canaryKey, fetch, log: silentLog, sleep });
    const capabilities = {
      refusals: () => refusals,
      remember: (one: ParameterRefusal) => refusals.push(one),
      answered: () => undefined,
    };
    await session.ask(
      { text: 'Why?', attachments: [] },
      {
        client,
        baseUrl,
        model: 'gpt-4.1',
        conversationState: 'auto',
        idleTimeoutMs: 60_000,
        instructions: '',
        parameters: { values: {}, capabilities },
        builtInTools,
      },
    );
    const turn = shownTurns(session.transcript).at(-1);
    assert.ok(turn?.kind === 'assistant');
    return turn;
  }

  /** The types of the tools, and what was asked to be included. */
  const sent = () =>
    simulator.requests.map(({ body }) => {
      const { tools, include } = Object(body);
      return [tools?.map(({ type }: { readonly type: string }) => type), include];
    });

  const seen = ({ status, items, sources, notes }: AssistantTurn) => ({
    status: status.kind,
    items: items.map((item) =>
      item.kind === 'tool' ? [item.state, item.text, item.details.map(({ kind }) => kind)] : item.kind,
    ),
    sources: sources?.map((source) => (source.kind === 'page' ? source.url : source.name)),
    notes,
  });

  it('shows a search of the web with its sources, and numbers what the answer cites (S-5, B-22)', async () => {
    simulator.enqueue({ name: 'web-search' });
    const turn = await ask({ ...all, tools: ['web_search'] });
    const message = turn.items.find(({ kind }) => kind === 'message');
    assert.deepEqual(
      [seen(turn), sent(), message?.kind === 'message' ? message.citations : undefined],
      [
        {
          status: 'completed',
          items: [['done', '', ['query', 'page', 'page']], 'message'],
          sources: ['https://sre.example/error-budgets', 'https://docs.example/http-5xx'],
          notes: [],
        },
        [[['web_search_preview'], ['web_search_call.action.sources']]],
        [
          { source: 0, at: 'A budget of 99.9 % is common.'.length },
          { source: 1, at: 'A budget of 99.9 % is common. A rate above 1 % needs a look.'.length },
        ],
      ],
    );
  });

  it('shows what a search of files found, and code with its output, picture and file (S-5, B-23)', async () => {
    for (const name of ['file-search', 'code-interpreter', 'image-generation'] as const) {
      simulator.enqueue({ name });
    }
    const turns = [await ask(all), await ask(all), await ask(all)];
    assert.deepEqual(turns.map(seen), [
      {
        status: 'completed',
        items: [['done', '', ['query', 'excerpt']], 'message'],
        sources: ['runbook.pdf'],
        notes: [],
      },
      {
        status: 'completed',
        items: [['done', 'rates = [0.004, 0.019, 0.003]\nprint(max(rates))', ['output', 'image']], 'message'],
        sources: ['rates.csv'],
        notes: [],
      },
      {
        status: 'completed',
        items: [['done', '', ['image']], 'message'],
        sources: undefined,
        notes: [],
      },
    ]);
  });

  it('asks for the search by its other name, then leaves it out, says so, and does not send it again (S-5, S-13)', async () => {
    simulator.enqueue({ name: '400-tool', times: 2 });
    const choice = { ...all, tools: ['web_search'] } as const;
    const turns = [await ask(choice), await ask(choice)];
    const include = ['web_search_call.action.sources'];
    assert.deepEqual(
      { ends: turns.map(({ status, notes }) => [status.kind, notes]), sent: sent() },
      {
        ends: [
          [
            'completed',
            [
              {
                kind: 'parameter_repair',
                name: 'tools',
                value: 'web_search_preview',
                instead: 'web_search',
              },
              { kind: 'parameter_repair', name: 'tools', value: 'web_search' },
            ],
          ],
          ['completed', []],
        ],
        sent: [
          [['web_search_preview'], include],
          [['web_search'], include],
          [undefined, include],
          [undefined, include],
        ],
      },
    );
  });

  it('leaves out what an endpoint does not want to tell, once, and keeps the tool (S-5, S-13)', async () => {
    simulator.enqueue({ name: '400-include' });
    const turn = await ask({ ...all, tools: ['code_interpreter'] });
    assert.deepEqual(
      [turn.status.kind, turn.notes, sent()],
      [
        'completed',
        [{ kind: 'parameter_repair', name: 'include', value: 'code_interpreter_call.outputs' }],
        [
          [['code_interpreter'], ['code_interpreter_call.outputs']],
          [['code_interpreter'], undefined],
        ],
      ],
    );
  });
});
