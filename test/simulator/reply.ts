import { answerTo } from './answers/answer.ts';
import type { Message } from './conversation.ts';
import { type Answer, finalResponse, responseEvents, type Script, withinBudget } from './eventScript.ts';
import { replaySteps } from './replay.ts';
import type { ResponsesRequest } from './requestSchema.ts';
import { responseObject } from './responseObject.ts';
import type { Scenario } from './scenario.ts';
import { type Play, scenarios } from './scenarios.ts';
import { sseHead, sseSteps } from './sse.ts';
import { jsonReply, type Step } from './steps.ts';

/** What a model's reply needs to know. */
export interface ReplyContext {
  readonly request: ResponsesRequest;
  readonly messages: readonly Message[];
  readonly scenario: Scenario | undefined;
  readonly paceMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly usage: Script['usage'];
  readonly newId: Script['newId'];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Called with the answer and the id of its response before anything is sent. */
  readonly onAnswer: (responseId: string, answer: Answer) => void;
}

const defaultDeltasBeforeBreak = 8;

/** The reply of the model behind the gateway: a stream of events, or one response object. */
export function* reply(context: ReplyContext): Generator<Step> {
  const { request, scenario, headers } = context;
  const paceMs = scenario?.paceMs ?? context.paceMs;
  const play: Play = scenario === undefined ? {} : scenarios[scenario.name];
  if (scenario?.name === 'replay') {
    yield sseHead(headers);
    yield* replaySteps({ ...scenario, paceMs });
    return;
  }

  const script = scriptFor(context, play);
  if (request.stream !== true) {
    yield* brokenBody(jsonReply(200, finalResponse(script), headers), play.breakOff);
    return;
  }
  yield sseHead(headers);
  const events = scenario?.name === 'events' ? (scenario.events ?? []) : responseEvents(script);
  const deviating = play.deviate?.(events) ?? events;
  const framing = { paceMs, ...play.framing, ...(scenario?.paceMs === undefined ? {} : { paceMs }) };
  const steps = sseSteps(deviating, framing);
  yield* play.breakOff === undefined
    ? steps
    : brokenOff(steps, {
        how: play.breakOff,
        afterDeltas: scenario?.afterDeltas ?? defaultDeltasBeforeBreak,
      });
}

function scriptFor(context: ReplyContext, play: Play): Script {
  const { request, messages, scenario, usage, newId, now } = context;
  const full =
    scenario !== undefined && play.answer !== undefined
      ? play.answer({ request, messages, scenario })
      : answerTo(request, messages);
  const answer = withinBudget(full, request.max_output_tokens ?? undefined);
  const id = newId('resp_');
  context.onAnswer(id, answer);
  return {
    ...answer,
    response: responseObject(request, { id, createdAt: Math.floor(now() / 1000) }),
    usage,
    newId,
    encryptReasoning: request.include?.includes('reasoning.encrypted_content') ?? false,
    completedAt: () => Math.floor(now() / 1000),
  };
}

function* brokenOff(
  steps: Iterable<Step>,
  { how, afterDeltas }: { readonly how: NonNullable<Play['breakOff']>; readonly afterDeltas: number },
): Generator<Step> {
  let deltas = 0;
  for (const step of steps) {
    const isDelta = step.kind === 'bytes' && typeof step.bytes === 'string' && step.bytes.includes('.delta"');
    if (isDelta && deltas === afterDeltas) break;
    if (isDelta) deltas += 1;
    yield step;
  }
  if (how !== 'end') yield { kind: how };
}

/** Half of a JSON body, then the fault. */
function* brokenBody(steps: Iterable<Step>, how: Play['breakOff']): Generator<Step> {
  for (const step of steps) {
    if (how === undefined || step.kind !== 'bytes') {
      yield step;
      continue;
    }
    yield { kind: 'bytes', bytes: step.bytes.slice(0, Math.floor(step.bytes.length / 2)) };
    if (how !== 'end') yield { kind: how };
  }
}
