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
  /** Parameters the person set, by wire name; sent as they are, zero values included. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** The JSON body of a streaming request. Only what was set is present. */
export function toWireBody(request: ResponseRequest): Record<string, unknown> {
  return {
    model: request.model,
    ...(request.instructions === undefined ? {} : { instructions: request.instructions }),
    input: request.input.map(({ role, text }) => ({ type: 'message', role, content: text })),
    ...(request.format === undefined
      ? {}
      : { text: { format: { type: 'json_schema', strict: true, ...request.format } } }),
    ...request.parameters,
    stream: true,
  };
}
