import * as z from 'zod/mini';

const nullish = <T extends z.core.$ZodType>(schema: T) => z.optional(z.nullable(schema));
const text = z.string().check(z.maxLength(10_485_760));
const status = nullish(z.enum(['in_progress', 'completed', 'incomplete']));
const callId = z.string().check(z.minLength(1), z.maxLength(64));
const breakpoint = nullish(z.strictObject({ mode: z.literal('explicit') }));

/** Content parts a person's (or developer's) message may have. */
export const inputParts = {
  input_text: z.strictObject({ type: z.literal('input_text'), text, prompt_cache_breakpoint: breakpoint }),
  input_image: z.strictObject({
    type: z.literal('input_image'),
    image_url: nullish(z.string().check(z.maxLength(20_971_520))),
    file_id: nullish(z.string()),
    detail: nullish(z.enum(['low', 'high', 'auto', 'original'])),
    prompt_cache_breakpoint: breakpoint,
  }),
  input_file: z.strictObject({
    type: z.literal('input_file'),
    file_id: nullish(z.string()),
    file_url: nullish(z.string()),
    file_data: nullish(z.string().check(z.maxLength(73_400_320))),
    filename: nullish(z.string()),
    detail: nullish(z.string()),
    prompt_cache_breakpoint: breakpoint,
  }),
} as const;

/** Content parts of an answer that is sent back as history. */
export const outputParts = {
  output_text: z.strictObject({
    type: z.literal('output_text'),
    text,
    annotations: z.optional(z.array(z.unknown())),
    logprobs: z.optional(z.array(z.unknown())),
  }),
  refusal: z.strictObject({ type: z.literal('refusal'), refusal: z.string() }),
} as const;

const strict = {
  message: z.strictObject({
    type: z.optional(z.literal('message')),
    role: z.enum(['user', 'assistant', 'system', 'developer']),
    content: z.unknown(),
    id: z.optional(z.string()),
    status,
    phase: nullish(z.enum(['commentary', 'final_answer'])),
  }),
  function_call: z.strictObject({
    type: z.literal('function_call'),
    id: nullish(z.string()),
    call_id: callId,
    name: z.string(),
    arguments: z.string(),
    namespace: z.optional(z.string()),
    caller: nullish(z.unknown()),
    status,
  }),
  function_call_output: z.strictObject({
    type: z.literal('function_call_output'),
    id: nullish(z.string()),
    call_id: callId,
    output: z.union([text, z.array(z.unknown())]),
    caller: nullish(z.unknown()),
    status,
  }),
  reasoning: z.strictObject({
    type: z.literal('reasoning'),
    id: nullish(z.string()),
    summary: z.array(z.strictObject({ type: z.literal('summary_text'), text: z.string() })),
    content: nullish(z.array(z.unknown())),
    encrypted_content: nullish(z.string()),
    status,
  }),
  item_reference: z.strictObject({ type: nullish(z.literal('item_reference')), id: z.string() }),
} as const;

const loose = z.looseObject({ type: z.string() });
const looseTypes = [
  'custom_tool_call',
  'custom_tool_call_output',
  'web_search_call',
  'file_search_call',
  'code_interpreter_call',
  'image_generation_call',
  'computer_call',
  'computer_call_output',
  'mcp_list_tools',
  'mcp_call',
  'mcp_approval_request',
  'mcp_approval_response',
  'shell_call',
  'shell_call_output',
  'local_shell_call',
  'local_shell_call_output',
  'apply_patch_call',
  'apply_patch_call_output',
  'tool_search_call',
  'tool_search_output',
  'additional_tools',
  'program',
  'program_output',
  'compaction',
  'compaction_trigger',
];

/** The schema of each input item by its `type`; the rarer ones only have to be objects. */
export const inputItems: Readonly<Record<string, z.core.$ZodType>> = {
  ...strict,
  ...Object.fromEntries(looseTypes.map((type) => [type, loose])),
};

const functionTool = z.strictObject({
  type: z.literal('function'),
  name: z.string().check(z.regex(/^[a-zA-Z0-9_-]{1,128}$/)),
  description: nullish(z.string()),
  parameters: nullish(z.record(z.string(), z.unknown())),
  strict: nullish(z.boolean()),
  output_schema: nullish(z.record(z.string(), z.unknown())),
  defer_loading: z.optional(z.boolean()),
  allowed_callers: nullish(z.array(z.string())),
});
const looseTools = [
  'custom',
  'web_search',
  'web_search_2025_08_26',
  'web_search_preview',
  'web_search_preview_2025_03_11',
  'file_search',
  'code_interpreter',
  'image_generation',
  'mcp',
  'local_shell',
  'shell',
  'apply_patch',
  'computer',
  'computer_use_preview',
  'namespace',
  'tool_search',
  'programmatic_tool_calling',
];

/** The schema of each tool by its `type`. */
export const tools: Readonly<Record<string, z.core.$ZodType>> = {
  function: functionTool,
  ...Object.fromEntries(looseTools.map((type) => [type, loose])),
};
