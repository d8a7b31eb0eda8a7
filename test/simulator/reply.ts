import { answerTo } from './answers/answer.ts';
import type { Message } from './conversation.ts';
import { type Answer, finalResponse, responseEvents, type Script, withinBudget } from './eventScript.ts';
import { withCallIds } from './openCalls.ts';
import type { Persona } from './persona.ts';
import { replaySteps } from './replay.ts';
import type { ResponsesRequest } from './requestSchema.ts';
import { responseObject } from './responseObject.ts';
import { followed } from './retrieval.ts';
import type { Scenario } from './scenario.ts';
import { type Play, scenarios } from './scenarios.ts';
import { sseHead, sseSteps, type WireEvent } from './sse.ts';
import { jsonReply, type Step } from './steps.ts';
import type { StoredResponses } from './storedResponses.ts';

/** What a model's reply needs to know. */
export interface ReplyContext {
  readonly request: ResponsesRequest;
  readonly messages: readonly Message[];
  readonly scenario: Scenario | undefined;
  readonly paceMs: number;
  readonly persona: Persona;
  /** Where responses are kept, by a server that keeps them. */
  readonly stored: StoredResponses | undefined;
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
  const { persona, stored } = context;
  const framing = {
    paceMs,
    ...persona.framing,
    ...play.framing,
    ...(scenario?.paceMs === undefined ? {} : { paceMs }),
  };
  const about = {
    id: String(script.response['id']),
    isBackground: script.isBackground,
    isStreamable: request.stream === true,
    input: inputItemsOf(request.input),
  };
  if (stored !== undefined && script.isBackground) {
    const pace = { paceMs: framing.paceMs, hold: scenario?.hold };
    const response = stored.start(about, eventsOf(context, script, play), pace);
    if (request.stream === true) yield sseHead(headers);
    yield* request.stream === true
      ? brokenSteps(followed(response, { after: -1, framing }), scenario)
      : jsonReply(200, response.snapshot(), headers);
    return;
  }
  const keeps = stored !== undefined && request.store !== false;
  const kept = (events: Iterable<WireEvent>) => (keeps ? stored.keep(about, events) : events);
  if (request.stream !== true) {
    const body = finalResponse(kept(context.persona.deviate(responseEvents(script), request)));
    yield* brokenBody(jsonReply(200, body, headers), play.breakOff);
    return;
  }
  yield sseHead(headers);
  yield* brokenSteps(sseSteps(kept(eventsOf(context, script, play)), framing), scenario);
}

/** The events as this server sends them, with what the scenario makes of them. */
function eventsOf({ request, scenario, persona }: ReplyContext, script: Script, play: Play) {
  if (scenario?.name === 'events') return scenario.events ?? [];
  const events = persona.deviate(responseEvents(script), request);
  return play.deviate?.(events) ?? events;
}

/** The steps of a stream, with what the scenario does to the connection in the middle of them. */
export function brokenSteps(steps: Iterable<Step>, scenario: Scenario | undefined): Iterable<Step> {
  const how = scenario === undefined ? undefined : scenarios[scenario.name].breakOff;
  const afterDeltas = scenario?.afterDeltas ?? defaultDeltasBeforeBreak;
  return how === undefined ? steps : brokenOff(steps, { how, afterDeltas });
}

function inputItemsOf(input: unknown): readonly unknown[] {
  return Array.isArray(input) ? input : [{ type: 'message', role: 'user', content: input }];
}

function scriptFor(context: ReplyContext, play: Play): Script {
  const { request, messages, scenario, usage, newId, now } = context;
  const full =
    scenario !== undefined && play.answer !== undefined
      ? play.answer({ request, messages, scenario })
      : answerTo(request, messages);
  const answer = withCallIds(withinBudget(full, request.max_output_tokens ?? undefined), newId);
  const id = newId('resp_');
  context.onAnswer(id, answer);
  return {
    ...answer,
    response: responseObject(request, { id, createdAt: Math.floor(now() / 1000) }),
    usage,
    newId,
    isBackground: request.background === true,
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
