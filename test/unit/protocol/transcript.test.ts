import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type AssistantTurn,
  emptyTranscript,
  fromSnapshot,
  newestLeafBelow,
  reduce,
  shownTurns,
  type Transcript,
  type TranscriptEvent,
  toSnapshot,
  type UserTurn,
  versionsOf,
} from '../../../src/protocol/transcript.ts';

const user = (id: string, parentId?: string): UserTurn => ({
  kind: 'user',
  id,
  parentId,
  createdAt: 0,
  text: id,
  context: [],
});

const assistant = (id: string, parentId: string): AssistantTurn => ({
  kind: 'assistant',
  id,
  parentId,
  createdAt: 0,
  model: 'm',
  status: { kind: 'waiting' },
  items: [],
  notes: [],
});

const message = { kind: 'message', outputIndex: 0, text: '', refusal: '' } as const;

function apply(events: readonly TranscriptEvent[], to: Transcript = emptyTranscript('c')): Transcript {
  for (const event of events) reduce(to, event);
  return to;
}

const turnIds = fc.constantFrom('u1', 'a1', 'u2', 'a2', 'none');
const indices = fc.constantFrom(0, 1, 7);
const text = fc.string({ maxLength: 8 });

const anyEvent: fc.Arbitrary<TranscriptEvent> = fc.oneof(
  fc.record({ type: fc.constant('title-change' as const), title: text }),
  fc.constantFrom(user('u1'), assistant('a1', 'u1'), user('u2', 'a1'), assistant('a2', 'u1')).map((turn) => ({
    type: 'turn-start' as const,
    turn,
  })),
  fc.record({ type: fc.constant('version-select' as const), leafId: turnIds }),
  fc.record({
    type: fc.constant('turn-status' as const),
    turnId: turnIds,
    status: fc.constantFrom({ kind: 'streaming' as const }, { kind: 'stalled' as const, since: 1 }),
  }),
  fc.record({
    type: fc.constant('item-start' as const),
    turnId: turnIds,
    item: fc.oneof(
      indices.map((outputIndex) => ({ ...message, outputIndex })),
      indices.map((outputIndex) => ({ kind: 'reasoning' as const, outputIndex, text: '', startedAt: 0 })),
      indices.map((outputIndex) => ({
        kind: 'tool' as const,
        outputIndex,
        itemType: 'x',
        state: 'running' as const,
        text: '',
        details: [],
        startedAt: 0,
      })),
    ),
  }),
  fc.record({ type: fc.constant('text-delta' as const), turnId: turnIds, outputIndex: indices, delta: text }),
  fc.record({
    type: fc.constant('refusal-delta' as const),
    turnId: turnIds,
    outputIndex: indices,
    delta: text,
  }),
  fc.record({ type: fc.constant('text-correction' as const), turnId: turnIds, outputIndex: indices, text }),
  fc.record({
    type: fc.constant('citation' as const),
    turnId: turnIds,
    outputIndex: indices,
    source: fc.constantFrom(
      { kind: 'page' as const, url: 'https://a.example' },
      { kind: 'file' as const, fileId: 'f' },
    ),
    at: fc.nat(9),
  }),
  fc.record({
    type: fc.constant('tool-change' as const),
    turnId: turnIds,
    outputIndex: indices,
    change: fc.constantFrom({ state: 'done' as const }, { name: 'n', details: [] }),
  }),
  fc.record({ type: fc.constant('item-end' as const), turnId: turnIds, outputIndex: indices, at: fc.nat() }),
  fc.record({
    type: fc.constant('turn-end' as const),
    turnId: turnIds,
    status: fc.constantFrom({ kind: 'completed' as const }, { kind: 'stopped' as const }),
    at: fc.nat(),
  }),
);

describe('transcript', () => {
  it('is the same from a snapshot at any moment plus the later events as from all events', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), fc.nat(40), (events, cut) => {
        const whole = apply(events);
        const wire = JSON.parse(JSON.stringify(toSnapshot(apply(events.slice(0, cut)))));
        const resumed = apply(events.slice(cut), fromSnapshot(wire));
        const plain = (transcript: Transcript) => JSON.parse(JSON.stringify(toSnapshot(transcript)));
        assert.deepEqual(plain(resumed), plain(whole));
      }),
    );
  });

  it('collects the text of an answer delta by delta and replaces it on a correction', () => {
    const transcript = apply([
      { type: 'turn-start', turn: user('u') },
      { type: 'turn-start', turn: assistant('a', 'u') },
      { type: 'item-start', turnId: 'a', item: message },
      { type: 'text-delta', turnId: 'a', outputIndex: 0, delta: 'Hel' },
      { type: 'text-delta', turnId: 'a', outputIndex: 0, delta: 'lo' },
    ]);
    assert.deepEqual(transcript.turns.get('a'), {
      ...assistant('a', 'u'),
      items: [{ ...message, text: 'Hello' }],
    });
    apply([{ type: 'text-correction', turnId: 'a', outputIndex: 0, text: 'Bye' }], transcript);
    assert.deepEqual(transcript.turns.get('a'), {
      ...assistant('a', 'u'),
      items: [{ ...message, text: 'Bye' }],
    });
  });

  it('ends a turn once: later events change nothing but its edit', () => {
    const ended = apply([
      { type: 'turn-start', turn: user('u') },
      { type: 'turn-start', turn: assistant('a', 'u') },
      { type: 'turn-end', turnId: 'a', status: { kind: 'stopped' }, at: 5 },
    ]);
    const before = ended.turns.get('a');
    apply(
      [
        { type: 'turn-end', turnId: 'a', status: { kind: 'completed' }, at: 9 },
        { type: 'item-start', turnId: 'a', item: message },
        { type: 'turn-status', turnId: 'a', status: { kind: 'streaming' } },
      ],
      ended,
    );
    assert.equal(ended.turns.get('a'), before);
    const edit = { id: 'e', title: '', status: { kind: 'empty' }, files: [] } as const;
    apply([{ type: 'edit-change', turnId: 'a', edit }], ended);
    assert.deepEqual(ended.turns.get('a'), { ...before, edit });
  });

  it('replaces only the turn that an event is about', () => {
    const transcript = apply([
      { type: 'turn-start', turn: user('u') },
      { type: 'turn-start', turn: assistant('a', 'u') },
      { type: 'turn-start', turn: user('u2', 'a') },
      { type: 'turn-start', turn: assistant('a2', 'u2') },
      { type: 'item-start', turnId: 'a2', item: message },
    ]);
    const others = ['u', 'a', 'u2'].map((id) => transcript.turns.get(id));
    apply([{ type: 'text-delta', turnId: 'a2', outputIndex: 0, delta: 'x' }], transcript);
    assert.ok(others.every((turn, at) => transcript.turns.get(['u', 'a', 'u2'][at] ?? '') === turn));
  });

  it('keeps earlier answers as versions and shows the one that was selected (M-B5)', () => {
    const transcript = apply([
      { type: 'turn-start', turn: user('u') },
      { type: 'turn-start', turn: assistant('a1', 'u') },
      { type: 'turn-start', turn: user('u2', 'a1') },
      { type: 'turn-start', turn: assistant('b', 'u2') },
      { type: 'turn-start', turn: assistant('a2', 'u') },
    ]);
    const a1 = transcript.turns.get('a1');
    assert.ok(a1 !== undefined);
    assert.deepEqual(
      {
        shown: shownTurns(transcript).map(({ id }) => id),
        versions: versionsOf(transcript, a1).map(({ id }) => id),
        below: [
          newestLeafBelow(transcript, 'a1'),
          newestLeafBelow(transcript, 'a2'),
          newestLeafBelow(transcript, 'u'),
        ],
      },
      { shown: ['u', 'a2'], versions: ['a1', 'a2'], below: ['b', 'a2', 'a2'] },
    );
    apply([{ type: 'version-select', leafId: 'b' }], transcript);
    assert.deepEqual(
      shownTurns(transcript).map(({ id }) => id),
      ['u', 'a1', 'u2', 'b'],
    );
  });
});
