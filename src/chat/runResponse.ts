import type { StreamOptions } from '../api/client.ts';
import type { ApiEvent, ResponseEnd } from '../api/events.ts';
import type { Problem } from '../protocol/problem.ts';
import type { AssistantTurn, EndedStatus, TranscriptEvent, TurnUsage } from '../protocol/transcript.ts';
import type { TurnReport } from '../protocol/turnReport.ts';
import { createCatchUp } from './catchUp.ts';
import type { Clock } from './clock.ts';
import { problemOf } from './problem.ts';
import { replayOf } from './replay.ts';
import { watchSilence } from './silence.ts';
import { createTranscriber } from './transcriber.ts';
import { reportOf } from './turnReport.ts';

export interface RunOptions {
  readonly turnId: string;
  readonly model: string;
  readonly baseUrl: string;
  /** Starts the response. */
  readonly stream: (options: StreamOptions) => AsyncIterable<ApiEvent>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Silence after which the turn is shown as not responding; the connection is given up after twice that. */
  readonly idleTimeoutMs: number;
  readonly emit: (event: TranscriptEvent) => void;
  /** Takes the text of a structured answer, which is not for reading, instead of the transcript. */
  readonly structured?: {
    readonly onDelta: (outputIndex: number, delta: string) => void;
    readonly onCorrection: (outputIndex: number, text: string) => void;
  };
  /** Told of each finished item as the server sent it. */
  readonly onItem?: (outputIndex: number, item: Readonly<Record<string, unknown>>) => void;
  /** Which request of the turn it is, from 0. Each has output indices of its own. */
  readonly round?: number;
  /** The turn as it is shown, when the response is told again from its beginning. */
  readonly shown?: AssistantTurn;
}

/** Output indices of the next request within a turn start this much higher. */
const itemsPerRound = 10_000;

/** The request of its turn that an item came with, from 0. */
export function roundOf({ outputIndex }: { readonly outputIndex: number }): number {
  return Math.floor(outputIndex / itemsPerRound);
}

/** The request that a turn waits for: the one after its calls, once they were answered. */
export function runningRound({ items }: AssistantTurn): number {
  const last = items.at(-1);
  const round = last === undefined ? 0 : roundOf(last);
  const isAnswered = items.some(
    (item) => roundOf(item) === round && item.replay?.some(({ type }) => answerTypes.has(type)),
  );
  return isAnswered ? round + 1 : round;
}

const answerTypes = new Set<string>(['function_call_output', 'mcp_approval_response']);

/** How a request ended, and what the turn that made it should say about it. */
export interface RunResult {
  readonly status: EndedStatus;
  readonly usage?: TurnUsage;
  readonly modelUsed?: string;
  readonly report?: TurnReport;
}

/**
 * Streams one response into the transcript and tells how it ended. Never throws: every failure is a status.
 * Emits no `turn-end`, so that the caller may send a second request within the same turn. When it returns,
 * its timers are gone and the connection is closed.
 */
export async function runResponse(options: RunOptions): Promise<RunResult> {
  const { turnId, model, baseUrl, stream, signal, clock, idleTimeoutMs } = options;
  const { emit: show, shown } = options;
  const missing = shown === undefined ? undefined : createCatchUp(shown);
  const emit = (event: TranscriptEvent) => {
    const change = missing === undefined ? event : missing(event);
    if (change !== undefined) show(change);
  };
  const watch = watchSilence(options);
  const transcribe = createTranscriber(turnId, clock.now);
  let refused = false;
  try {
    const events = stream({ signal, idleTimeoutMs: 2 * idleTimeoutMs });
    for await (const received of events) {
      const event = withOffset(received, (options.round ?? 0) * itemsPerRound);
      if (signal.aborted) return { status: { kind: 'stopped' } };
      watch.heard(event);
      refused ||= event.type === 'refusal-delta';
      if (event.type === 'response-end') return resultOf(event, model, refused);
      if (event.type === 'response-start' && event.isBackground && event.responseId !== undefined) {
        emit({ type: 'turn-background', turnId, run: { responseId: event.responseId, baseUrl } });
      }
      if (options.structured !== undefined && event.type === 'text-delta') {
        options.structured.onDelta(event.outputIndex, event.delta);
      } else if (options.structured !== undefined && event.type === 'text-correction') {
        options.structured.onCorrection(event.outputIndex, event.text);
      } else {
        for (const change of transcribe(event)) emit(change);
        if (event.type === 'item-end' && event.item !== undefined) {
          const { outputIndex, item } = event;
          const replay = replayOf(item);
          if (replay !== undefined) emit({ type: 'item-replay', turnId, outputIndex, replay: [replay] });
          options.onItem?.(outputIndex, item);
        }
      }
    }
    return { status: { kind: 'interrupted', problem: { code: 'cut' } } };
  } catch (error) {
    if (signal.aborted) return { status: { kind: 'stopped' } };
    const problem = { ...problemOf(error), model };
    const kind = isInterruption(problem) ? 'interrupted' : 'failed';
    return { status: { kind, problem } };
  } finally {
    watch.end();
  }
}

function isInterruption({ code }: Problem): boolean {
  return code === 'cut' || code === 'idle' || code === 'not_kept';
}

function withOffset(event: ApiEvent, offset: number): ApiEvent {
  return offset > 0 && 'outputIndex' in event ? { ...event, outputIndex: event.outputIndex + offset } : event;
}

function resultOf(
  event: ApiEvent & { type: 'response-end' },
  askedModel: string,
  refused: boolean,
): RunResult {
  const { end, usage, model } = event;
  const report = reportOf(event);
  return {
    status: statusOf(end, refused, askedModel),
    ...(usage === undefined ? {} : { usage }),
    ...(model === undefined || model === askedModel ? {} : { modelUsed: model }),
    ...(report === undefined ? {} : { report }),
  };
}

function statusOf(end: ResponseEnd, refused: boolean, model: string): EndedStatus {
  switch (end.status) {
    case 'completed':
      return { kind: refused ? 'refused' : 'completed' };
    case 'incomplete':
      return { kind: 'incomplete', reason: end.reason };
    case 'failed':
      return { kind: 'failed', problem: { ...problemOf(end.error), model } };
  }
}
