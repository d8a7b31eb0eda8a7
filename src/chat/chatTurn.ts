import type { TranscriptEvent } from '../protocol/transcript.ts';
import type { Approvals } from './approvals.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import type { TurnItem } from './history.ts';
import { type RunResult, runResponse } from './runResponse.ts';
import type { ConversationState, Prompt } from './state.ts';
import { answerCalls, isOpenCall, type OpenCall } from './toolCalls.ts';
import { addUsage } from './usage.ts';

export interface ChatTurn {
  readonly turnId: string;
  readonly connection: Connection;
  readonly state: ConversationState;
  readonly instructions: string;
  /** The conversation up to now, what this turn has of calls and their outputs included. */
  readonly input: () => readonly TurnItem[];
  readonly approvals: Approvals;
  readonly newId: () => string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly emit: (event: TranscriptEvent) => void;
  readonly onDefect: (error: unknown) => void;
}

/** How many requests one turn may make; the last one has to be answered without calls. */
export const maxRequests = 20;

/**
 * Answers a question. As long as the model asks for calls, they are answered and the model is asked again, within
 * the same turn (S-6). Nothing runs from a response that did not complete.
 */
export async function runChatTurn(turn: ChatTurn): Promise<RunResult> {
  const { turnId, connection, state, instructions, signal, clock, emit } = turn;
  const { model, baseUrl, idleTimeoutMs, tools } = connection;
  let before: RunResult | undefined;
  for (let round = 0; ; round++) {
    const isLast = round === maxRequests - 1;
    if (isLast) emit({ type: 'turn-note', turnId, note: { kind: 'tool_limit', count: maxRequests } });
    if (round > 0) emit({ type: 'turn-status', turnId, status: { kind: 'waiting' } });
    const calls: OpenCall[] = [];
    const prompt: Prompt = {
      ...{ turnId, round, connection, instructions, input: turn.input() },
      ...(round === 0 ? {} : { toolChoice: isLast ? 'none' : 'auto' }),
    };
    const answered = await runResponse({
      ...{ turnId, model, baseUrl, signal, clock, idleTimeoutMs, emit, round },
      stream: (options) => state.stream(prompt, options),
      onItem: (outputIndex, item) => {
        if (isOpenCall(String(item['type']))) calls.push({ outputIndex, item });
      },
    });
    const result = before === undefined ? answered : { ...answered, ...addUsage(before, answered) };
    if (answered.status.kind !== 'completed' || calls.length === 0) return result;
    const limit = isLast ? { refusal: 'This answer has made as many requests as it may.' } : {};
    await answerCalls(calls, { ...turn, tools, ...limit });
    if (signal.aborted) return { ...result, status: { kind: 'stopped' } };
    if (isLast) return result;
    before = result;
  }
}
