import { Buffer } from 'node:buffer';
import { conversationOf } from './answers/answer.ts';
import { checkRequest } from './checkRequest.ts';
import { type Message, messagesOf } from './conversation.ts';
import { consolePage, gatewayRequestId, notImplemented, upstreamError, type WireError } from './gateway.ts';
import { chatCompletion } from './httpReplies.ts';
import { modelList } from './models.ts';
import { openCallsOf, outputProblem } from './openCalls.ts';
import type { Persona } from './persona.ts';
import type { RecordedRequest } from './recordedRequest.ts';
import { brokenSteps, reply } from './reply.ts';
import type { ResponsesRequest } from './requestSchema.ts';
import { isRetrieval, retrievalReply } from './retrieval.ts';
import { type Demand, demandedScenario, type Scenario, scenarioNames, withoutDemand } from './scenario.ts';
import { isAboutEdits, isAboutMemory, scenarios } from './scenarios.ts';
import { jsonReply, type Step } from './steps.ts';
import { createStoredResponses } from './storedResponses.ts';
import { promptCache, tokenCount } from './tokens.ts';

export interface RouterOptions {
  readonly persona: Persona;
  readonly paceMs: number;
  readonly now: () => number;
  readonly newId: (prefix: string) => string;
  /** Scripted scenarios, oldest first; used up by the router. */
  readonly queue: { readonly scenario: Scenario; left: number }[];
  readonly fallback: Scenario | undefined;
}

export interface Router {
  /** What the server does about a request. `keyProblem` is what is wrong with its key, if anything. */
  readonly route: (record: RecordedRequest, keyProblem: WireError | undefined) => Iterable<Step>;
  /** Lets every response that a scenario holds go on. */
  readonly release: () => void;
  readonly reset: () => void;
}

/** How often a scenario that a message asks for strikes when the message does not say. */
const demandedTimes: Readonly<Partial<Record<Scenario['name'], number>>> = { '429': 1, '429-empty': 1 };

/** The routes of the server and its memory of former responses. */
export function createRouter(options: RouterOptions): Router {
  const { persona, paceMs, now, newId, queue, fallback } = options;
  const remembered = new Map<string, readonly Message[]>();
  /** The calls of a response that wait for their outputs. */
  const openCalls = new Map<string, readonly string[]>();
  const struck = new Map<string, number>();
  const cache = promptCache();
  const stored = persona.keepsResponses ? createStoredResponses() : undefined;

  function* route(record: RecordedRequest, keyProblem: WireError | undefined): Iterable<Step> {
    const { method } = record;
    const path = record.path.replace(/\?.*$/, '');
    const requestId = gatewayRequestId(now(), newId(''));
    if (!/^\/v1(\/|$)/.test(path)) return yield* consolePage();
    if (path.endsWith('/')) return yield* redirect(method === 'GET' ? 301 : 307, path.replace(/\/+$/, ''));
    const known = routeOf(method, path);
    if (known === undefined) return yield* persona.unknownPath(method, path);
    const refuse = (error: WireError) => persona.refusal(error, requestId);
    if (keyProblem !== undefined) return yield* refuse(keyProblem);

    const model = String(asRecord(record.body)['model'] ?? '');
    const scripted =
      queued(record, path) ??
      demanded(record, path) ??
      (known === 'responses' && suits(fallback, record) ? fallback : undefined);
    if (scripted !== undefined) record.scenario = scripted.name;
    const http = scripted === undefined ? undefined : scenarios[scripted.name].http;
    if (scripted !== undefined && http !== undefined) {
      return yield* http({ scenario: scripted, requestId, model, persona });
    }
    const headers = persona.headers(requestId);
    switch (known) {
      case 'files':
        return yield* refuse(notImplemented);
      case 'models':
        return yield* jsonReply(200, modelList(), headers);
      case 'chat':
        return yield* jsonReply(200, chatCompletion(model), headers);
      case 'retrieval': {
        if (stored === undefined) return yield* persona.unknownPath(method, path);
        const url = new URL(record.path, 'http://simulator');
        const { framing } = persona;
        if (method === 'DELETE') remembered.delete(url.pathname.replace(/^.*\//, ''));
        const steps = retrievalReply({ method, url, responses: stored, framing, headers, refuse });
        return yield* brokenSteps(steps, scripted);
      }
      case 'responses':
        return yield* responses(record, scripted, requestId);
    }
  }

  function routeOf(method: string, path: string): Route | undefined {
    if (stored !== undefined && isRetrieval(method, path)) return 'retrieval';
    return routes[`${method} ${path}`] ?? (path.startsWith('/v1/files') ? 'files' : undefined);
  }

  function* responses(
    record: RecordedRequest,
    scenario: Scenario | undefined,
    requestId: string,
  ): Iterable<Step> {
    const checked = checkRequest(record.body, persona);
    if (!checked.ok) return yield* persona.refusal(checked.error, requestId);
    const refused = persona.refuses(checked.request);
    if (refused !== undefined) return yield* persona.refusal(refused, requestId);
    const lost = scenario?.name === 'previous-ignored' ? ['previous_response_id'] : [];
    const request = without(checked.request, [...persona.drops, ...lost]);
    const { previous_response_id: previous } = request;
    const held = typeof request.conversation === 'string' ? request.conversation : request.conversation?.id;
    if (held !== undefined && !held.startsWith('conv_')) {
      const message = `Conversation with id '${held}' not found.`;
      const unknownId = upstreamError(message, { param: 'conversation', code: null, status: 404 });
      return yield* persona.refusal(unknownId, requestId);
    }
    const former =
      held !== undefined
        ? (remembered.get(held) ?? [])
        : typeof previous === 'string'
          ? remembered.get(previous)
          : [];
    if (former === undefined) {
      const message = `Previous response with id '${previous}' not found.`;
      const error = upstreamError(message, {
        param: 'previous_response_id',
        code: 'previous_response_not_found',
      });
      return yield* persona.refusal(error, requestId);
    }
    const wrongOutput = outputProblem(request, openCalls.get(previous ?? '') ?? []);
    if (wrongOutput !== undefined) return yield* persona.refusal(wrongOutput, requestId);
    const conversation = conversationOf(request, former);
    const messages = conversation.map(withoutDemand);
    const prompt = promptOf(request, former);
    const usage = { inputTokens: tokenCount(prompt), cachedTokens: cache.cachedTokens(prompt) };
    const unknown = unknownDemand(record);
    yield* reply({
      request,
      messages,
      scenario: unknown === undefined ? scenario : { name: 'text', text: scenarioHelp(unknown) },
      paceMs,
      persona,
      stored,
      headers: persona.headers(requestId),
      usage,
      newId,
      now,
      onAnswer(responseId, answer) {
        const { items } = answer;
        const said = items.flatMap((item) => (item.kind === 'message' ? [item.text] : [])).join('');
        if (held !== undefined) remembered.set(held, [...conversation, { role: 'assistant', text: said }]);
        if (request.store === false) return;
        openCalls.set(responseId, openCallsOf(answer));
        remembered.set(responseId, [...conversation, { role: 'assistant', text: said }]);
      },
    });
  }

  function queued(record: RecordedRequest, path: string): Scenario | undefined {
    const entry = queue.find(({ scenario }) => matches(scenario, record, path));
    if (entry === undefined) return undefined;
    entry.left -= 1;
    if (entry.left === 0) queue.splice(queue.indexOf(entry), 1);
    return entry.scenario;
  }

  function demanded(record: RecordedRequest, path: string): Scenario | undefined {
    const demand = path === '/v1/responses' ? demandOf(record) : undefined;
    if (demand === undefined || 'unknown' in demand) return undefined;
    const { scenario } = demand;
    if (!suits(scenario, record)) return undefined;
    const limit = scenario.times ?? demandedTimes[scenario.name] ?? Number.POSITIVE_INFINITY;
    const key = JSON.stringify(asRecord(record.body)['input']);
    const count = struck.get(key) ?? 0;
    if (count >= limit) {
      struck.delete(key);
      return undefined;
    }
    struck.set(key, count + 1);
    return scenario;
  }

  function demandOf(record: RecordedRequest): Demand | undefined {
    const { input, previous_response_id: previous } = asRecord(record.body);
    return demandedScenario([...(remembered.get(String(previous)) ?? []), ...messagesOf(input)]);
  }

  function unknownDemand(record: RecordedRequest): string | undefined {
    const demand = demandOf(record);
    return demand !== undefined && 'unknown' in demand ? demand.unknown : undefined;
  }

  return {
    route,
    release: () => stored?.release(),
    reset() {
      stored?.clear();
      remembered.clear();
      openCalls.clear();
      struck.clear();
      cache.clear();
    },
  };
}

type Route = 'responses' | 'models' | 'chat' | 'files' | 'retrieval';

const routes: Readonly<Record<string, Route>> = {
  'POST /v1/responses': 'responses',
  'GET /v1/models': 'models',
  'POST /v1/chat/completions': 'chat',
};

/** Whether a request is of the kind a scenario is about. */
function suits(scenario: Scenario | undefined, { body }: RecordedRequest): boolean {
  return (
    scenario === undefined ||
    !isAboutMemory(scenario.name) ||
    typeof asRecord(body)['previous_response_id'] === 'string'
  );
}

function matches(scenario: Scenario, record: RecordedRequest, path: string): boolean {
  const { name, match } = scenario;
  const body = asRecord(record.body);
  const isEdit = asRecord(asRecord(body['text'])['format'])['type'] === 'json_schema';
  const wanted = match?.path ?? '/v1/responses';
  return (
    (wanted.endsWith('*') ? path.startsWith(wanted.slice(0, -1)) : path === wanted) &&
    (match?.model === undefined || match.model === body['model']) &&
    (match?.text === undefined ||
      JSON.stringify(body['input'] ?? '').includes(JSON.stringify(match.text).slice(1, -1))) &&
    (!isAboutEdits(name) || isEdit) &&
    suits(scenario, record)
  );
}

function scenarioHelp(unknown: string): string {
  const list = scenarioNames.map((name) => `- \`sim:${name}\``).join('\n');
  return `There is no scenario \`${unknown}\`. These are the ones the simulator knows:\n\n${list}\n\nOptions go in brackets: \`sim:429(times=2,retryAfter=3)\`.`;
}

function without(request: ResponsesRequest, fields: readonly string[]): ResponsesRequest {
  const kept = Object.entries(request).filter(([field]) => !fields.includes(field));
  return { model: request.model, input: request.input, ...Object.fromEntries(kept) };
}

function promptOf(request: ResponsesRequest, former: readonly Message[]): string {
  return [
    request.instructions ?? '',
    JSON.stringify(request.text?.format ?? ''),
    JSON.stringify(request.tools ?? ''),
    ...former.map(({ text }) => text),
    ...messagesOf(request.input).map(({ text }) => text),
  ].join('\n');
}

function redirect(status: number, location: string): readonly Step[] {
  const body = Buffer.from(`<a href="${location}">Moved</a>.`);
  return [
    { kind: 'head', status, headers: { Location: location, 'Content-Type': 'text/html; charset=utf-8' } },
    { kind: 'bytes', bytes: body },
  ];
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
