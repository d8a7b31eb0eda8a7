import assert from 'node:assert/strict';
import { createClient } from '../../../src/api/client.ts';
import { systemClock } from '../../../src/chat/clock.ts';
import type { Connection } from '../../../src/chat/connection.ts';
import { ChatSession } from '../../../src/chat/session.ts';
import {
  type AssistantTurn,
  emptyTranscript,
  fromSnapshot,
  reduce,
  type Transcript,
  type TranscriptEvent,
  toSnapshot,
} from '../../../src/protocol/transcript.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { silentLog } from '../api/silentLog.ts';

const text = 'One **two** three.\n\n- four\n- five\n\nSix seven eight.';

describe('A conversation with an answer in the background', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator({ persona: 'openai', apiKeys: [canaryKey], paceMs: 0 });
  });
  after(() => simulator.close());
  beforeEach(() => simulator.reset());

  it('goes on after a restart at any moment: each character once, and one request that costs (S-11, B-1)', async () => {
    simulator.enqueue({ name: 'text', text });
    const whole = conversation(emptyTranscript('c'));
    await whole.session.ask({ text: 'Hello', attachments: [] }, connection());
    const expected = answerIn(whole.session.transcript);
    const begun = whole.events.findIndex(({ type }) => type === 'turn-background');
    const outcomes = new Set<string>();
    for (let moment = begun + 1; moment < whole.events.length; moment += 1) {
      const restored = emptyTranscript('c');
      for (const event of whole.events.slice(0, moment)) reduce(restored, event);
      const { session } = conversation(fromSnapshot(toSnapshot(restored)));
      await session.follow(expected.id, connection());
      const { status, items } = answerIn(session.transcript);
      outcomes.add(JSON.stringify([status, items]));
    }
    assert.deepEqual(
      [[...outcomes], posts().length, whole.events.length - begun > 10],
      [[JSON.stringify([expected.status, expected.items])], 1, true],
    );
  });

  it('replaces what a restart brought back otherwise than the server has it', async () => {
    simulator.enqueue({ name: 'text', text });
    const { session, events } = conversation(emptyTranscript('c'));
    await session.ask({ text: 'Hello', attachments: [] }, connection());
    const expected = answerIn(session.transcript);
    const restored = emptyTranscript('c');
    for (const event of events.filter(({ type }) => type !== 'turn-end')) reduce(restored, event);
    const [item] = expected.items;
    assert.ok(item?.kind === 'message');
    reduce(restored, {
      type: 'text-correction',
      turnId: expected.id,
      outputIndex: item.outputIndex,
      text: 'One **too**',
    });
    const other = conversation(restored);
    await other.session.follow(expected.id, connection());
    assert.deepEqual(answerIn(other.session.transcript).items, expected.items);
  });

  it('leaves the answer running when the editor closes, and finds it finished later (B-3)', async () => {
    simulator.enqueue({ name: 'text', text, hold: 3 });
    const { session, until } = conversation(emptyTranscript('c'));
    const asked = session.ask({ text: 'Hello', attachments: [] }, connection());
    await until(({ type }) => type === 'text-delta');
    session.leave();
    await asked;
    const left = answerIn(session.transcript);
    simulator.release();
    const later = conversation(fromSnapshot(toSnapshot(session.transcript)));
    await later.session.follow(left.id, connection());
    const { status, items } = answerIn(later.session.transcript);
    assert.deepEqual(
      [left.status.kind, status.kind, items.map((item) => (item.kind === 'message' ? item.text : item.kind))],
      ['streaming', 'completed', [text]],
    );
  });

  it('tells the server when a person stops it, and keeps what arrived', async () => {
    simulator.enqueue({ name: 'text', text, hold: 3 });
    const { session, until } = conversation(emptyTranscript('c'));
    const asked = session.ask({ text: 'Hello', attachments: [] }, connection());
    await until(({ type }) => type === 'text-delta');
    await session.stop();
    await asked;
    await simulator.waitFor(({ path }) => path.endsWith('/cancel'));
    const { status, items } = answerIn(session.transcript);
    assert.deepEqual([status.kind, items.length], ['stopped', 1]);
  });

  it('keeps what arrived of an answer the server has lost, and says so', async () => {
    simulator.enqueue({ name: 'cut', afterDeltas: 3 });
    simulator.enqueue({ name: '501', match: { path: '/v1/responses/*' } });
    const { session } = conversation(emptyTranscript('c'));
    await session.ask({ text: 'Hello', attachments: [] }, connection());
    const { status, items } = answerIn(session.transcript);
    assert.deepEqual(
      [status.kind, status.kind === 'interrupted' && status.problem.code, items.length],
      ['interrupted', 'not_kept', 1],
    );
  });

  it('follows nothing that has ended or that the server does not make in the background', async () => {
    const { session } = conversation(emptyTranscript('c'));
    await session.ask({ text: 'Hello', attachments: [] }, connection());
    const sent = simulator.requests.length;
    await session.follow(answerIn(session.transcript).id, connection());
    await session.follow('unknown', connection());
    assert.equal(simulator.requests.length, sent);
  });

  it('is asked for in chats only, and only where the server may keep it (M-K6)', async () => {
    const sent: unknown[] = [];
    for (const conversationState of ['auto', 'local'] as const) {
      const { session } = conversation(emptyTranscript('c'));
      const parameters = {
        values: { background: true },
        capabilities: { refusals: () => [], remember: () => undefined },
      };
      const plain = { ...connection(), client: plainClient(), conversationState, parameters };
      await session.ask({ text: 'Hello', attachments: [] }, plain);
      const body = simulator.requests.at(-1)?.body;
      assert.ok(typeof body === 'object' && body !== null);
      sent.push('background' in body ? body.background : 'absent');
    }
    assert.deepEqual(sent, [true, 'absent']);
  });

  function plainClient() {
    return createClient({
      baseUrl: simulator.baseUrl,
      apiKey: canaryKey,
      fetch,
      log: silentLog,
      sleep: () => Promise.resolve(),
    });
  }

  function connection(): Connection {
    const client = plainClient();
    return {
      client: {
        ...client,
        stream: (request, options) =>
          client.stream({ ...request, parameters: { ...request.parameters, background: true } }, options),
      },
      baseUrl: simulator.baseUrl,
      model: 'gpt-5.4-mini',
      conversationState: 'auto',
      instructions: '',
      idleTimeoutMs: 5000,
    };
  }

  function posts() {
    return simulator.requests.filter(({ method }) => method === 'POST');
  }
});

function conversation(transcript: Transcript) {
  const events: TranscriptEvent[] = [];
  const waiting: { readonly met: (event: TranscriptEvent) => boolean; readonly resolve: () => void }[] = [];
  let ids = 0;
  const session = new ChatSession({
    transcript,
    newId: () => `id${++ids}`,
    clock: systemClock,
    refusedFields: { has: () => false, add: () => undefined },
    onEvent: (event) => {
      events.push(event);
      for (const { met, resolve } of waiting) if (met(event)) resolve();
    },
    onDefect: (error) => {
      throw error;
    },
  });
  const until = (met: (event: TranscriptEvent) => boolean) =>
    new Promise<void>((resolve) => waiting.push({ met, resolve }));
  return { session, events, until };
}

function answerIn(transcript: Transcript): AssistantTurn {
  const turn = [...transcript.turns.values()].find((each) => each.kind === 'assistant');
  assert.ok(turn?.kind === 'assistant');
  return turn;
}
