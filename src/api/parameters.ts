import * as z from 'zod/mini';

/** What kind of value a parameter takes, with its bounds. */
export type ParameterRange =
  | { readonly kind: 'number'; readonly min: number; readonly max?: number; readonly isWhole: boolean }
  /** `ordered`: from least to most, so that a refused value has a nearest one. */
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly ordered: boolean }
  | { readonly kind: 'boolean' }
  /** `isLong`: of several lines. */
  | { readonly kind: 'text'; readonly maxLength: number; readonly isLong?: true }
  | { readonly kind: 'json'; readonly shape: JsonShape };

/** What a value given as JSON has to look like. */
export type JsonShape =
  | 'pairs'
  | 'includes'
  | 'compaction'
  | 'tools'
  | 'toolChoice'
  | 'format'
  | 'prompt'
  | 'cacheOptions'
  | 'moderation';

export interface Parameter {
  readonly group: ParameterGroup;
  readonly range: ParameterRange;
  /** What the API takes when the parameter is not sent; absent where each model has its own. */
  readonly default?: string | number | boolean;
  /** Parameters it should not be set together with; some models refuse the pair. */
  readonly excludes?: readonly string[];
  /** Has an effect only when a list holds this member. */
  readonly needs?: { readonly name: string; readonly member: string };
  /** Has no meaning in a request for an edit, whose form is fixed. */
  readonly chatOnly?: true;
  /** The conversation has a value of its own, and puts the person's in its place. */
  readonly placed?: true;
}

export type ParameterGroup = 'reasoning' | 'sampling' | 'tools' | 'cost' | 'other';

const whole = (min: number, max?: number): ParameterRange => ({
  kind: 'number',
  min,
  isWhole: true,
  ...(max === undefined ? {} : { max }),
});
const decimal = (min: number, max: number): ParameterRange => ({ kind: 'number', min, max, isWhole: false });
const choice = (...choices: readonly string[]): ParameterRange => ({
  kind: 'choice',
  choices,
  ordered: false,
});
const boolean: ParameterRange = { kind: 'boolean' };
const text = (maxLength: number): ParameterRange => ({ kind: 'text', maxLength });
const json = (shape: JsonShape): ParameterRange => ({ kind: 'json', shape });
const scale = (...choices: readonly string[]): ParameterRange => ({ kind: 'choice', choices, ordered: true });

/**
 * Every parameter a person may set, by its path in the body of `POST /responses`, in the order people see
 * them. Types, ranges and defaults are those of the Responses API. Their names and one-sentence helps are in
 * the panel's texts, under the same keys.
 */
export const parameters = {
  'reasoning.effort': {
    group: 'reasoning',
    range: scale('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'),
    default: 'medium',
  },
  'reasoning.summary': { group: 'reasoning', range: scale('auto', 'concise', 'detailed') },
  'reasoning.mode': { group: 'reasoning', range: choice('standard', 'pro'), default: 'standard' },
  'reasoning.context': { group: 'reasoning', range: choice('auto', 'current_turn', 'all_turns') },
  max_output_tokens: { group: 'reasoning', range: whole(16) },
  'text.verbosity': { group: 'reasoning', range: scale('low', 'medium', 'high'), default: 'medium' },
  'text.format': { group: 'reasoning', range: json('format'), chatOnly: true },
  temperature: { group: 'sampling', range: decimal(0, 2), default: 1, excludes: ['top_p'] },
  top_p: { group: 'sampling', range: decimal(0, 1), default: 1, excludes: ['temperature'] },
  top_logprobs: {
    group: 'sampling',
    range: whole(0, 20),
    needs: { name: 'include', member: 'message.output_text.logprobs' },
  },
  tools: { group: 'tools', range: json('tools'), chatOnly: true },
  tool_choice: { group: 'tools', range: json('toolChoice'), default: 'auto', chatOnly: true },
  parallel_tool_calls: { group: 'tools', range: boolean, default: true, chatOnly: true },
  max_tool_calls: { group: 'tools', range: whole(0), chatOnly: true },
  background: { group: 'cost', range: boolean, default: false, chatOnly: true },
  store: { group: 'cost', range: boolean, placed: true },
  service_tier: {
    group: 'cost',
    range: choice('auto', 'default', 'flex', 'scale', 'priority', 'fast', 'ultrafast'),
    default: 'auto',
  },
  prompt_cache_key: { group: 'cost', range: text(64), placed: true },
  prompt_cache_retention: { group: 'cost', range: choice('in_memory', '24h') },
  prompt_cache_options: { group: 'cost', range: json('cacheOptions') },
  instructions: { group: 'other', range: { kind: 'text', maxLength: 20_000, isLong: true }, placed: true },
  conversation: { group: 'other', range: text(128), placed: true },
  prompt: { group: 'other', range: json('prompt'), chatOnly: true },
  truncation: {
    group: 'other',
    range: choice('auto', 'disabled'),
    default: 'disabled',
    excludes: ['context_management'],
  },
  context_management: { group: 'other', range: json('compaction'), excludes: ['truncation'] },
  metadata: { group: 'other', range: json('pairs') },
  include: { group: 'other', range: json('includes') },
  moderation: { group: 'other', range: json('moderation') },
  safety_identifier: { group: 'other', range: text(64), excludes: ['user'] },
  user: { group: 'other', range: text(512), excludes: ['safety_identifier'] },
  'stream_options.include_obfuscation': { group: 'other', range: boolean, default: true },
} as const satisfies Readonly<Record<string, Parameter>>;

export type ParameterName = keyof typeof parameters;

/** Values by parameter; what is absent is not sent. Zero, false and the empty list are values. */
export type ParameterValues = Readonly<Partial<Record<ParameterName, unknown>>>;

/** Why a value cannot be sent: there is no such parameter, or it lies outside the range. */
export type ParameterProblem =
  | { readonly code: 'unknown' }
  | { readonly code: 'range'; readonly range: ParameterRange };

export const parameterNames: readonly ParameterName[] = Object.keys(parameters).filter(isParameterName);

/** Whether the table has a parameter of this name. */
export function isParameterName(name: string): name is ParameterName {
  return Object.hasOwn(parameters, name);
}

/** What is wrong with a value, or undefined when it can be sent. */
export function validateParameter(name: string, value: unknown): ParameterProblem | undefined {
  if (!isParameterName(name)) return { code: 'unknown' };
  const { range } = parameters[name];
  return isInRange(canonical(name, value), range) ? undefined : { code: 'range', range };
}

/** The values of an unchecked object that are parameters and in range. */
export function validParameters(values: Readonly<Record<string, unknown>>): ParameterValues {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => validateParameter(name, value) === undefined),
  );
}

/** The values that are added to a request as they are: not those the conversation puts in place itself. */
export function addedParameters(values: ParameterValues, request: 'chat' | 'edit'): ParameterValues {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => {
      const row: Parameter | undefined = isParameterName(name) ? parameters[name] : undefined;
      return row !== undefined && row.placed !== true && (request === 'chat' || row.chatOnly !== true);
    }),
  );
}

/** What has to be set, too, for `name` to have an effect; undefined when nothing is missing. */
export function missingFor(values: ParameterValues, name: ParameterName): Parameter['needs'] {
  const { needs }: Parameter = parameters[name];
  if (needs === undefined || !isParameterName(needs.name)) return undefined;
  const list = values[needs.name];
  return Array.isArray(list) && list.includes(needs.member) ? undefined : needs;
}

/** The parameters among `values` that should not be set together with `name`. */
export function excludedBy(values: ParameterValues, name: ParameterName): readonly ParameterName[] {
  const { excludes = [] }: Parameter = parameters[name];
  return parameterNames.filter((other) => excludes.includes(other) && values[other] !== undefined);
}

/** The parts of the wire body that hold `values`: only what is set, nested where the name has a dot. */
export function toWireParameters(values: ParameterValues): Readonly<Record<string, unknown>> {
  return nested(Object.fromEntries(parameterNames.map((name) => [name, canonical(name, values[name])])));
}

/** The parts of a wire body for values that are sent exactly as they are. */
export function nested(values: ParameterValues): Readonly<Record<string, unknown>> {
  const body: Record<string, unknown> = {};
  for (const name of parameterNames) {
    const value = values[name];
    if (value === undefined) continue;
    const [head = name, tail] = name.split('.');
    const part = body[head];
    body[head] = tail === undefined ? value : { ...(typeof part === 'object' ? part : {}), [tail]: value };
  }
  return body;
}

/** The value as the API spells it: some pages write `in-memory`. */
export function canonical(name: ParameterName, value: unknown): unknown {
  return name === 'prompt_cache_retention' && value === 'in-memory' ? 'in_memory' : value;
}

function isInRange(value: unknown, range: ParameterRange): boolean {
  switch (range.kind) {
    case 'number':
      return (
        typeof value === 'number' &&
        Number.isFinite(value) &&
        value >= range.min &&
        value <= (range.max ?? Number.MAX_SAFE_INTEGER) &&
        (!range.isWhole || Number.isInteger(value))
      );
    case 'choice':
      return typeof value === 'string' && range.choices.includes(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string' && value !== '' && value.length <= range.maxLength;
    case 'json':
      return shapes[range.shape].safeParse(value).success;
  }
}

const maxPairs = 16;
const name = z.string().check(z.minLength(1));

const shapes = {
  pairs: z
    .record(z.string().check(z.minLength(1), z.maxLength(64)), z.string().check(z.maxLength(512)))
    .check(z.refine((pairs) => Object.keys(pairs).length <= maxPairs)),
  includes: z.array(
    z.enum([
      'file_search_call.results',
      'web_search_call.results',
      'web_search_call.action.sources',
      'message.input_image.image_url',
      'computer_call_output.output.image_url',
      'code_interpreter_call.outputs',
      'reasoning.encrypted_content',
      'message.output_text.logprobs',
    ]),
  ),
  compaction: z
    .array(
      z.strictObject({
        type: z.literal('compaction'),
        compact_threshold: z.optional(z.int().check(z.gte(1000))),
      }),
    )
    .check(z.minLength(1)),
  /** Functions are not for typing: nobody here could run them. */
  tools: z.array(
    z.looseObject({
      type: z.string().check(
        z.minLength(1),
        z.refine((type) => type !== 'function' && type !== 'custom'),
      ),
    }),
  ),
  toolChoice: z.union([z.enum(['none', 'auto', 'required']), z.looseObject({ type: name })]),
  format: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('text') }),
    z.strictObject({ type: z.literal('json_object') }),
    z.strictObject({
      type: z.literal('json_schema'),
      name: z.string().check(z.regex(/^[a-zA-Z0-9_-]{1,64}$/)),
      schema: z.record(z.string(), z.unknown()),
      strict: z.optional(z.boolean()),
      description: z.optional(z.string()),
    }),
  ]),
  prompt: z.strictObject({
    id: name,
    version: z.optional(z.string()),
    variables: z.optional(z.record(z.string(), z.unknown())),
  }),
  cacheOptions: z.looseObject({
    ttl: z.optional(name),
    mode: z.optional(z.enum(['implicit', 'explicit'])),
  }),
  moderation: z.looseObject({ model: name }),
} as const satisfies Readonly<Record<JsonShape, z.core.$ZodType>>;
