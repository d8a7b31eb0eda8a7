/** One model of the simulated catalogue. */
export interface Model {
  readonly id: string;
  readonly ownedBy: string;
  readonly endpoints: readonly string[];
  /** The snapshot the response names as its model. */
  readonly snapshot: string;
  /** The reasoning effort when the request names none; absent for models that do not reason. */
  readonly defaultEffort?: 'none' | 'medium';
}

const text = ['openai', 'openai-response'];
const chatOnly = ['openai'];

/** `[owner, endpoints, ids]`; `{a,b}` in an id stands for one id with each. An empty choice drops its hyphen. */
const families: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['openai', text, ['gpt-5.{1,2,3,4,5}-{,mini,nano,pro,codex}', 'gpt-5-{,mini,nano,pro,codex}']],
  ['openai', text, ['gpt-5.6-{sol,luna,terra}', 'gpt-6-{astra,sol}-{,mini}', 'gpt-6.1-sol']],
  ['openai', text, ['gpt-4.1-{,mini,nano}', 'gpt-4o-{,mini,2024-08-06,2024-11-20}']],
  ['openai', text, ['o{1,3}-{,mini,pro}', 'o4-mini', 'o3-deep-research', 'o4-mini-deep-research']],
  [
    'openai',
    chatOnly,
    ['gpt-5-chat-latest', 'gpt-4o-{search,audio}-preview', 'gpt-3.5-turbo-{,16k,1106,0125}'],
  ],
  [
    'anthropic',
    ['anthropic', 'openai', 'openai-response'],
    [
      'claude-{opus,sonnet,haiku}-{4-0,4-1,4-5,4-6,5}-{,thinking}',
      'claude-3-5-{sonnet,haiku}',
      'claude-3-7-sonnet',
    ],
  ],
  [
    'google',
    ['gemini', 'openai', 'openai-response'],
    ['gemini-{2.0,2.5,3,3.5}-{pro,flash,flash-lite}-{,preview,thinking}'],
  ],
  ['xai', text, ['grok-{3,4,4-1,4.5}-{,fast,mini,fast-reasoning,fast-non-reasoning}', 'grok-code-fast-1']],
  ['deepseek', text, ['deepseek-{v3,v3.1,v3.2,v4}-{,flash,terminus}', 'deepseek-{chat,reasoner,r1,r1-0528}']],
  [
    'qwen',
    text,
    ['qwen3-{4b,8b,14b,32b,30b-a3b,235b-a22b}-{,instruct,thinking}', 'qwen3-{max,coder,coder-plus,vl}'],
  ],
  ['moonshot', text, ['kimi-{k2,k2.5,k3}-{,turbo,thinking}']],
  ['zhipu', text, ['glm-{4.5,4.6,4.7,5}-{,air,flash,x}']],
  ['meta', text, ['llama-{3.1,3.3,4}-{8b,70b,scout,maverick}-{,instruct}']],
  [
    'mistral',
    text,
    ['mistral-{small,medium,large}-{latest,2411,2506}', 'codestral-{latest,2508}', 'devstral-small'],
  ],
  ['minimax', text, ['minimax-{m1,m2,m2.5}']],
  ['openai', ['image-generation'], ['gpt-image-{1,1-mini,2}', 'dall-e-{2,3}']],
  ['openai', ['embeddings'], ['text-embedding-{3-small,3-large,ada-002}']],
  ['openai', ['audio'], ['whisper-1', 'tts-1-{,hd}', 'gpt-4o-mini-tts', 'gpt-realtime-{,mini}']],
  ['openai', ['openai-video'], ['sora-2-{,pro,hd}']],
  ['google', ['gemini'], ['veo3-{,fast,pro}', 'imagen-4-{,fast,ultra}', 'gemini-3-pro-image']],
  ['midjourney', ['mj'], ['mj_{imagine,upscale,variation,blend,describe}', 'mj_fast_{imagine,upscale}']],
  ['suno', ['suno'], ['suno_{music,lyrics,upload}']],
  ['bfl', ['image-generation'], ['flux-{1.1,2}-{pro,ultra,schnell}', 'flux-kontext-{pro,max}']],
  ['kling', ['kling'], ['kling_{video,image,lip_sync,virtual_try_on}']],
  ['jina', ['jina-rerank'], ['jina-reranker-{v2,v3}', 'bge-reranker-large']],
];

const ids = families.flatMap(([ownedBy, endpoints, patterns]) =>
  patterns
    .flatMap(expanded)
    .map((id): Model => ({ id, ownedBy, endpoints, snapshot: snapshotOf(id), ...effort(id) })),
);

/** Every model by id, in the order of the catalogue. */
export const models: ReadonlyMap<string, Model> = new Map(ids.map((model) => [model.id, model]));

/** Whether the id itself promises reasoning. */
export function reasonsByName(id: string): boolean {
  return /(?<!non-)reason|think|deep-research|-r1\b|^o[134]\b/.test(id);
}

/** The body of `GET /v1/models`. */
export function modelList(): unknown {
  return {
    object: 'list',
    success: true,
    data: [...models.values()].map(({ id, ownedBy, endpoints }) => ({
      id,
      object: 'model',
      created: 1_626_777_600,
      owned_by: ownedBy,
      supported_endpoint_types: endpoints,
    })),
  };
}

function expanded(pattern: string): readonly string[] {
  const group = /\{([^}]*)\}/.exec(pattern);
  if (group?.[1] === undefined) return [pattern.replace(/-+$/, '').replaceAll('--', '-')];
  return group[1].split(',').flatMap((choice) => expanded(pattern.replace(group[0], choice)));
}

function snapshotOf(id: string): string {
  return /^gpt-5\.4(-mini|-nano)?$/.test(id) ? `${id}-2026-03-17` : id;
}

function effort(id: string): Pick<Model, 'defaultEffort'> {
  if (/^gpt-5\.[1-5]/.test(id)) return { defaultEffort: 'none' };
  if (/^(gpt-5|gpt-6|o\d)/.test(id) && !id.includes('chat') && !id.includes('image')) {
    return { defaultEffort: 'medium' };
  }
  return reasonsByName(id) ? { defaultEffort: 'medium' } : {};
}
