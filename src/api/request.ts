import { asArray, asObject } from './json.ts';

/** An item of the input, in the wire's own form (api specification, `InputItem`) and without an id. */
export type InputItem = InputMessage | ReplayedItem;

/** A message. Text alone is sent as a string, the form every provider accepts. */
export interface InputMessage {
  readonly type: 'message';
  readonly role: 'user' | 'assistant' | 'developer';
  readonly content: string | readonly InputPart[];
}

export type InputPart =
  | { readonly type: 'input_text'; readonly text: string }
  /** `image_url` is a `data:` URL. */
  | { readonly type: 'input_image'; readonly image_url: string; readonly detail?: 'auto' | 'low' | 'high' }
  /** `file_data` is a `data:` URL. */
  | { readonly type: 'input_file'; readonly filename: string; readonly file_data: string };

/**
 * What is neither said by a person nor an answer's text: a call and its output, an approval, encrypted reasoning.
 * Its other fields are those of the item type.
 */
export interface ReplayedItem {
  readonly type:
    | 'function_call'
    | 'function_call_output'
    | 'reasoning'
    | 'mcp_approval_request'
    | 'mcp_approval_response'
    | 'mcp_list_tools'
    | 'mcp_call'
    | 'compaction';
  readonly [field: string]: unknown;
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
  readonly input: readonly InputItem[];
  readonly format?: JsonSchemaFormat;
  /** Whether the server may keep the response, so that a later request can go on from it. */
  readonly store?: boolean;
  /** The response this request goes on from; `input` then holds only what came after it. */
  readonly previousResponseId?: string;
  /** The server's conversation this request belongs to; `input` then holds only what it does not have. */
  readonly conversationId?: string;
  /** At most 64 characters; the same for requests that begin alike. */
  readonly promptCacheKey?: string;
  /**
   * Takes the place of the person's choice. `none`: the model is to answer without calling anything. `auto`: it
   * has called what the person wanted called and may answer now; sent only where the person chose something.
   */
  readonly toolChoice?: 'none' | 'auto';
  /** Parts of the answer that are sent only on demand; they come after those the person set as a parameter. */
  readonly include?: readonly string[];
  /** Parameters the person set, by wire name; sent as they are, zero values included. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/**
 * The JSON body of a streaming request. Only what was set is present. What stays the same from turn to turn
 * comes first and the messages last, so that a longer conversation begins like the shorter one.
 */
export function toWireBody(request: ResponseRequest): Record<string, unknown> {
  const { model, instructions, input, format, store, previousResponseId, promptCacheKey } = request;
  const { conversationId, parameters, toolChoice, include = [] } = request;
  const hasChoice = toolChoice === 'none' || parameters?.['tool_choice'] !== undefined;
  return {
    model,
    stream: true,
    ...(instructions === undefined ? {} : { instructions }),
    ...parameters,
    ...(toolChoice === undefined || !hasChoice ? {} : { tool_choice: toolChoice }),
    ...(include.length === 0 ? {} : { include: together(parameters?.['include'], include) }),
    ...(format === undefined ? {} : { text: textWith(format, parameters?.['text']) }),
    ...(store === undefined ? {} : { store }),
    ...(promptCacheKey === undefined ? {} : { prompt_cache_key: promptCacheKey }),
    ...(previousResponseId === undefined ? {} : { previous_response_id: previousResponseId }),
    ...(conversationId === undefined ? {} : { conversation: conversationId }),
    input,
  };
}

/** A list of the person's with ours behind it, each member once. */
function together(own: unknown, ours: readonly string[]): readonly unknown[] {
  return [...new Set([...asArray(own), ...ours])];
}

/** The format beside what the person set of the text, such as its verbosity. */
function textWith(format: JsonSchemaFormat, text: unknown): Record<string, unknown> {
  return { ...asObject(text), format: { type: 'json_schema', strict: true, ...format } };
}
