import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createClient } from '../../../src/api/client.ts';
import { maxRequests } from '../../../src/chat/chatTurn.ts';
import { systemClock } from '../../../src/chat/clock.ts';
import type { Connection } from '../../../src/chat/connection.ts';
import { runningRound } from '../../../src/chat/runResponse.ts';
import { ChatSession } from '../../../src/chat/session.ts';
import type { TurnTools } from '../../../src/chat/toolCalls.ts';
import { workspaceTools } from '../../../src/chat/tools/workspaceTools.ts';
import type { Workspace } from '../../../src/chat/workspace.ts';
import type { Approval } from '../../../src/protocol/toolItem.ts';
import {
  type AssistantTurn,
  emptyTranscript,
  fromSnapshot,
  shownTurns,
  type Transcript,
  type TranscriptEvent,
  toSnapshot,
} from '../../../src/protocol/transcript.ts';
import { canaryKey } from '../../canary.ts';
import type { Scenario } from '../../simulator/scenario.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { memoryWorkspace } from './tools/memoryWorkspace.ts';

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const cart = 'export const cart = [];';

interface Item {
  readonly type: string;
  readonly role?: string;
  readonly content?: string;
  readonly call_id?: string;
  readonly output?: string;
  readonly [field: string]: unknown;
}

interface Body {
  readonly input: readonly Item[];
  readonly tools?: readonly { readonly type: string; readonly name?: string }[];
  readonly tool_choice?: unknown;
  readonly store?: boolean;
  readonly previous_response_id?: string;
}

type Decision = 'once' | 'conversation' | 'denied';

describe('a turn with tools', () => {
  let simulator: Simulator;
  let session: ChatSession;
  let asked: Approval[];
  let reads: string[];
  let defects: unknown[];
  let ids = 0;
  /** What the person says to each question, in order; the last word stands for those that follow. */
  let decisions: (Decision | (() => void))[];

  before(async () => {
    simulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 0 });
  });
  after(() => simulator.close());

  beforeEach(() => {
    simulator.reset();
    asked = [];
    reads = [];
    defects = [];
    decisions = ['once'];
    session = sessionOf(emptyTranscript('conversation'));
  });

  function sessionOf(transcript: Transcript): ChatSession {
    const known = new Set<string>();
    const opened: ChatSession = new ChatSession({
      transcript,
      newId: () => `id${++ids}`,
      clock: systemClock,
      refusedFields: {
        has: (_endpoint, field) => known.has(field),
        add: (_endpoint, field) => known.add(field),
      },
      onEvent: (event) => decide(opened, event),
      onDefect: (error) => defects.push(error),
    });
    return opened;
  }

  function decide(opened: ChatSession, event: TranscriptEvent): void {
    if (event.type !== 'tool-change' || event.change.approval === undefined) return;
    const { approval } = event.change;
    if (approval.answer !== undefined) return;
    asked.push(approval);
    const decision = decisions[asked.length - 1] ?? decisions.at(-1);
    if (typeof decision === 'string') opened.answerApproval(approval.id, decision);
    else decision?.();
  }

  const files = memoryWorkspace({ 'src/cart.ts': cart, 'src/a.ts': 'a' });
  const workspace: Workspace = {
    ...files,
    read(path) {
      reads.push(path);
      return files.read(path);
    },
  };
  const tools: TurnTools = { functions: workspaceTools, workspace, servers: [] };

  function connectionTo(change: Partial<Connection> = {}): Connection {
    const { baseUrl } = simulator;
    const sleep = () => Promise.resolve();
    return {
      client: createClient({ baseUrl, apiKey: canaryKey, fetch, log: silent, sleep }),
      baseUrl,
      model: 'gpt-5.4-mini',
      conversationState: 'auto',
      idleTimeoutMs: 60_000,
      instructions: '',
      parameters: { values: {}, capabilities: { refusals: () => [], remember: () => undefined } },
      tools,
      ...change,
    };
  }

  async function ask(
    text: string,
    options: { readonly scenario?: Scenario; readonly connection?: Connection } = {},
  ): Promise<AssistantTurn> {
    if (options.scenario !== undefined) simulator.enqueue(options.scenario);
    await session.ask({ text, attachments: [] }, options.connection ?? connectionTo());
    const turn = shownTurns(session.transcript).at(-1);
    assert.ok(turn?.kind === 'assistant');
    return turn;
  }

  const bodies = () => simulator.requests.map(({ body }) => body as Body);

  const textOf = ({ items }: AssistantTurn) =>
    items.map((item) => (item.kind === 'message' ? item.text : '')).join('');

  /** The calls of a turn in short: what was called, how it ended, and what was said about it. */
  const callsOf = ({ items }: AssistantTurn) =>
    items.flatMap((item) => (item.kind === 'tool' ? [[item.name, item.state, item.approval?.answer]] : []));

  /** An input item in short. */
  function short({ type, role, content, call_id, output, ...rest }: Item): string {
    if (type === 'message') return `${role}: ${content?.slice(0, 20)}`;
    if (type === 'function_call') return `call ${call_id} ${rest['arguments']}`;
    return type === 'function_call_output' ? `output ${call_id} ${output}` : type;
  }

  const read = `<file path="src/cart.ts" lines="1-1" of="1">\n${cart}\n</file>`;

  /** A stream of finished items, as a server would send it. */
  function events(...items: readonly Readonly<Record<string, unknown>>[]): Scenario {
    const all = items.flatMap((item, output_index) => [
      { type: 'response.output_item.added', output_index, item },
      { type: 'response.output_item.done', output_index, item },
    ]);
    const done = {
      type: 'response.completed',
      response: { id: 'resp_made', status: 'completed', output: [] },
    };
    return { name: 'events', events: [...all, done] };
  }

  const call = (change: Readonly<Record<string, unknown>> = {}) => ({
    type: 'function_call',
    call_id: 'call_1',
    name: 'read_file',
    arguments: '{"path":"src/cart.ts"}',
    status: 'completed',
    ...change,
  });

  it('S-6 asks before it runs a call, sends the output on and shows one answer', async () => {
    const turn = await ask('sim:function-call');
    const [first, second] = bodies();
    const id = second?.input[0]?.call_id;
    assert.deepEqual(
      {
        asked: asked.map(({ args, host, canStand }) => ({ args, host, canStand })),
        status: turn.status,
        calls: callsOf(turn),
        text: textOf(turn),
        turns: session.transcript.turns.size,
        tools: [first, second].map((body) => body?.tools?.map(({ name }) => name)),
        sent: second?.input,
        goesOn: second?.previous_response_id !== undefined,
        usage: (turn.usage?.inputTokens ?? 0) > 100,
      },
      {
        asked: [{ args: '{\n  "path": "src/cart.ts"\n}', host: undefined, canStand: true }],
        status: { kind: 'completed' },
        calls: [['read_file', 'done', 'once']],
        text: `This is what I got:\n\n\`\`\`\n${read}\n\`\`\``,
        turns: 2,
        tools: [1, 2].map(() => workspaceTools.map(({ name }) => name)),
        sent: [{ type: 'function_call_output', call_id: id, output: read }],
        goesOn: true,
        usage: true,
      },
    );
  });

  it('S-4, S-6 here only: sends calls, outputs and encrypted reasoning back in order and without ids', async () => {
    const connection = connectionTo({ model: 'o3', conversationState: 'local' });
    simulator.enqueue({ name: 'reasoning' });
    await ask('Think', { connection });
    await ask('sim:function-calls', { connection });
    await ask('And now', { connection });
    const last = bodies().at(-1);
    const ids = last?.input.flatMap(({ type, call_id }) => (type === 'function_call' ? [call_id] : []));
    const [a, b, c] = ids ?? [];
    assert.deepEqual(
      {
        include: bodies().map((body) => (body as { include?: unknown }).include),
        sent: last?.input.map(short),
        withIds: last?.input.filter((item) => 'id' in item || 'status' in item),
        encrypted: last?.input
          .filter(({ type }) => type === 'reasoning')
          .every(({ encrypted_content: text }) => typeof text === 'string' && text !== ''),
      },
      {
        include: bodies().map(() => ['reasoning.encrypted_content']),
        sent: [
          'user: Think',
          'reasoning',
          last?.input[2] === undefined ? '' : short(last.input[2]),
          'user: sim:function-calls',
          `call ${a} {"path":"src/cart.ts"}`,
          `output ${a} ${read}`,
          `call ${b} {"path":"src"}`,
          `output ${b} a.ts\ncart.ts`,
          `call ${c} {}`,
          `output ${c} There is no function "no_such_function". These can be called: ${workspaceTools.map(({ name }) => name).join(', ')}.`,
          'assistant: This is what I got:\n',
          'user: And now',
        ],
        withIds: [],
        encrypted: true,
      },
    );
  });

  it('S-4 keeps reasoning from another model and another base URL, but not the calls', async () => {
    const local = { conversationState: 'local' } as const;
    await ask('sim:function-call', { connection: connectionTo({ ...local, model: 'o3' }) });
    await ask('Again', { connection: connectionTo(local) });
    assert.deepEqual(
      [2, 1].map((from) =>
        bodies()
          .at(-from)
          ?.input.map(({ type }) => type),
      ),
      [
        ['message', 'reasoning', 'function_call', 'function_call_output'],
        ['message', 'function_call', 'function_call_output', 'message', 'message'],
      ].map((types, index) =>
        index === 0 ? types.filter((type) => type !== 'reasoning' || hasReasoning()) : types,
      ),
    );
  });

  /** Whether the model that was asked first reasons before it calls. */
  const hasReasoning = () => bodies()[1]?.input.some(({ type }) => type === 'reasoning') === true;

  const wrongReasoning: readonly (readonly [string, object])[] = [
    [
      'cannot be read any more',
      {
        message: 'The encrypted content could not be verified.',
        code: 'invalid_encrypted_content',
        param: null,
      },
    ],
    [
      'is not taken by the model',
      { message: 'Encrypted content is not supported with this model.', param: 'include' },
    ],
    ['is not known', { message: "Unknown parameter: 'include'.", param: 'include' }],
  ];
  for (const [what, error] of wrongReasoning) {
    it(`S-4 asks once more without reasoning that ${what}, and remembers it`, async () => {
      const connection = connectionTo({ model: 'o3', conversationState: 'local' });
      simulator.enqueue({ name: 'reasoning' });
      await ask('One', { connection });
      const scenario: Scenario = { name: 'http', status: 400, body: { error } };
      const turn = await ask('Two', { connection, scenario });
      await ask('Three', { connection });
      const carried = bodies().map((body) => [
        'include' in body,
        body.input.some(({ type }) => type === 'reasoning'),
      ]);
      assert.deepEqual(
        [turn.status.kind, carried],
        [
          'completed',
          [
            [true, false],
            [true, true],
            [false, false],
            [false, false],
          ],
        ],
      );
    });
  }

  it('S-6 runs calls side by side, and the person may allow a tool for the conversation', async () => {
    decisions = ['conversation'];
    const turn = await ask('sim:function-calls');
    const again = await ask('sim:function-call');
    assert.deepEqual(
      [asked.length, callsOf(turn), callsOf(again)],
      [
        2,
        [
          ['read_file', 'done', 'conversation'],
          ['list_files', 'done', 'conversation'],
          ['no_such_function', 'failed', undefined],
        ],
        [['read_file', 'done', undefined]],
      ],
    );
  });

  it('S-6 one word for the conversation answers the calls of the same tool that wait beside it', async () => {
    decisions = [() => undefined, () => session.answerApproval(asked[1]?.id ?? '', 'conversation')];
    const two = events(call(), call({ call_id: 'call_2', arguments: '{"path":"src/a.ts"}' }));
    const turn = await ask('Two files', { scenario: two });
    assert.deepEqual(callsOf(turn), [
      ['read_file', 'done', 'conversation'],
      ['read_file', 'done', 'conversation'],
    ]);
  });

  it('S-6 a call the person does not allow never runs, and the model is told', async () => {
    decisions = ['denied'];
    const turn = await ask('sim:function-call');
    assert.deepEqual(
      [reads, callsOf(turn), bodies()[1]?.input[0]?.output, turn.status.kind],
      [[], [['read_file', 'failed', 'denied']], 'The person did not allow this call.', 'completed'],
    );
  });

  it('U02, U09 Stop while a call waits runs nothing, a late word has no effect, and the next message goes on', async () => {
    decisions = [() => void session.stop()];
    const turn = await ask('sim:function-call');
    for (const { id } of asked) session.answerApproval(id, 'once');
    const next = await ask('Hello');
    assert.deepEqual(
      [turn.status, callsOf(turn), reads, next.status.kind, bodies()[1]?.input.map(({ type }) => type)],
      [
        { kind: 'stopped' },
        [['read_file', 'failed', 'withdrawn']],
        [],
        'completed',
        ['function_call_output', 'message'],
      ],
    );
  });

  it('U02 Stop while a call runs ends the turn at once', async () => {
    const never = { ...workspace, read: () => new Promise<string>(() => undefined) };
    decisions = ['once'];
    const stopping = {
      ...never,
      read: () => {
        void session.stop();
        return never.read();
      },
    };
    const turn = await ask('sim:function-call', {
      connection: connectionTo({ tools: { ...tools, workspace: stopping } }),
    });
    assert.deepEqual([turn.status, callsOf(turn)], [{ kind: 'stopped' }, [['read_file', 'failed', 'once']]]);
  });

  it('U09 approving twice runs a call once', async () => {
    decisions = [
      () => {
        for (const { id } of asked) {
          session.answerApproval(id, 'once');
          session.answerApproval(id, 'denied');
          session.answerApproval(id, 'once');
        }
      },
    ];
    const turn = await ask('sim:function-call');
    assert.deepEqual([reads, callsOf(turn)], [['src/cart.ts'], [['read_file', 'done', 'once']]]);
  });

  const wrongCalls: readonly (readonly [
    string,
    readonly Readonly<Record<string, unknown>>[],
    readonly string[],
  ])[] = [
    [
      'arguments that are no JSON',
      [call({ arguments: '{"path":"src/ca' })],
      ['The arguments of read_file are not valid JSON.'],
    ],
    ['an unknown function', [call({ name: 'run_shell' })], ['There is no function "run_shell".']],
    ['no name', [call({ name: undefined })], ['There is no function "".']],
    ['no call_id', [call({ call_id: undefined })], ['The call has no call_id.']],
    [
      'a call_id used twice',
      [call(), call({ arguments: '{"path":"src/a.ts"}' })],
      ['<file path="src/cart.ts"', 'Another call of this response has the same call_id.'],
    ],
    ['a call that is not complete', [call({ status: 'incomplete' })], ['The call is not complete.']],
    ['a path that leads out', [call({ arguments: '{"path":"../x"}' })], ['There is no ../x.']],
    ['arguments as an object', [call({ arguments: { path: 'src/cart.ts' } })], ['<file path="src/cart.ts"']],
  ];
  for (const [what, items, outputs] of wrongCalls) {
    it(`P14 answers ${what} with an output of its own and goes on`, async () => {
      const connection = connectionTo({ conversationState: 'local' });
      const turn = await ask('Go', { scenario: events(...items), connection });
      const sent = bodies()[1]?.input ?? [];
      const answers = sent.filter(({ type }) => type === 'function_call_output');
      const calls = sent.filter(({ type }) => type === 'function_call');
      assert.deepEqual(
        {
          status: turn.status.kind,
          outputs: answers.map(({ output }, index) => output?.slice(0, outputs[index]?.length)),
          paired: answers.map(({ call_id }) => call_id),
          unique: new Set(calls.map(({ call_id }) => call_id)).size,
          json: calls.every(({ arguments: args }) => JSON.parse(String(args)) !== undefined),
          defects,
        },
        {
          status: 'completed',
          outputs,
          paired: calls.map(({ call_id }) => call_id),
          unique: outputs.length,
          json: true,
          defects: [],
        },
      );
    });
  }

  it('P14 arguments that arrive after they were done do not change what runs', async () => {
    const item = call({ id: 'fc_1' });
    const scenario: Scenario = {
      name: 'events',
      events: [
        { type: 'response.output_item.added', output_index: 0, item: { ...item, arguments: '' } },
        {
          type: 'response.function_call_arguments.done',
          output_index: 0,
          arguments: '{"path":"src/cart.ts"}',
        },
        { type: 'response.output_item.done', output_index: 0, item },
        { type: 'response.function_call_arguments.delta', output_index: 0, delta: '{"path":".env"}' },
        { type: 'response.completed', response: { id: 'resp_1', status: 'completed', output: [] } },
      ],
    };
    await ask('Go', { scenario });
    assert.deepEqual(
      [asked.map(({ args }) => JSON.parse(args)), reads],
      [[{ path: 'src/cart.ts' }], ['src/cart.ts']],
    );
  });

  for (const [what, end] of [
    ['incomplete', { type: 'response.incomplete', response: { status: 'incomplete', output: [] } }],
    [
      'failed',
      { type: 'response.failed', response: { status: 'failed', error: { code: 'x', message: 'y' } } },
    ],
  ] as const) {
    it(`P14 runs nothing from a response that is ${what}`, async () => {
      const { events: begun = [] } = events(call());
      const turn = await ask('Go', { scenario: { name: 'events', events: [...begun.slice(0, 2), end] } });
      assert.deepEqual([turn.status.kind, asked, reads, simulator.requests.length], [what, [], [], 1]);
    });
  }

  it('P14 runs nothing from a response that was cut', async () => {
    const { events: begun = [] } = events(call());
    const turn = await ask('Go', { scenario: { name: 'events', events: begun.slice(0, 2) } });
    assert.deepEqual([turn.status.kind, asked, reads], ['interrupted', [], []]);
  });

  it('P14 an endless loop of calls ends after a number of requests, the last without calls', async () => {
    decisions = ['conversation'];
    const turn = await ask('sim:function-loop');
    assert.deepEqual(
      [
        turn.status.kind,
        simulator.requests.length,
        reads.length,
        turn.notes,
        textOf(turn),
        bodies()
          .map((body) => body.tool_choice)
          .filter((choice) => choice !== undefined),
      ],
      [
        'completed',
        maxRequests,
        maxRequests - 1,
        [{ kind: 'tool_limit', count: maxRequests }],
        'I answer without a call.',
        ['none'],
      ],
    );
  });

  it('P14 a server that calls all the same at the limit gets a no, and the conversation goes on', async () => {
    decisions = ['conversation'];
    for (let at = 0; at < maxRequests; at++) simulator.enqueue(events(call({ call_id: `call_${at}` })));
    const turn = await ask('Go', { connection: connectionTo({ conversationState: 'local' }) });
    const next = await ask('Hello', { connection: connectionTo({ conversationState: 'local' }) });
    assert.deepEqual(
      [turn.status.kind, simulator.requests.length, reads.length, callsOf(turn).at(-1), next.status.kind],
      ['completed', maxRequests + 1, maxRequests - 1, ['read_file', 'failed', undefined], 'completed'],
    );
  });

  it('S-6 parallel_tool_calls, tool_choice and max_tool_calls arrive; a forced call is forced only once', async () => {
    const values = { parallel_tool_calls: false, max_tool_calls: 3, tool_choice: 'required' };
    const capabilities = { refusals: () => [], remember: () => undefined };
    const turn = await ask('Hello', { connection: connectionTo({ parameters: { values, capabilities } }) });
    assert.deepEqual(
      [
        turn.status.kind,
        simulator.requests.map(({ body }) => {
          const { parallel_tool_calls, max_tool_calls, tool_choice } = body as Record<string, unknown>;
          return [parallel_tool_calls, max_tool_calls, tool_choice];
        }),
      ],
      [
        'completed',
        [
          [false, 3, 'required'],
          [false, 3, 'auto'],
        ],
      ],
    );
  });

  it('S-6 a model that takes no functions is asked without them, and the answer says so', async () => {
    const error = {
      message: "Invalid value: 'function'. Tools of type 'function' are not supported.",
      param: 'tools[0].type',
    };
    const turn = await ask('Hello', { scenario: { name: 'http', status: 400, body: { error } } });
    assert.deepEqual(
      [turn.status.kind, turn.notes, bodies().map((body) => body.tools?.length)],
      [
        'completed',
        [{ kind: 'parameter_repair', name: 'tools', value: 'function' }],
        [workspaceTools.length, undefined],
      ],
    );
  });

  it('S-11 an answer that is followed later goes on with the request after its calls', async () => {
    const turn = await ask('sim:function-call');
    const [called, said] = turn.items;
    assert.ok(called !== undefined && said !== undefined);
    const { replay: _answer, ...open } = called;
    assert.deepEqual(
      [[], [open], [called], [called, said]].map((items) => runningRound({ ...turn, items })),
      [0, 0, 1, 1],
    );
  });

  it('S-6 without tools nothing is offered', async () => {
    const { tools: _none, ...without } = connectionTo();
    await ask('Hello', { connection: without });
    assert.equal('tools' in (bodies()[0] ?? {}), false);
  });

  it('a defect of a tool ends in an output for the model, not in a failed turn', async () => {
    const broken: Workspace = { ...workspace, read: () => Promise.reject(new TypeError('defect')) };
    const connection = connectionTo({ tools: { ...tools, workspace: broken } });
    const turn = await ask('sim:function-call', { connection });
    assert.deepEqual(
      [turn.status.kind, bodies()[1]?.input[0]?.output, defects.map(String)],
      [
        'completed',
        'The function failed because of a defect in the editor extension.',
        ['TypeError: defect'],
      ],
    );
  });

  it('S-4 everything that is sent back survives a reload of the window', async () => {
    const connection = connectionTo({ conversationState: 'local', model: 'o3' });
    simulator.enqueue({ name: 'reasoning' });
    await ask('Think', { connection });
    await ask('sim:function-call', { connection });
    const snapshot = JSON.parse(JSON.stringify(toSnapshot(session.transcript)));
    await ask('And now', { connection });
    const before = bodies().at(-1)?.input;
    session = sessionOf(fromSnapshot(snapshot));
    await ask('And now', { connection });
    assert.deepEqual(bodies().at(-1)?.input, before);
  });

  describe('with a tool server', () => {
    const server = {
      label: 'docs',
      host: 'mcp.example.com',
      wire: {
        type: 'mcp',
        server_label: 'docs',
        server_url: 'https://mcp.example.com/mcp',
        headers: { authorization: canaryKey },
        require_approval: 'always',
      },
    };
    const withServer = (change: Partial<Connection> = {}) =>
      connectionTo({ tools: { functions: [], workspace, servers: [server] }, ...change });

    for (const conversationState of ['auto', 'local'] as const) {
      it(`S-7 asks before each call, shows host and arguments, and sends the answer on: ${conversationState}`, async () => {
        const turn = await ask('sim:mcp', { connection: withServer({ conversationState }) });
        const sent = bodies()[1]?.input ?? [];
        const response = sent.at(-1);
        assert.deepEqual(
          {
            asked: asked.map(({ args, host, canStand }) => ({ args: JSON.parse(args), host, canStand })),
            calls: callsOf(turn),
            types: sent.map(({ type }) => type),
            response: {
              ...response,
              approval_request_id: /^mcpr_/.test(String(response?.['approval_request_id'])),
            },
            text: textOf(turn),
            tools: bodies().map(({ tools: list }) => list),
          },
          {
            asked: [{ args: { query: 'retry policy' }, host: 'mcp.example.com', canStand: false }],
            calls: [
              [undefined, 'done', undefined],
              ['search_docs', 'done', 'once'],
              ['search_docs', 'done', undefined],
            ],
            types:
              conversationState === 'auto'
                ? ['mcp_approval_response']
                : ['message', 'mcp_list_tools', 'mcp_approval_request', 'mcp_approval_response'],
            response: { type: 'mcp_approval_response', approval_request_id: true, approve: true },
            text: 'The documentation says: Requests are sent again at most twice.',
            tools: [[server.wire], [server.wire]],
          },
        );
      });
    }

    it('S-7 a call the person does not allow is answered with a no', async () => {
      decisions = ['denied'];
      const turn = await ask('sim:mcp', { connection: withServer() });
      assert.deepEqual(
        [bodies()[1]?.input[0]?.['approve'], textOf(turn)],
        [false, 'You did not allow the call, so I answer from memory.'],
      );
    });

    it('S-7 there is no word for the whole conversation: the next call is asked for again', async () => {
      decisions = ['conversation'];
      await ask('sim:mcp', { connection: withServer() });
      await ask('sim:mcp', { connection: withServer() });
      assert.equal(asked.length, 2);
    });

    it('S-7 a server that was not offered gets a no, without a question', async () => {
      const request = {
        type: 'mcp_approval_request',
        id: 'mcpr_1',
        server_label: 'evil',
        name: 'send',
        arguments: '{}',
      };
      await ask('Go', { connection: withServer(), scenario: events(request) });
      assert.deepEqual(
        [asked, bodies()[1]?.input.find(({ type }) => type === 'mcp_approval_response')?.['approve']],
        [[], false],
      );
    });

    it('S-7 a model that takes no tool servers is asked without them, and the answer says so', async () => {
      const error = { message: "Tool 'mcp' is not supported with this model.", param: 'tools' };
      const scenario: Scenario = { name: 'http', status: 400, body: { error } };
      const turn = await ask('Hello', {
        scenario,
        connection: withServer({ tools: { ...tools, servers: [server] } }),
      });
      assert.deepEqual(
        [turn.status.kind, turn.notes, bodies().map((body) => body.tools?.map(({ type }) => type === 'mcp'))],
        [
          'completed',
          [{ kind: 'parameter_repair', name: 'tools', value: 'mcp' }],
          [[...workspaceTools.map(() => false), true], workspaceTools.map(() => false)],
        ],
      );
    });

    it('S-7 the secrets of a server are in the request alone', async () => {
      const turn = await ask('sim:mcp', { connection: withServer() });
      assert.deepEqual(
        [JSON.stringify(bodies()[0]).includes(canaryKey), JSON.stringify(turn).includes(canaryKey)],
        [true, false],
      );
    });
  });

  it('S09, G11 what runs is what was shown, whatever the arguments', async () => {
    const path = fc.oneof(fc.constantFrom('src/cart.ts', 'src/a.ts', '.env'), fc.string());
    const tool = workspaceTools.find(({ name }) => name === 'read_file');
    await fc.assert(
      fc.asyncProperty(path, path, fc.boolean(), async (one, other, twice) => {
        const json = (value: string) => JSON.stringify(value);
        const args = twice ? `{"path":${json(one)},"path":${json(other)}}` : `{"path":${json(one)}}`;
        const seen: string[] = [];
        const use = {
          workspace: {
            ...workspace,
            read: async (each: string) => {
              seen.push(each);
              return '';
            },
          },
          signal: new AbortController().signal,
        };
        const prepared = tool?.prepare(args);
        await prepared?.run(use);
        assert.deepEqual(seen, [JSON.parse(prepared?.shown ?? '').path]);
      }),
      { numRuns: 2000 },
    );
  });
});
