import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { isDelta, type WireEvent } from './sse.ts';

type WireResponse = Readonly<Record<string, unknown>>;

/** A response the server keeps. */
export interface StoredResponse {
  readonly id: string;
  readonly isBackground: boolean;
  /** Whether it was asked for with `stream`; only such a one can be streamed again. */
  readonly isStreamable: boolean;
  /** The input items it was asked for with. */
  readonly input: readonly unknown[];
  /** Every event so far, in order. Grows while the response is made. */
  readonly events: readonly WireEvent[];
  /** Whether no more events come. */
  readonly isEnded: () => boolean;
  /** The response object as GET shows it now: its status, and the items that are finished. */
  readonly snapshot: () => WireResponse;
  /** Resolves when there is another event or none will come. */
  readonly changed: () => Promise<void>;
  /** Ends a background response as cancelled; without effect on one that has ended. */
  readonly cancel: () => void;
}

export interface NewResponse {
  readonly id: string;
  readonly isBackground: boolean;
  readonly isStreamable: boolean;
  readonly input: readonly unknown[];
}

/** Where a background response stops until `release`: before it leaves the queue, or after a number of deltas. */
export type Hold = 'queued' | number;

/** The memory of a server that has `GET /responses/{id}`. */
export interface StoredResponses {
  readonly get: (id: string) => StoredResponse | undefined;
  readonly delete: (id: string) => boolean;
  /** The same events, kept as they pass. The response can be found from the last of them on. */
  readonly keep: (about: NewResponse, events: Iterable<WireEvent>) => Iterable<WireEvent>;
  /** Makes a response on its own, whether anybody is connected or not. */
  readonly start: (
    about: NewResponse,
    events: Iterable<WireEvent>,
    pace: { readonly paceMs: number; readonly hold: Hold | undefined },
  ) => StoredResponse;
  /** Lets every held response go on. */
  readonly release: () => void;
  /** Forgets everything and stops what is being made. */
  readonly clear: () => void;
}

/** An empty memory. */
export function createStoredResponses(): StoredResponses {
  const stored = new Map<string, Recording>();
  const held = new Set<() => void>();
  let stop = new AbortController();

  async function make(
    recording: Recording,
    events: Iterable<WireEvent>,
    { paceMs, hold }: { readonly paceMs: number; readonly hold: Hold | undefined },
  ): Promise<void> {
    const { signal } = stop;
    let deltas = 0;
    // The first reply is on its way before anything happens.
    await nextTurn();
    for (const event of events) {
      const isHeld = hold === 'queued' ? event.type === 'response.in_progress' : deltas === hold;
      if (isHeld && (hold === 'queued' || isDelta(event))) {
        await new Promise<void>((resolve) => held.add(resolve));
      }
      if (isDelta(event)) {
        if (paceMs > 0) await sleep(deltas === 0 ? paceMs * 10 : paceMs, undefined, { signal });
        deltas += 1;
      }
      if (signal.aborted || recording.response.isEnded()) return;
      recording.add(event);
    }
    recording.end();
  }

  return {
    get: (id) => stored.get(id)?.response,
    delete: (id) => stored.delete(id),
    *keep(about, events) {
      const recording = record(about);
      for (const event of events) {
        recording.add(event);
        yield event;
      }
      recording.end();
      stored.set(about.id, recording);
    },
    start(about, events, pace) {
      const recording = record(about);
      stored.set(about.id, recording);
      const [first, rest] = headAndTail(events);
      if (first !== undefined) recording.add(first);
      make(recording, rest, pace).catch((error: unknown) => {
        if (!(error instanceof Error && error.name === 'AbortError')) throw error;
      });
      return recording.response;
    },
    release() {
      for (const goOn of held) goOn();
      held.clear();
    },
    clear() {
      stop.abort();
      stop = new AbortController();
      for (const goOn of held) goOn();
      held.clear();
      stored.clear();
    },
  };
}

interface Recording {
  readonly response: StoredResponse;
  readonly add: (event: WireEvent) => void;
  readonly end: () => void;
}

function record(about: NewResponse): Recording {
  const events: WireEvent[] = [];
  let isEnded = false;
  let isCancelled = false;
  const waiting = new Set<() => void>();

  function change(): void {
    for (const goOn of waiting) goOn();
    waiting.clear();
  }
  function end(): void {
    isEnded = true;
    change();
  }
  const response: StoredResponse = {
    ...about,
    events,
    isEnded: () => isEnded,
    snapshot() {
      const latest = asRecord(events.findLast((event) => 'response' in event)?.['response']);
      if (isEnded && !isCancelled) return latest;
      const finished = events.filter(({ type }) => type === 'response.output_item.done');
      return {
        ...latest,
        ...(isCancelled ? { status: 'cancelled' } : {}),
        output: finished.map(({ item }) => item),
      };
    },
    changed: () => new Promise((resolve) => waiting.add(resolve)),
    cancel() {
      if (isEnded) return;
      isCancelled = true;
      end();
    },
  };
  return {
    response,
    add(event) {
      events.push(event);
      change();
    },
    end,
  };
}

function headAndTail<T>(values: Iterable<T>): readonly [T | undefined, Iterable<T>] {
  const iterator = values[Symbol.iterator]();
  const { done, value } = iterator.next();
  return [done === true ? undefined : value, { [Symbol.iterator]: () => iterator }];
}

function asRecord(value: unknown): WireResponse {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
