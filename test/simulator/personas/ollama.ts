import { upstreamError, type WireError } from '../gateway.ts';
import type { Persona } from '../persona.ts';
import { jsonReply, type Step } from '../steps.ts';
import { openai } from './openai.ts';

/** A local server that passes over what it does not know: memory, the choice of tools, background mode. */
export const ollama: Persona = {
  ...openai,
  refusal,
  missingKey: undefined,
  unknownModel: (model) =>
    upstreamError(`model '${model}' not found`, { status: 404, param: null, code: null }),
  unknownPath: () => [
    { kind: 'head', status: 404, headers: { 'Content-Type': 'text/plain' } },
    { kind: 'bytes', bytes: '404 page not found' },
  ],
  headers: () => ({}),
  refuses: ({ input }) =>
    JSON.stringify(input).includes('"type":"input_file"')
      ? upstreamError('unknown content type: input_file', { param: null, code: null })
      : undefined,
  drops: [
    ...(['previous_response_id', 'conversation', 'tool_choice', 'background', 'store'] as const),
    ...(['prompt_cache_key', 'service_tier', 'safety_identifier', 'stream_options'] as const),
  ],
  keepsResponses: false,
  deviate: (events) => events,
};

function refusal({ status, message, param }: WireError, _requestId?: string, headers = {}): readonly Step[] {
  const type = status < 500 ? 'invalid_request_error' : 'api_error';
  return jsonReply(status, { error: { message, type, param: param ?? null, code: null } }, headers);
}
