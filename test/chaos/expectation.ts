import assert from 'node:assert/strict';
import type { Strike } from './fault.ts';
import { textOf } from './invariants.ts';
import type { TurnRecord } from './turn.ts';

/** The answer as far as its bytes tell, read with nothing of the code under test. */
function readableIn(bytes: Uint8Array): Readonly<Record<'message' | 'reasoning', string>> {
  let message = '';
  const thoughts: string[] = [];
  for (const block of Buffer.from(bytes).toString().split('\n\n')) {
    const data = /^data: (.*)$/m.exec(block)?.[1] ?? '';
    if (!data.endsWith('}') || !isJson(data)) continue;
    const {
      type,
      delta,
      summary_index: index,
    }: { type: string; delta: string; summary_index: number } = JSON.parse(data);
    if (type === 'response.output_text.delta') message += delta;
    if (type === 'response.reasoning_summary_text.delta') thoughts[index] = (thoughts[index] ?? '') + delta;
  }
  return { message, reasoning: thoughts.join('\n\n') };
}

/** What is known of a strike once its turn is over. */
export interface Facts {
  readonly strike: Strike;
  readonly times: number;
  readonly requests: number;
  readonly sentBytes: number;
}

/** Whether a turn ended as its fault lets it. */
export function assertExpected(record: TurnRecord, { strike, times, requests, sentBytes }: Facts): void {
  const { turn, wish } = record;
  const { status } = turn;
  const code = 'problem' in status ? status.problem.code : undefined;
  const goesAway = times < 3;
  const hasShown = turn.items.length > 0;
  const said = `${status.kind} ${code ?? ''} after ${requests} requests`;
  if (status.kind === 'completed') {
    const mayComplete = strike.expects === 'completes' || strike.expects === 'survives' || goesAway;
    assert.ok(mayComplete && strike.expects !== 'refused', `${said}: it was cut and passes for whole`);
    return;
  }
  assert.ok(status.kind === 'failed' || status.kind === 'interrupted', said);
  if (strike.codes !== undefined)
    assert.ok(strike.codes.includes(code ?? ''), `${said}, not ${strike.codes}`);
  switch (strike.expects) {
    case 'completes':
      throw new Error(`${said}: it should have completed`);
    case 'breaks':
      assert.ok(hasShown || !goesAway, `${said}: it was not asked again`);
      assert.ok(strike.codes !== undefined || code === 'cut' || (code === 'unreachable' && !hasShown), said);
      break;
    case 'refused':
      assert.equal(requests, 1, said);
      break;
    case 'stalls':
    case 'fails':
    case 'survives':
      break;
  }
  if (hasShown) assert.equal(status.kind, 'interrupted', `${said}: what was shown is told as interrupted`);
  if (strike.isExact !== true || wish.kind === 'edit') return;
  const { message, reasoning } = readableIn(wish.answer.body.subarray(0, sentBytes));
  assert.deepEqual(
    [textOf(turn, 'message'), textOf(turn, 'reasoning')],
    [message, reasoning],
    'every character that was sent is shown',
  );
}

function isJson(text: string): boolean {
  try {
    return JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}
