import assert from 'node:assert/strict';
import { createPartialAnswer } from '../../src/edits/partial.ts';
import {
  type AssistantTurn,
  emptyTranscript,
  isEnded,
  reduce,
  type TranscriptEvent,
} from '../../src/protocol/transcript.ts';
import { canaryKey } from '../canary.ts';
import { writtenForms } from '../searchForCanary.ts';
import type { TurnRecord } from './turn.ts';

/** What the servers saw of a turn. */
export interface Witness {
  /** Requests the configured server had, and what it received. */
  readonly requests: number;
  readonly received: string;
  /** What another server received. */
  readonly foreign: string;
}

const foreverMs = 60_000;

/**
 * The invariants that hold after every turn, whatever happened to it; I9, the good turn that follows, is for the
 * caller to make. Throws an AssertionError that names the broken one.
 */
export function assertInvariants(record: TurnRecord, { received, foreign }: Witness): void {
  const { session, turn, transcript, events, wish, log, presented, waits } = record;

  const ends = events.filter((event) => event.type === 'turn-end' && event.turnId === turn.id);
  assert.deepEqual(
    [record.isStuck, isEnded(turn.status), ends.length, record.defects],
    [false, true, 1, []],
    'I1: a turn ends, in one way, without a defect',
  );
  assert.equal(session.runningTurnId, undefined, 'I2: the composer can be used again');

  const asked = [...transcript.turns.values()].find(({ kind }) => kind === 'user');
  assert.equal(asked?.kind === 'user' && asked.text, wish.text, 'I3: what was asked is kept');
  assert.deepEqual(textsOf(turn), shownBy(events, turn.id), 'I3: what was shown is kept');

  const good = goodTexts(record);
  for (const kind of ['reasoning', 'message'] as const) {
    const shown = textOf(turn, kind);
    assert.ok(good[kind].startsWith(shown), `I4: ${JSON.stringify(shown)} is not how the answer begins`);
    if (turn.status.kind === 'completed') assert.equal(shown, good[kind], 'I4: a completed answer is whole');
  }
  const firstShown = events.findIndex(({ type }) => type === 'item-start' || type === 'text-delta');
  const retried = events.findLastIndex(
    (event) => event.type === 'turn-status' && event.status.kind === 'retrying',
  );
  assert.ok(firstShown < 0 || retried < firstShown, 'I4: nothing is asked again once something was shown');

  const isPlanned = wish.kind === 'edit' && turn.status.kind === 'completed';
  assert.equal(presented, isPlanned ? 1 : 0, 'I5: an edit comes from a completed turn only');

  const forms = [...writtenForms(canaryKey).values()].map((form) => form.toString('latin1'));
  assert.equal(foreign, '', 'I6: no other server hears of it');
  const headers = received.split(canaryKey).length - 1;
  const bearers = received.split(`authorization: Bearer ${canaryKey}`).length - 1;
  assert.equal(headers, bearers, 'I6: the key is in its header alone');

  assert.equal(record.timers, 0, 'I7: no timer is left');
  assert.ok(
    waits.every((ms) => ms >= 0 && ms <= foreverMs),
    `I7: a wait is bounded: ${waits}`,
  );

  const said = JSON.stringify([turn, log]);
  assert.ok(!forms.some((form) => said.includes(form)), 'I8: nothing shown or logged holds the key');
  if (turn.status.kind === 'failed' || turn.status.kind === 'interrupted') {
    const { problem } = turn.status;
    assert.notEqual(problem.code, 'unexpected', 'I8: the problem has a name');
    assert.doesNotMatch(
      JSON.stringify(problem),
      /\bat \S+ \(|node:internal|\.ts:\d/,
      'I8: it shows no stack',
    );
  }

  const copy = emptyTranscript(transcript.conversationId);
  for (const event of events) reduce(copy, event);
  assert.deepEqual(copy, transcript, 'I10: the panel shows what the host has');
}

/** The text of the items of one kind. */
export function textOf(turn: AssistantTurn, kind: 'message' | 'reasoning'): string {
  return turn.items.map((item) => (item.kind === kind ? item.text : '')).join('');
}

function textsOf(turn: AssistantTurn): readonly (readonly [number, string])[] {
  return turn.items.map((item) => [item.outputIndex, item.kind === 'tool' ? '' : item.text]);
}

/** What the events brought on screen, added up without the code that does it. */
function shownBy(events: readonly TranscriptEvent[], turnId: string): readonly (readonly [number, string])[] {
  const texts = new Map<number, string>();
  for (const event of events) {
    if (!('turnId' in event) || event.turnId !== turnId) continue;
    if (event.type === 'item-start') texts.set(event.item.outputIndex, '');
    if (event.type === 'text-delta') {
      texts.set(event.outputIndex, (texts.get(event.outputIndex) ?? '') + event.delta);
    }
    if (event.type === 'text-correction') texts.set(event.outputIndex, event.text);
  }
  return [...texts];
}

/** What a person reads of the whole answer: of an edit, its explanation. */
function goodTexts({ wish }: TurnRecord): Readonly<Record<'message' | 'reasoning', string>> {
  const { text, reasoning } = wish.answer;
  const message = wish.kind === 'chat' ? text : createPartialAnswer().feed(text).explanation;
  return { message, reasoning };
}
