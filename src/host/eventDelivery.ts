import type { TranscriptEvent } from '../protocol/transcript.ts';

export interface DeliveryOptions {
  readonly post: (batch: number, events: readonly TranscriptEvent[]) => void;
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
  /** Runs `action` once after `ms`; returns what cancels it. */
  readonly schedule: (ms: number, action: () => void) => () => void;
}

/** Shortest time between two posts, in milliseconds: one frame at 60 Hz. */
const gap = 16;

/**
 * Delivers transcript events to the panel: the first one at once, then at most one batch in flight (the panel
 * acknowledges after it has drawn) and at least a frame apart. One post per delta would cost most of the
 * workbench's main thread at 1,000 deltas a second. Deltas that wait for the same item are joined.
 */
export class EventDelivery {
  readonly #options: DeliveryOptions;
  #queue: TranscriptEvent[] = [];
  #batch = 0;
  #inFlight: number | undefined;
  #lastPost = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Queues an event and posts it as soon as the rules allow. */
  push(event: TranscriptEvent): void {
    const last = this.#queue.at(-1);
    if (
      event.type === 'text-delta' &&
      last?.type === 'text-delta' &&
      last.turnId === event.turnId &&
      last.outputIndex === event.outputIndex
    ) {
      this.#queue[this.#queue.length - 1] = { ...last, delta: last.delta + event.delta };
    } else {
      this.#queue.push(event);
    }
    this.#postWhenAllowed();
  }

  /** The panel has drawn `batch`. */
  acknowledge(batch: number): void {
    if (batch !== this.#inFlight) return;
    this.#inFlight = undefined;
    this.#postWhenAllowed();
  }

  /** Forgets what waits and what is in flight: the panel is about to get a snapshot, or is gone. */
  reset(): void {
    this.#queue = [];
    this.#inFlight = undefined;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #postWhenAllowed(): void {
    if (this.#queue.length === 0 || this.#inFlight !== undefined || this.#cancel !== undefined) return;
    const wait = this.#lastPost + gap - this.#options.now();
    if (wait > 0) {
      this.#cancel = this.#options.schedule(wait, () => {
        this.#cancel = undefined;
        this.#postWhenAllowed();
      });
      return;
    }
    const events = this.#queue;
    this.#queue = [];
    this.#batch = (this.#batch + 1) % 1_000_000;
    this.#inFlight = this.#batch;
    this.#lastPost = this.#options.now();
    this.#options.post(this.#batch, events);
  }
}
