/** Fields of a request that it can do without. Some gateways and models refuse them or drop them silently. */
export const optionalFields = [
  'previous_response_id',
  'store',
  'prompt_cache_key',
  'conversation',
  /** The model's own notes, which only the server can read: asked for, and sent back with the conversation. */
  'reasoning.encrypted_content',
] as const;

export type OptionalField = (typeof optionalFields)[number];

/** Where a request goes: what one model takes behind one base URL says nothing about another. */
export interface Endpoint {
  /** As `parseBaseUrl` normalises it. */
  readonly baseUrl: string;
  readonly model: string;
}

/** What was learnt about endpoints, so that a field that was refused once is not sent again. */
export interface RefusedFields {
  readonly has: (endpoint: Endpoint, field: OptionalField) => boolean;
  readonly add: (endpoint: Endpoint, field: OptionalField) => void;
}
