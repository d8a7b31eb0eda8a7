import { asObject } from './json.ts';

/** A message of the conversation as it is sent: text only, the form every provider accepts. */
export interface InputMessage {
  readonly role: 'user' | 'assistant' | 'developer';
  readonly text: string;
}

/** A structured-output format: `schema` is already inside the strict subset. */
export interface JsonSchemaFormat {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** What the extension asks for. `toWireBody` turns it into the body of `POST {baseUrl}/responses`. */
export interface ResponseRequest {
  readonly model: string;
  readonly instructions?: string;
  readonly input: readonly InputMessage[];
  readonly format?: JsonSchemaFormat;
  /** Whether the server may keep the response, so that a later request can go on from it. */
  readonly store?: boolean;
  /** The response this request goes on from; `input` then holds only what came after it. */
  readonly previousResponseId?: string;
  /** At most 64 characters; the same for requests that begin alike. */
  readonly promptCacheKey?: string;
  /** Parameters the person set, by wire name; sent as they are, zero values included. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/**
 * The JSON body of a streaming request. Only what was set is present. What stays the same from turn to turn
 * comes first and the messages last, so that a longer conversation begins like the shorter one.
 */
export function toWireBody(request: ResponseRequest): Record<string, unknown> {
  const { model, instructions, input, format, store, previousResponseId, promptCacheKey, parameters } =
    request;
  return {
    model,
    stream: true,
    ...(instructions === undefined ? {} : { instructions }),
    ...parameters,
    ...(format === undefined ? {} : { text: textWith(format, parameters?.['text']) }),
    ...(store === undefined ? {} : { store }),
    ...(promptCacheKey === undefined ? {} : { prompt_cache_key: promptCacheKey }),
    ...(previousResponseId === undefined ? {} : { previous_response_id: previousResponseId }),
    input: input.map(({ role, text }) => ({ type: 'message', role, content: text })),
  };
}

/** The format beside what the person set of the text, such as its verbosity. */
function textWith(format: JsonSchemaFormat, text: unknown): Record<string, unknown> {
  return { ...asObject(text), format: { type: 'json_schema', strict: true, ...format } };
}
