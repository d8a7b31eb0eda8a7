import { asArray, asObject, asText, parseJson } from './json.ts';

/** A model as `GET /models` tells it. */
export interface Model {
  readonly id: string;
  readonly ownedBy?: string;
  /** The protocols it speaks, in the gateway's words (`openai`, `openai-response`, `anthropic`, …). */
  readonly endpointTypes?: readonly string[];
}

const textEndpoints = ['openai', 'openai-response', 'openai-response-compact'];
const otherEndpoints = ['image-generation', 'embeddings', 'jina-rerank', 'openai-video'];

/**
 * The models of a `/models` body, `{"data": […]}` or a bare list, sorted by id; undefined when it is neither.
 * Models that say they do something else than text are left out; those that say nothing are kept.
 */
export function modelsOf(body: string): readonly Model[] | undefined {
  const parsed = parseJson(body);
  const list = Array.isArray(parsed) ? parsed : asObject(parsed)?.['data'];
  if (!Array.isArray(list)) return undefined;
  const byId = new Map<string, Model>();
  for (const entry of asArray(list)) {
    const model = modelOf(entry);
    if (model !== undefined && isForText(model)) byId.set(model.id, model);
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function modelOf(entry: unknown): Model | undefined {
  const fields = asObject(entry);
  const id = asText(entry) ?? asText(fields?.['id']);
  if (id === undefined) return undefined;
  const ownedBy = asText(fields?.['owned_by']);
  const types = asArray(fields?.['supported_endpoint_types']).flatMap((type) => asText(type) ?? []);
  return {
    id,
    ...(ownedBy === undefined ? {} : { ownedBy }),
    ...(types.length === 0 ? {} : { endpointTypes: types }),
  };
}

function isForText({ endpointTypes }: Model): boolean {
  if (endpointTypes === undefined) return true;
  return (
    endpointTypes.some((type) => textEndpoints.includes(type)) &&
    !endpointTypes.some((type) => otherEndpoints.includes(type))
  );
}
