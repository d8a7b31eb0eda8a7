import * as z from 'zod/mini';

const nullish = <T extends z.core.$ZodType>(schema: T) => z.optional(z.nullable(schema));
const string64 = z.string().check(z.maxLength(64));
const integer = z.int();

const reasoning = z.strictObject({
  effort: nullish(z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])),
  summary: nullish(z.enum(['auto', 'concise', 'detailed'])),
  generate_summary: nullish(z.enum(['auto', 'concise', 'detailed'])),
  mode: nullish(z.string()),
  context: nullish(z.enum(['auto', 'current_turn', 'all_turns'])),
});

const textFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    name: z.string().check(z.regex(/^[a-zA-Z0-9_-]{1,64}$/)),
    schema: z.record(z.string(), z.unknown()),
    strict: nullish(z.boolean()),
    description: nullish(z.string()),
  }),
]);

const includes = z.enum([
  'file_search_call.results',
  'web_search_call.results',
  'web_search_call.action.sources',
  'message.input_image.image_url',
  'computer_call_output.output.image_url',
  'code_interpreter_call.outputs',
  'reasoning.encrypted_content',
  'message.output_text.logprobs',
]);

/**
 * The parameters of `POST /responses` by wire name. `model` and `input` are the gateway's business, tools and
 * input items are checked one by one (`inputItems.ts`), so they pass as unknown here.
 */
export const requestSchema = z.strictObject({
  model: z.string(),
  input: z.unknown(),
  instructions: nullish(z.string()),
  stream: nullish(z.boolean()),
  stream_options: nullish(z.strictObject({ include_obfuscation: z.optional(z.boolean()) })),
  background: nullish(z.boolean()),
  store: nullish(z.boolean()),
  previous_response_id: nullish(z.string()),
  conversation: nullish(z.union([z.string(), z.strictObject({ id: z.string() })])),
  prompt: nullish(z.looseObject({ id: z.string() })),
  max_output_tokens: nullish(integer.check(z.gte(16))),
  max_tool_calls: nullish(integer),
  temperature: nullish(z.number().check(z.gte(0), z.lte(2))),
  top_p: nullish(z.number().check(z.gte(0), z.lte(1))),
  top_logprobs: nullish(integer.check(z.gte(0), z.lte(20))),
  reasoning: nullish(reasoning),
  text: nullish(
    z.strictObject({ format: nullish(textFormat), verbosity: nullish(z.enum(['low', 'medium', 'high'])) }),
  ),
  tools: nullish(z.array(z.looseObject({ type: z.string() }))),
  tool_choice: nullish(z.union([z.enum(['none', 'auto', 'required']), z.looseObject({ type: z.string() })])),
  parallel_tool_calls: nullish(z.boolean()),
  include: nullish(z.array(includes)),
  truncation: nullish(z.enum(['auto', 'disabled'])),
  context_management: nullish(
    z.array(
      z.strictObject({
        type: z.literal('compaction'),
        compact_threshold: nullish(integer.check(z.gte(1000))),
      }),
    ),
  ),
  metadata: nullish(z.record(string64, z.string().check(z.maxLength(512)))),
  service_tier: nullish(z.enum(['auto', 'default', 'flex', 'scale', 'priority', 'fast', 'ultrafast'])),
  safety_identifier: nullish(string64),
  prompt_cache_key: nullish(z.string()),
  prompt_cache_retention: nullish(z.enum(['in_memory', '24h'])),
  prompt_cache_options: nullish(z.looseObject({})),
  moderation: nullish(z.looseObject({ model: z.string() })),
  user: nullish(z.string()),
});

export type ResponsesRequest = z.infer<typeof requestSchema>;
