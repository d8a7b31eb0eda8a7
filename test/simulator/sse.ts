import type { Step } from './steps.ts';

/** One event of the API as it goes over the wire. */
export interface WireEvent {
  readonly type?: string | undefined;
  readonly [field: string]: unknown;
}

export interface SseOptions {
  /** Milliseconds between two deltas. The first delta takes ten times as long, like a model that thinks. */
  readonly paceMs: number;
  /** Whether frames carry an `event:` line. */
  readonly eventLines?: boolean;
  /** A comment that is strewn in, such as the gateway's `PING`. */
  readonly heartbeat?: string;
  readonly lineEnd?: '\n' | '\r\n' | '\r';
  /** Whether `data: [DONE]` follows the last event. */
  readonly doneSentinel?: boolean;
}

/** Servers send it by the clock; by the event is as good for a client and repeatable. */
const eventsBetweenHeartbeats = 200;

/** One frame: `event:` (where wanted and known), `data:`, a blank line. */
export function frame(
  event: WireEvent,
  { eventLines = true, lineEnd = '\n' }: Partial<SseOptions> = {},
): string {
  const head = eventLines && event.type !== undefined ? `event: ${event.type}${lineEnd}` : '';
  return `${head}data: ${JSON.stringify(event)}${lineEnd}${lineEnd}`;
}

/** Events as paced frames. */
export function* sseSteps(events: Iterable<WireEvent>, options: SseOptions): Generator<Step> {
  const { paceMs, heartbeat, lineEnd = '\n', doneSentinel = false } = options;
  let sent = 0;
  let deltas = 0;
  for (const event of events) {
    if (isDelta(event)) {
      if (paceMs > 0) yield { kind: 'wait', ms: deltas === 0 ? paceMs * 10 : paceMs };
      deltas += 1;
    }
    yield { kind: 'bytes', bytes: frame(event, options) };
    sent += 1;
    if (heartbeat !== undefined && sent % eventsBetweenHeartbeats === 2)
      yield { kind: 'bytes', bytes: `: ${heartbeat}${lineEnd}${lineEnd}` };
  }
  if (doneSentinel) yield { kind: 'bytes', bytes: `data: [DONE]${lineEnd}${lineEnd}` };
}

export function isDelta(event: WireEvent): boolean {
  return event.type?.endsWith('.delta') ?? false;
}

/** The head of every event stream the gateway sends. */
export function sseHead(headers: Readonly<Record<string, string>>): Step {
  return {
    kind: 'head',
    status: 200,
    headers: {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache',
      'X-Accel-Buffering': 'no',
      ...headers,
    },
  };
}
