import type { ApiEvent } from '../api/events.ts';
import type { TranscriptEvent } from '../protocol/transcript.ts';
import type { Clock } from './clock.ts';
import { problemOf } from './problem.ts';

export interface SilenceOptions {
  readonly turnId: string;
  readonly clock: Clock;
  /** Silence after which the turn is shown as not responding. */
  readonly idleTimeoutMs: number;
  readonly emit: (event: TranscriptEvent) => void;
}

/**
 * Shows a turn as waiting, streaming, retrying or stalled, as the events of its response come or fail to come
 * (M-B4, M-G10). One timer looks at the time of the last event, instead of one restarted for every delta.
 */
export function watchSilence({ turnId, clock, idleTimeoutMs, emit }: SilenceOptions): {
  /** Takes each event of the response. */
  readonly heard: (event: ApiEvent) => void;
  /** Ends the watch; no timer is left. */
  readonly end: () => void;
} {
  let lastHeard = clock.elapsed();
  let shown: 'waiting' | 'streaming' | 'stalled' | 'retrying' = 'waiting';
  let beforeStall: 'waiting' | 'streaming' = 'waiting';
  let cancel = clock.schedule(idleTimeoutMs, check);

  function check(): void {
    const silent = clock.elapsed() - lastHeard;
    if (silent < idleTimeoutMs) {
      cancel = clock.schedule(idleTimeoutMs - silent, check);
      return;
    }
    if (shown === 'waiting' || shown === 'streaming') beforeStall = shown;
    shown = 'stalled';
    emit({ type: 'turn-status', turnId, status: { kind: 'stalled', since: clock.now() - silent } });
    cancel = () => {};
  }

  function show(kind: 'waiting' | 'streaming'): void {
    if (shown === kind) return;
    const restarts = shown === 'stalled' || shown === 'retrying';
    shown = kind;
    emit({ type: 'turn-status', turnId, status: { kind } });
    if (!restarts) return;
    cancel();
    cancel = clock.schedule(idleTimeoutMs, check);
  }

  function waitForRetry({ attempt, maxAttempts, delayMs, error }: ApiEvent & { type: 'retry' }): void {
    shown = 'retrying';
    cancel();
    const from = clock.now();
    const status = {
      kind: 'retrying',
      problem: problemOf(error),
      attempt,
      maxAttempts,
      from,
      until: from + delayMs,
    } as const;
    emit({ type: 'turn-status', turnId, status });
    // The silence of the next attempt counts from when it is sent.
    cancel = clock.schedule(delayMs, () => {
      lastHeard = clock.elapsed();
      show('waiting');
    });
  }

  return {
    heard(event) {
      lastHeard = clock.elapsed();
      if (event.type === 'retry') waitForRetry(event);
      else if (event.type !== 'alive' && event.type !== 'response-start') show('streaming');
      else if (shown === 'stalled') show(beforeStall);
    },
    end: () => cancel(),
  };
}
