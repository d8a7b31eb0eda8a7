import assert from 'node:assert/strict';
import { createClient } from '../../../src/api/client.ts';
import { type Clock, systemClock } from '../../../src/chat/clock.ts';
import type { Connection } from '../../../src/chat/connection.ts';
import type { EditRequest, EditTarget, PlannedEdit, PlannedFiles } from '../../../src/chat/editAnswer.ts';
import { editAnswerFormat, filesAnswerFormat } from '../../../src/chat/editFormat.ts';
import { editMessage, filesMessage } from '../../../src/chat/prompts.ts';
import { ChatSession } from '../../../src/chat/session.ts';
import { applyHunks } from '../../../src/edits/hunk.ts';
import type { SentFile } from '../../../src/edits/planFiles.ts';
import type { EditProblem } from '../../../src/protocol/proposedEdit.ts';
import {
  type AssistantTurn,
  emptyTranscript,
  shownTurns,
  type TranscriptEvent,
  versionsOf,
} from '../../../src/protocol/transcript.ts';
import { canaryKey } from '../../canary.ts';
import type { Scenario } from '../../simulator/scenario.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

const code = ['function total(items) {', '  log(items);', '  var sum = 0;', '  log(items);', '}', ''].join(
  '\n',
);

describe('session', () => {
  let simulator: Simulator;
  let connection: Connection;
  let events: TranscriptEvent[];
  let session: ChatSession;

  before(async () => {
    simulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 0 });
  });
  after(() => simulator.close());

  beforeEach(() => {
    simulator.reset();
    ({ connection, session, events } = setUp());
  });

  /** A conversation with the simulator that does not wait between retries. */
  function setUp(clock: Clock = systemClock) {
    const client = createClient({
      baseUrl: simulator.baseUrl,
      apiKey: canaryKey,
      fetch,
      log: silent,
      sleep: () => Promise.resolve(),
    });
    const newEvents: TranscriptEvent[] = [];
    let ids = 0;
    const newSession = new ChatSession({
      transcript: emptyTranscript('conversation'),
      newId: () => `id${++ids}`,
      clock,
      refusedFields: { has: () => false, add: () => undefined },
      onEvent: (event) => newEvents.push(event),
      onDefect: (error) => {
        throw error;
      },
    });
    return {
      connection: {
        client,
        baseUrl: simulator.baseUrl,
        model: 'gpt-5.4-mini',
        conversationState: 'local' as const,
        idleTimeoutMs: 60_000,
        instructions: '',
      },
      session: newSession,
      events: newEvents,
    };
  }

  async function ask(text: string, scenario?: Scenario): Promise<AssistantTurn> {
    if (scenario !== undefined) simulator.enqueue(scenario);
    await session.ask({ text, attachments: [] }, connection);
    return lastAnswer();
  }

  function lastAnswer(): AssistantTurn {
    const turn = shownTurns(session.transcript).at(-1);
    assert.ok(turn?.kind === 'assistant');
    return turn;
  }

  const textOf = (turn: AssistantTurn) =>
    turn.items.map((item) => (item.kind === 'message' ? item.text : '')).join('');

  const bodies = () =>
    simulator.requests.map(
      ({ body }) => body as { input: { role: string; content: string }[]; text?: unknown },
    );

  it('streams an answer and ends it once, as completed', async () => {
    const turn = await ask('Hello', { name: 'text', text: 'A *good* answer.' });
    assert.deepEqual(
      {
        text: textOf(turn),
        status: turn.status,
        ends: events.filter(({ type }) => type === 'turn-end').length,
        hasUsage: (turn.usage?.inputTokens ?? 0) > 0,
        running: session.runningTurnId,
      },
      {
        text: 'A *good* answer.',
        status: { kind: 'completed' },
        ends: 1,
        hasUsage: true,
        running: undefined,
      },
    );
  });

  it('sends the whole conversation, attachments included, in its order', async () => {
    simulator.enqueue({ name: 'text', text: 'First answer' });
    const attachment = {
      item: { id: 'c', name: 'a.ts', path: 'src/a.ts', lines: { start: 2, end: 3 } },
      excerpt: {
        path: 'src/a.ts',
        languageId: 'typescript',
        lines: { start: 2, end: 3 },
        text: 'let a;\nlet b;',
      },
    };
    await session.ask({ text: 'What is this?', attachments: [attachment] }, connection);
    await ask('And now?', { name: 'text', text: 'Second' });
    assert.deepEqual(
      bodies()
        .at(-1)
        ?.input.map(({ role, content }) => [role, content]),
      [
        [
          'user',
          '<file path="src/a.ts" language="typescript" lines="2-3">\nlet a;\nlet b;\n</file>\n\nWhat is this?',
        ],
        ['assistant', 'First answer'],
        ['user', 'And now?'],
      ],
    );
  });

  const endings: readonly { readonly scenario: Scenario; readonly ends: string; readonly title: string }[] = [
    { title: 'a refusal is refused', scenario: { name: 'refusal' }, ends: 'refused' },
    {
      title: 'the output limit is incomplete',
      scenario: { name: 'incomplete' },
      ends: 'incomplete max_output_tokens',
    },
    {
      title: 'a content filter is incomplete',
      scenario: { name: 'content-filter' },
      ends: 'incomplete content_filter',
    },
    { title: 'a cut stream is interrupted', scenario: { name: 'cut' }, ends: 'interrupted cut' },
    {
      title: 'a clean early end is interrupted, never completed (N06)',
      scenario: { name: 'cut-clean' },
      ends: 'interrupted cut',
    },
    { title: 'a reset is interrupted', scenario: { name: 'reset' }, ends: 'interrupted cut' },
    { title: 'an error event fails', scenario: { name: 'error-flat' }, ends: 'failed server_error' },
    { title: 'a refused key fails (401)', scenario: { name: '401' }, ends: 'failed invalid_key' },
    { title: 'an empty account fails (402)', scenario: { name: '402' }, ends: 'failed no_credit' },
    { title: 'a spent quota fails (403)', scenario: { name: '403-quota' }, ends: 'failed no_credit' },
    {
      title: 'an unknown model fails (503)',
      scenario: { name: '503-model' },
      ends: 'failed model_not_found',
    },
    { title: 'a web page is no API', scenario: { name: 'html' }, ends: 'failed not_an_api' },
    { title: 'a redirect is not followed', scenario: { name: 'redirect' }, ends: 'failed redirected' },
  ];
  for (const { title, scenario, ends } of endings) {
    it(`ends a turn as what happened: ${title}`, async () => {
      const { status } = await ask('Hello', scenario);
      const detail = 'problem' in status ? status.problem.code : 'reason' in status ? status.reason : '';
      assert.equal(`${status.kind} ${detail}`.trim(), ends);
    });
  }

  it('keeps the text of an interrupted answer', async () => {
    const turn = await ask('Hello', { name: 'cut', afterDeltas: 3 });
    assert.ok(textOf(turn).length > 0);
  });

  it('shows that a request is sent again, and answers (M-G10)', async () => {
    const turn = await ask('Hello', { name: '429', retryAfter: 1 });
    const retrying = events.flatMap((event) =>
      event.type === 'turn-status' && event.status.kind === 'retrying' ? [event.status] : [],
    );
    assert.deepEqual(
      {
        status: turn.status.kind,
        requests: simulator.requests.length,
        retrying: retrying.map(({ attempt, problem, from, until }) => [attempt, problem.code, until - from]),
      },
      { status: 'completed', requests: 2, retrying: [[1, 'rate_limited', 1000]] },
    );
  });

  it('stops within 100 ms, closes the socket and keeps the text (M-B3)', async () => {
    simulator.enqueue({ name: 'stall', afterDeltas: 4 });
    const asked = session.ask({ text: 'Hello', attachments: [] }, connection);
    await until(() => textOf(lastAnswer()).length > 0);
    const before = performance.now();
    await session.stop();
    const stoppedAfter = performance.now() - before;
    await asked;
    await until(() => simulator.requests[0]?.clientClosedAt !== undefined);
    const turn = lastAnswer();
    assert.deepEqual(
      [turn.status.kind, textOf(turn).length > 0, stoppedAfter < 100],
      ['stopped', true, true],
    );
  });

  it('marks silence as not responding and clears the mark when data comes (M-B4)', async () => {
    const clock = manualClock();
    ({ connection, session, events } = setUp(clock));
    simulator.enqueue({ name: 'stall', afterDeltas: 1 });
    const asked = session.ask({ text: 'Hello', attachments: [] }, connection);
    await until(() => textOf(lastAnswer()).length > 0);
    clock.advance(60_000);
    assert.equal(lastAnswer().status.kind, 'stalled');
    await session.stop();
    await asked;
    assert.deepEqual([lastAnswer().status.kind, clock.timers()], ['stopped', 0]);
  });

  it('keeps the former answer as a version when it is asked again (M-B5)', async () => {
    const first = await ask('Hello', { name: '503-model' });
    simulator.enqueue({ name: 'text', text: 'Better' });
    await session.retry(first.id, connection);
    const second = lastAnswer();
    assert.deepEqual(
      [textOf(second), versionsOf(session.transcript, second).map(({ id }) => id)],
      ['Better', [first.id, second.id]],
    );
  });

  it('names the conversation after its first message', async () => {
    await ask('Why is the sky blue?\nMore.', { name: 'text', text: 'x' });
    assert.equal(session.transcript.title, 'Why is the sky blue?');
  });

  it('asks one thing at a time', async () => {
    simulator.enqueue({ name: 'stall', afterDeltas: 1 });
    const first = session.ask({ text: 'One', attachments: [] }, connection);
    await session.ask({ text: 'Two', attachments: [] }, connection);
    assert.equal(session.transcript.turns.size, 2);
    await session.stop();
    await first;
  });

  describe('edits', () => {
    let presented: PlannedEdit[];
    /** How many hunks each preview showed. */
    let previews: number[] = [];

    const target = (): EditTarget => ({
      text: `'use strict';\n${code}`,
      scope: { startLine: 1, endLine: 5 },
      languageId: 'javascript',
      message: editMessage({
        instruction: 'Refactor this code.',
        selection: {
          path: 'a.js',
          languageId: 'javascript',
          lines: { start: 2, end: 5 },
          text: code.trimEnd(),
        },
        before: "'use strict';",
        after: '',
      }),
    });

    async function edit(
      scenario: Scenario,
      capture: () => EditTarget | EditProblem = target,
    ): Promise<AssistantTurn> {
      presented = [];
      simulator.enqueue(scenario);
      const request: EditRequest = {
        kind: 'lines',
        command: 'refactor',
        title: 'Refactor this code.',
        attachment: {
          item: { id: 'c', name: 'a.js', path: 'a.js' },
          excerpt: { path: 'a.js', languageId: 'javascript', text: code },
        },
        capture,
        preview: ({ hunks }) => previews.push(hunks.length),
        present(planned) {
          presented.push(planned);
          return {
            id: planned.id,
            title: planned.title,
            status: { kind: 'pending', verdict: planned.verdict },
            files: [],
          };
        },
      };
      await session.edit(request, connection);
      return lastAnswer();
    }

    const answer = (oldText: string, newText: string) => ({
      title: 'Use const',
      explanation: 'Says that the sum does not change.',
      edits: [{ why: 'It is never assigned again.', oldText, newText }],
    });

    it('asks with a strict schema, streams the explanation and presents the placed hunks (B-8)', async () => {
      const turn = await edit({ name: 'edit', edit: answer('  var sum = 0;', '  const sum = 0;') });
      assert.deepEqual(
        {
          explanation: textOf(turn),
          status: turn.edit?.status.kind,
          title: turn.edit?.title,
          hunks: presented[0]?.hunks,
          result: applyHunks(target().text, presented[0]?.hunks ?? []),
          format: bodies()[0]?.text,
        },
        {
          explanation: 'Says that the sum does not change.',
          status: 'pending',
          title: 'Use const',
          hunks: [
            {
              startLine: 3,
              removed: ['  var sum = 0;'],
              added: ['  const sum = 0;'],
              why: 'It is never assigned again.',
            },
          ],
          result: target().text.replace('var', 'const'),
          format: { format: { type: 'json_schema', strict: true, ...editAnswerFormat() } },
        },
      );
    });

    it('repairs an answer that cannot be placed once, and counts both requests (B-8)', async () => {
      const turn = await edit({ name: 'wrong-anchor-once' });
      assert.deepEqual(
        [
          turn.edit?.status.kind,
          presented.length,
          turn.notes.map((note) => [note.kind, 'reason' in note && note.reason.code]),
        ],
        ['pending', 1, [['edit_repair', 'anchor_not_found']]],
      );
      const repair = bodies()[1]?.input;
      assert.deepEqual(
        repair?.map(({ role }) => role),
        ['user', 'assistant', 'user'],
      );
      assert.match(repair?.at(-1)?.content ?? '', /not in the selection/);
    });

    const hopeless: readonly (readonly [Scenario, string])[] = [
      [{ name: 'wrong-anchor' }, 'anchor_not_found'],
      [{ name: 'ambiguous-anchor', times: 2 }, 'anchor_ambiguous'],
      [{ name: 'not-json', times: 2 }, 'not_json'],
      [{ name: 'wrong-schema', times: 2 }, 'wrong_schema'],
      [{ name: 'fenced-code', times: 2 }, 'not_code'],
      [{ name: 'outside-scope', times: 2 }, 'outside_scope'],
    ];
    for (const [scenario, problem] of hopeless) {
      it(`presents no edit and tells why when the repair is no better: ${scenario.name} (B-8)`, async () => {
        const { edit: shown } = await edit(scenario);
        const actual = shown?.status.kind === 'failed' ? shown.status.problem.code : shown?.status.kind;
        assert.deepEqual([actual, presented.length, simulator.requests.length], [problem, 0, 2]);
      });
    }

    it('shows hunks as they arrive, and takes them away from an answer that was refused or cut (M-D3)', async () => {
      const two = {
        title: 'Two',
        explanation: 'Both.',
        edits: [
          { why: 'One.', oldText: '  var sum = 0;', newText: '  const sum = 0;' },
          { why: 'Two.', oldText: 'function total(items) {', newText: 'function sum(items) {' },
        ],
      };
      const [, second] = two.edits;
      const wrong = { ...two, edits: [...two.edits.slice(0, 1), { ...second, oldText: 'nowhere' }] };
      const seen: unknown[] = [];
      for (const scenarios of [
        [{ name: 'edit', edit: two }],
        [
          { name: 'edit', edit: wrong },
          { name: 'edit', edit: wrong },
        ],
      ] as const) {
        previews = [];
        for (const scenario of scenarios.slice(1)) simulator.enqueue(scenario);
        const turn = await edit(scenarios[0]);
        seen.push([previews, presented.length, turn.edit?.status.kind]);
      }
      assert.deepEqual(seen, [
        [[1, 2], 1, 'pending'],
        [[1, 0, 1, 0], 0, 'failed'],
      ]);
    });

    it('plans nothing from an answer that was cut (I5)', async () => {
      const turn = await edit({ name: 'cut', afterDeltas: 5 });
      assert.deepEqual(
        [turn.status.kind, turn.edit?.status, presented.length, simulator.requests.length],
        ['interrupted', { kind: 'failed', problem: { code: 'not_completed' } }, 0, 1],
      );
    });

    it('says so when there is nothing to change', async () => {
      const turn = await edit({ name: 'empty-edit' });
      assert.deepEqual([turn.edit?.status.kind, presented.length], ['empty', 0]);
    });

    describe('of several files', () => {
      const files: readonly SentFile[] = [
        { path: 'src/a.js', text: code, languageId: 'javascript', access: 'write' },
        { path: 'src/b.js', text: 'b();\n', languageId: 'javascript', access: 'read' },
      ];

      async function editFiles(...scenarios: readonly Scenario[]): Promise<{
        readonly turn: AssistantTurn;
        readonly planned: readonly PlannedFiles[];
      }> {
        const planned: PlannedFiles[] = [];
        for (const scenario of scenarios) simulator.enqueue(scenario);
        await session.edit(
          {
            kind: 'files',
            command: 'edit',
            title: 'Write tests.',
            attachment: {
              item: { id: 'c', name: 'a.js', path: 'src/a.js' },
              excerpt: { path: 'src/a.js', languageId: 'javascript', text: code },
            },
            capture: () => ({
              files,
              mayCreate: (path) => path === 'test/a.js',
              message: filesMessage({ instruction: 'Refactor this code and write `test/a.js`.', files }),
            }),
            async present(edit) {
              planned.push(edit);
              return { id: edit.id, title: edit.title, status: { kind: 'empty' }, files: [] };
            },
          },
          connection,
        );
        return { turn: lastAnswer(), planned };
      }

      it('asks with a strict schema and presents what happens to each file (M-D12)', async () => {
        const { planned } = await editFiles();
        const sent = bodies()[0];
        assert.deepEqual(
          [
            planned[0]?.files.map(({ kind, path }) => [kind, path]),
            sent?.text,
            String(sent?.input?.[0]?.content).match(/<file [^>]*>/g),
          ],
          [
            [
              ['modify', 'src/a.js'],
              ['create', 'test/a.js'],
            ],
            { format: { type: 'json_schema', strict: true, ...filesAnswerFormat() } },
            [
              '<file path="src/a.js" language="javascript" access="write">',
              '<file path="src/b.js" language="javascript" access="read">',
            ],
          ],
        );
      });

      it('repairs a path that leads out once, and then presents no edit (B-8, M-K7)', async () => {
        const entry = { newPath: '', why: '', edits: [], content: 'x();\n' };
        const answer = (path: string) => ({
          title: 'T',
          explanation: 'E',
          files: [{ ...entry, path, action: 'create' }],
        });
        const out = { name: 'edit', edit: answer('../a.js') } as const;
        const repaired = await editFiles(out, { name: 'edit', edit: answer('test/a.js') });
        const hopeless = await editFiles(out, out);
        assert.deepEqual(
          [repaired.planned.length, hopeless.planned.length, hopeless.turn.edit?.status],
          [1, 0, { kind: 'failed', problem: { code: 'path_refused', quote: '../a.js' } }],
        );
      });
    });

    it('asks nothing when the code is no longer there, and says why', async () => {
      const turn = await edit({ name: 'edit' }, () => ({ code: 'document_closed' }));
      assert.deepEqual(
        [turn.edit?.status, simulator.requests.length],
        [{ kind: 'failed', problem: { code: 'document_closed' } }, 0],
      );
    });
  });
});

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > end) throw new Error('the condition did not come true');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function manualClock(): Clock & { advance(ms: number): void; timers(): number } {
  let now = 0;
  let timers: { at: number; action: () => void }[] = [];
  return {
    now: () => now,
    elapsed: () => now,
    schedule(ms, action) {
      const timer = { at: now + ms, action };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    advance(ms) {
      now += ms;
      for (const timer of timers.filter(({ at }) => at <= now)) {
        timers = timers.filter((each) => each !== timer);
        timer.action();
      }
    },
    timers: () => timers.length,
  };
}
