/** Time as the chat sees it; injected so that tests need not wait. */
export interface Clock {
  /** Milliseconds since the epoch: what people are shown. */
  readonly now: () => number;
  /** Milliseconds since some moment: what durations are measured with, because a person may set the clock. */
  readonly elapsed: () => number;
  /** Runs `action` once after `ms`; returns what cancels it. */
  readonly schedule: (ms: number, action: () => void) => () => void;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: Date.now,
  elapsed: () => performance.now(),
  schedule(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};
