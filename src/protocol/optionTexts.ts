/** Name and one-sentence help of every parameter of the request, by its path in the request. */
export const optionTexts = {
  'reasoning.effort': { label: 'Reasoning effort', help: 'How long the model thinks first.' },
  'reasoning.summary': { label: 'Reasoning summary', help: 'How much of its thinking the model tells.' },
  'reasoning.mode': { label: 'Reasoning mode', help: 'Pro lets the model work longer for a better answer.' },
  'reasoning.context': {
    label: 'Reasoning context',
    help: 'Which of its earlier thoughts the model has at hand.',
  },
  max_output_tokens: {
    label: 'Max output tokens',
    help: 'Where an answer ends at the latest, its reasoning included.',
  },
  'text.verbosity': { label: 'Verbosity', help: 'Length of the text.' },
  'text.format': {
    label: 'Text format',
    help: 'A structured answer, with its JSON Schema, as JSON. Only in chat.',
  },
  temperature: { label: 'Temperature', help: 'How freely words are chosen.' },
  top_p: { label: 'Top P', help: 'The share of likely words to choose from.' },
  top_logprobs: { label: 'Top logprobs', help: 'How many likely words are reported for each one.' },
  tools: {
    label: 'Provider tools',
    help: 'Tools the provider runs, as the API takes them, as JSON. Only in chat.',
  },
  tool_choice: { label: 'Tool choice', help: 'auto, none or required, or one tool as JSON. Only in chat.' },
  parallel_tool_calls: {
    label: 'Parallel tool calls',
    help: 'Whether tools may be called at the same time.',
  },
  max_tool_calls: { label: 'Max tool calls', help: 'How often built-in tools may be called.' },
  background: {
    label: 'Run in background',
    help: 'The server goes on when the connection breaks or VS Code closes. Only in chat, and where it keeps answers.',
  },
  store: {
    label: 'Store responses',
    help: 'Whether the server may keep the answers. On with server memory, off without it, unless set here.',
  },
  service_tier: { label: 'Service tier', help: 'Flex is slower and cheaper, priority faster and dearer.' },
  prompt_cache_key: {
    label: 'Prompt cache key',
    help: 'Requests with the same key share their cache. Each conversation has one of its own unless set here.',
  },
  prompt_cache_retention: {
    label: 'Prompt cache retention',
    help: 'How long the server keeps the beginning of the request for the next one.',
  },
  prompt_cache_options: { label: 'Prompt cache options', help: 'How the cache is used, as JSON.' },
  instructions: {
    label: 'Instructions',
    help: 'What the model is told before a chat, in place of what the extension says. Edits add it to theirs.',
  },
  conversation: {
    label: 'Provider’s conversation',
    help: 'The id of a conversation the provider keeps. Requests go on where it ends, also Retry.',
  },
  prompt: {
    label: 'Prompt template',
    help: 'A prompt kept by the provider, with its variables, as JSON. Only in chat.',
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
  moderation: { label: 'Moderation', help: 'A model that judges question and answer, as JSON.' },
  safety_identifier: {
    label: 'Safety identifier',
    help: 'A stable code of the person who asks, without their name.',
  },
  user: { label: 'User', help: 'The former safety identifier. Deprecated.' },
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
  toolChoice: 'Enter auto, none or required, or one tool such as {"type": "web_search"}.',
  format:
    'Enter a JSON object such as {"type": "json_object"}, or one of type json_schema with a name and a schema.',
  prompt: 'Enter a JSON object such as {"id": "pmpt_123"}, with version and variables where needed.',
  cacheOptions: 'Enter a JSON object such as {"ttl": "30m"}.',
  moderation: 'Enter a JSON object such as {"model": "omni-moderation-latest"}.',
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
  standard: 'Standard',
  pro: 'Pro',
  current_turn: 'This turn',
  all_turns: 'All turns',
} as const;
