/** A parameter of the endpoint's own page, with values to try. */
export interface SeedParameter {
  /** Its path in the request. */
  readonly name: string;
  /** What a person may set, and how it looks on the wire where that differs. Absent: not a request option. */
  readonly values?: readonly { readonly set: unknown; readonly wire?: unknown }[];
  readonly bad: readonly unknown[];
}

const option = (name: string, good: readonly unknown[], bad: readonly unknown[]): SeedParameter => ({
  name,
  values: good.map((set) => ({ set })),
  bad,
});
const elsewhere = (name: string): SeedParameter => ({ name, bad: [] });

const schema = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
  additionalProperties: false,
};

/** Every parameter of `POST /responses` as CometAPI documents it, zero values among what is tried. */
export const seedParameters: readonly SeedParameter[] = [
  /** The model picker. */
  elsewhere('model'),
  /** The composer. */
  elsewhere('input'),
  option('instructions', ['Answer like a pirate.'], ['', 0]),
  /** Always on. */
  elsewhere('stream'),
  option('stream_options.include_obfuscation', [false, true], ['no']),
  /** Server memory. */
  elsewhere('previous_response_id'),
  option('background', [false, true], ['yes']),
  option('store', [false, true], ['yes', 0]),
  option('conversation', ['conv_1'], ['', 1]),
  option('prompt', [{ id: 'pmpt_1', version: '2', variables: { name: 'Ada' } }], [{}, 'pmpt_1']),
  option('max_output_tokens', [16, 4096], [15, 0, 16.5, '16']),
  option('max_tool_calls', [0, 3], [-1, 1.5]),
  option('temperature', [0, 1.25, 2], [2.1, -1, '0']),
  option('top_p', [0, 0.5, 1], [1.1, null]),
  option('top_logprobs', [0, 20], [21, 0.5]),
  option('reasoning.effort', ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'], ['most', 3]),
  option('reasoning.summary', ['auto', 'concise', 'detailed'], ['long']),
  option(
    'text.format',
    [
      { type: 'text' },
      { type: 'json_object' },
      { type: 'json_schema', name: 'answer', schema, strict: true },
    ],
    [{ type: 'json_schema', schema }, { type: 'xml' }, 'json'],
  ),
  option('text.verbosity', ['low', 'medium', 'high'], ['some']),
  option(
    'tools',
    [[], [{ type: 'web_search_preview' }]],
    [{}, [{ name: 'no type' }], [{ type: 'function' }]],
  ),
  option('tool_choice', ['auto', 'none', { type: 'web_search_preview' }], ['sometimes', {}]),
  option('parallel_tool_calls', [false, true], [1]),
  option('include', [[], ['reasoning.encrypted_content']], [['all'], 'all']),
  option('truncation', ['auto', 'disabled'], ['middle']),
  option('context_management', [[{ type: 'compaction', compact_threshold: 1000 }]], [[], [{ type: 'cut' }]]),
  option('metadata', [{}, { team: 'cart' }], [{ team: 1 }, []]),
  option('service_tier', ['auto', 'default', 'flex', 'priority'], ['gold']),
  option('safety_identifier', ['person-1'], ['x'.repeat(65)]),
  option('prompt_cache_key', ['team-cart'], ['x'.repeat(65), '']),
  {
    name: 'prompt_cache_retention',
    values: [{ set: 'in-memory', wire: 'in_memory' }, { set: 'in_memory' }, { set: '24h' }],
    bad: ['forever'],
  },
  option('user', ['person-1'], [7]),
];
