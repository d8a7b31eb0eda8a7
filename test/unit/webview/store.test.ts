import assert from 'node:assert/strict';
import { effect } from '@preact/signals';
import { describe, it } from 'mocha';
import type { AssistantTurn, TranscriptEvent, UserTurn } from '../../../src/protocol/transcript.ts';
import { createStore } from '../../../src/webview/store.ts';

const user: UserTurn = { kind: 'user', id: 'u1', parentId: undefined, createdAt: 0, text: 'Hi', context: [] };

function assistant(id: string): AssistantTurn {
  return {
    kind: 'assistant',
    id,
    parentId: 'u1',
    createdAt: 0,
    model: 'm',
    status: { kind: 'streaming' },
    items: [{ kind: 'message', outputIndex: 0, text: '', refusal: '' }],
    notes: [],
  };
}

const delta = (turnId: string, text: string): TranscriptEvent => ({
  type: 'text-delta',
  turnId,
  outputIndex: 0,
  delta: text,
});

function running() {
  const store = createStore();
  store.apply([
    { type: 'turn-start', turn: user },
    { type: 'turn-start', turn: assistant('a1') },
  ]);
  return store;
}

describe('the panel’s store', () => {
  it('hands streamed text to its listeners without changing any signal after the first words', () => {
    const store = running();
    const heard: string[] = [];
    let drawings = 0;
    store.onText('a1', 0, (change) => heard.push(`${change.kind} ${change.text}`));
    effect(() => {
      store.turn('a1').value;
      store.turn('u1').value;
      store.shown.value;
      drawings++;
    });
    store.apply([delta('a1', 'He'), delta('a1', 'llo')]);
    const afterFirst = drawings;
    for (let step = 0; step < 5; step++) store.apply([delta('a1', '!')]);
    assert.deepEqual(
      [heard, afterFirst, drawings],
      [['append Hello', 'append !', 'append !', 'append !', 'append !', 'append !'], 2, 2],
    );
  });

  it('draws a correction and what follows it in one piece', () => {
    const store = running();
    const heard: string[] = [];
    const stop = store.onText('a1', 0, (change) => heard.push(`${change.kind} ${change.text}`));
    store.apply([
      delta('a1', 'wrong'),
      { type: 'text-correction', turnId: 'a1', outputIndex: 0, text: 'right' },
      delta('a1', '!'),
    ]);
    stop();
    store.apply([delta('a1', ' unheard')]);
    const turn = store.latest('a1');
    assert.deepEqual(
      [heard, turn?.kind === 'assistant' && turn.items],
      [['replace right!'], [{ kind: 'message', outputIndex: 0, text: 'right! unheard', refusal: '' }]],
    );
  });

  it('passes over text for a turn that has ended or does not exist', () => {
    const store = running();
    const heard: string[] = [];
    store.onText('a1', 0, (change) => heard.push(change.text));
    store.apply([
      { type: 'turn-end', turnId: 'a1', status: { kind: 'stopped' }, at: 1 },
      delta('a1', 'late'),
      delta('a9', 'lost'),
    ]);
    assert.deepEqual(heard, []);
  });

  it('knows the versions of a turn from snapshots and from events alike', () => {
    const store = createStore();
    store.show({ conversationId: 'c', title: 't', turns: [user, assistant('a1')], leafId: 'a1' });
    store.apply([{ type: 'turn-start', turn: assistant('a2') }]);
    assert.deepEqual(
      [store.versions(store.turn('a1').value), store.shown.value],
      [
        ['a1', 'a2'],
        ['u1', 'a2'],
      ],
    );
  });
});
