import assert from 'node:assert/strict';
import { ApiError } from '../../../src/api/errors.ts';
import type { ApiEvent } from '../../../src/api/events.ts';
import { watchSilence } from '../../../src/chat/silence.ts';
import type { TranscriptEvent } from '../../../src/protocol/transcript.ts';

const delta: ApiEvent = { type: 'text-delta', outputIndex: 0, contentIndex: 0, delta: 'a' };
const retry: ApiEvent = {
  type: 'retry',
  attempt: 1,
  maxAttempts: 2,
  delayMs: 3000,
  error: new ApiError('rate_limited', 'slow down'),
};

/** A watch of ten seconds on a clock that moves only when told to; `wallOffset` sets the clock of the machine. */
function setUp() {
  let elapsed = 0;
  let wallOffset = 0;
  let timers: { at: number; action: () => void }[] = [];
  const shown: string[] = [];
  const watch = watchSilence({
    turnId: 't',
    idleTimeoutMs: 10_000,
    emit(event: TranscriptEvent) {
      if (event.type === 'turn-status') shown.push(`${elapsed / 1000} ${event.status.kind}`);
    },
    clock: {
      now: () => elapsed + wallOffset,
      elapsed: () => elapsed,
      schedule(ms, action) {
        const timer = { at: elapsed + ms, action };
        timers.push(timer);
        return () => {
          timers = timers.filter((each) => each !== timer);
        };
      },
    },
  });
  function advance(ms: number): void {
    const end = elapsed + ms;
    for (;;) {
      const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      timers = timers.filter((each) => each !== next);
      elapsed = next.at;
      next.action();
    }
    elapsed = end;
  }
  return {
    watch,
    shown,
    advance,
    setClockBack: (ms: number) => {
      wallOffset -= ms;
    },
    timers: () => timers.length,
  };
}

describe('silence', () => {
  it('is shown after the idle time and over when something comes (M-B4)', () => {
    const { watch, shown, advance } = setUp();
    advance(4000);
    watch.heard(delta);
    advance(9000);
    watch.heard(delta);
    advance(12_000);
    watch.heard({ type: 'alive' });
    advance(11_000);
    assert.deepEqual(shown, ['4 streaming', '23 stalled', '25 streaming', '35 stalled']);
  });

  it('counts again for an attempt that follows a retry (M-B4, M-G10)', () => {
    const { watch, shown, advance } = setUp();
    advance(1000);
    watch.heard(retry);
    advance(30_000);
    assert.deepEqual(shown, ['1 retrying', '4 waiting', '14 stalled']);
  });

  it('does not depend on the clock of the machine (N22)', () => {
    const { shown, advance, setClockBack } = setUp();
    setClockBack(3_600_000);
    advance(11_000);
    assert.deepEqual(shown, ['10 stalled']);
  });

  it('keeps one timer at most and leaves none', () => {
    const { watch, advance, timers } = setUp();
    const counts: number[] = [];
    for (const event of [delta, retry, delta, retry, { type: 'alive' } as const]) {
      watch.heard(event);
      advance(4000);
      counts.push(timers());
    }
    watch.end();
    assert.deepEqual([Math.max(...counts), timers()], [1, 0]);
  });
});
