/** Name and one-sentence help of every parameter of the request, by its path in the request. */
export const optionTexts = {
  'reasoning.effort': { label: 'Reasoning effort', help: 'How long the model thinks first.' },
  'reasoning.summary': { label: 'Reasoning summary', help: 'How much of its thinking the model tells.' },
  max_output_tokens: {
    label: 'Max output tokens',
    help: 'Where an answer ends at the latest, its reasoning included.',
  },
  'text.verbosity': { label: 'Verbosity', help: 'Length of the text.' },
  temperature: { label: 'Temperature', help: 'How freely words are chosen.' },
  top_p: { label: 'Top P', help: 'The share of likely words to choose from.' },
  top_logprobs: { label: 'Top logprobs', help: 'How many likely words are reported for each one.' },
  tools: {
    label: 'Provider tools',
    help: 'Tools the provider runs, as the API takes them, as JSON. Only in chat.',
  },
  parallel_tool_calls: {
    label: 'Parallel tool calls',
    help: 'Whether tools may be called at the same time.',
  },
  max_tool_calls: { label: 'Max tool calls', help: 'How often built-in tools may be called.' },
  service_tier: { label: 'Service tier', help: 'Flex is slower and cheaper, priority faster and dearer.' },
  prompt_cache_retention: {
    label: 'Prompt cache retention',
    help: 'How long the server keeps the beginning of the request for the next one.',
  },
  truncation: {
    label: 'Truncation',
    help: 'Whether the beginning of a conversation that is too long may be dropped. Deprecated.',
  },
  context_management: {
    label: 'Context management',
    help: 'When the server shortens a long conversation, as JSON.',
  },
  metadata: { label: 'Metadata', help: 'Your own labels of the response, as JSON.' },
  include: { label: 'Include', help: 'What else the response should hold, as JSON.' },
  safety_identifier: {
    label: 'Safety identifier',
    help: 'A stable code of the person who asks, without their name.',
  },
  'stream_options.include_obfuscation': {
    label: 'Stream obfuscation',
    help: 'Padding that hides the length of each piece. Off saves bandwidth.',
  },
} as const;

/** What to enter in place of a value that cannot be sent. */
export const optionProblems = {
  number: 'Enter a number from {0} to {1}.',
  whole: 'Enter a whole number from {0} to {1}.',
  wholeFrom: 'Enter a whole number from {0}.',
  choice: 'Choose one of: {0}.',
  boolean: 'Choose on or off.',
  text: 'Enter at most {0} characters.',
  pairs: 'Enter a JSON object of at most 16 texts, such as {"team": "cart"}.',
  includes: 'Enter a JSON list of what the API can include, such as ["reasoning.encrypted_content"].',
  tools: 'Enter a JSON list of tools the provider runs, such as [{"type": "web_search"}].',
  compaction: 'Enter a JSON list such as [{"type": "compaction", "compact_threshold": 200000}].',
} as const;

export const optionGroups = {
  reasoning: 'Reasoning and output',
  sampling: 'Sampling',
  tools: 'Tools',
  cost: 'Storage and cost',
  other: 'More',
} as const;

/** The choices in words; what is not here is shown as it is. */
export const optionChoices = {
  none: 'None',
  minimal: 'Minimal',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  xhigh: 'Extra high',
  max: 'Max',
  auto: 'Auto',
  concise: 'Concise',
  detailed: 'Detailed',
  default: 'Default',
  flex: 'Flex',
  scale: 'Scale',
  priority: 'Priority',
  fast: 'Fast',
  ultrafast: 'Ultrafast',
  in_memory: 'In memory',
  '24h': '24 hours',
  disabled: 'Disabled',
} as const;
