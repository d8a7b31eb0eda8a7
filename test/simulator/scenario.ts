import * as z from 'zod/mini';
import { instructionOf, type Message } from './conversation.ts';

/** Every scenario there is. `scenarios.ts` says what each one does. */
export const scenarioNames = [
  // Refused or answered by something else than the API, before any event.
  '400-context',
  '400-image',
  '400-tool',
  '400-include',
  '401',
  '402',
  '403',
  '403-quota',
  '413',
  '429',
  '429-empty',
  '500',
  '500-invalid-request',
  '501',
  '503-model',
  '524',
  'html',
  'json-200-error',
  'chat-completion',
  'chat-completion-stream',
  'redirect',
  'empty',
  'http',
  // The memory of former responses. Each of these only takes requests that go on from one.
  'previous-ignored',
  'previous-not-found',
  'previous-expired',
  'previous-unsupported',
  'previous-no-tool-output',
  // The connection.
  'cut',
  'cut-clean',
  'reset',
  'reset-headers',
  'stall',
  'stall-headers',
  'slow',
  // Streams that deviate from the grammar, as seen in the wild.
  'unknown-events',
  'keepalive',
  'no-terminal',
  'done-sentinel',
  'no-event-lines',
  'crlf',
  'rotating-ids',
  'empty-output',
  'no-indices',
  'no-sequence',
  'no-usage',
  'float-times',
  'text-in-done',
  'error-flat',
  'error-untyped',
  // What the model says.
  'text',
  'long',
  'reasoning',
  'refusal',
  'incomplete',
  'content-filter',
  'failed-nested',
  'empty-answer',
  'function-call',
  'function-calls',
  'function-loop',
  'function-bad-arguments',
  'mcp',
  'web-search',
  'file-search',
  'code-interpreter',
  'image-generation',
  'events',
  'replay',
  // How it answers an edit request.
  'edit',
  'wrong-anchor',
  'wrong-anchor-once',
  'ambiguous-anchor',
  'outside-scope',
  'not-json',
  'wrong-schema',
  'fenced-code',
  'empty-edit',
] as const;

export type ScenarioName = (typeof scenarioNames)[number];

const count = z.int().check(z.gte(0));

/** One scripted reply. Only `name` is needed; every other field belongs to the scenarios it names. */
export const scenarioSchema = z.strictObject({
  name: z.enum(scenarioNames),
  /** How many requests it answers; 1, and 2 for `wrong-anchor`, whose repair turn is wrong too. */
  times: z.optional(z.int().check(z.gte(1))),
  /**
   * Which requests it takes: every given part must occur. The path is `/v1/responses` unless given; one that ends
   * in `*` takes every path that begins so.
   */
  match: z.optional(
    z.strictObject({
      path: z.optional(z.string()),
      model: z.optional(z.string()),
      text: z.optional(z.string()),
    }),
  ),
  /** `429`: the Retry-After header; seconds, or any text. */
  retryAfter: z.optional(z.union([z.number(), z.string()])),
  /** `cut`, `cut-clean`, `reset`, `stall`, `error-*`: how many deltas come before. */
  afterDeltas: z.optional(count),
  /** Milliseconds between deltas (or chunks), instead of the simulator's. */
  paceMs: z.optional(z.number().check(z.gte(0))),
  /** Where a response made in the background stops until the simulator's `release`: `queued`, or after so many deltas. */
  hold: z.optional(z.union([z.literal('queued'), count])),
  /** `text`: the answer. `refusal`: the refusal. */
  text: z.optional(z.string()),
  /** `edit`: the answer, sent as JSON whether it fits the schema or not. */
  edit: z.optional(z.unknown()),
  /** `events`: sent as they are. */
  events: z.optional(z.array(z.looseObject({ type: z.optional(z.string()) }))),
  /** `http`: the reply. A body that is no string is sent as JSON. */
  status: z.optional(z.int().check(z.gte(100), z.lte(599))),
  headers: z.optional(z.record(z.string(), z.string())),
  body: z.optional(z.unknown()),
  /** `replay`: a recorded stream, `*.sse` or `*.chunks.txt`. */
  file: z.optional(z.string()),
  chunking: z.optional(z.enum(['whole', 'event', 'byte', 'mid-utf8', 'crlf'])),
  cutAtByte: z.optional(count),
  breakOff: z.optional(z.enum(['cut', 'reset', 'clean'])),
  doneSentinel: z.optional(z.boolean()),
});

export type Scenario = z.infer<typeof scenarioSchema>;

/** How many requests a scenario answers when nobody says. */
export function defaultTimes(name: ScenarioName): number {
  return name === 'wrong-anchor' ? 2 : 1;
}

/** A scenario a message asks for by `sim:NAME` or `sim:NAME(times=2,retryAfter=1)`; `unknown` holds a name that is none. */
export type Demand = { readonly scenario: Scenario } | { readonly unknown: string };

const word = /\bsim:([\w-]+)(?:\(([^)]*)\))?/;
const repair = /^That answer could not be used/;

/**
 * The scenario the person's own words ask for. Files and selections are not searched. A repair turn is still
 * about the request before it, but only `wrong-anchor` spoils that one too.
 */
export function demandedScenario(messages: readonly Message[]): Demand | undefined {
  const asked = messages.filter(({ role }) => role === 'user');
  const last = asked.at(-1)?.text ?? '';
  const isRepair = repair.test(last);
  const [, name, options = ''] = word.exec(instructionOf(isRepair ? (asked.at(-2)?.text ?? '') : last)) ?? [];
  if (name === undefined || (isRepair && name !== 'wrong-anchor')) return undefined;
  const fields = options
    .split(',')
    .filter(Boolean)
    .map((pair) => pair.split('=').map((part) => part.trim()))
    .map(([key = '', value = '']) => [key, Number.isNaN(Number(value)) ? value : Number(value)]);
  const parsed = scenarioSchema.safeParse({ name, ...Object.fromEntries(fields) });
  return parsed.success
    ? { scenario: parsed.data }
    : { unknown: `${name}${options === '' ? '' : `(${options})`}` };
}

/** The message without the words that ask for a scenario, so that the answer is about the rest. */
export function withoutDemand({ role, text }: Message): Message {
  return { role, text: text.replace(/\s?\bsim:[\w-]+(?:\([^)]*\))?/g, '') };
}
