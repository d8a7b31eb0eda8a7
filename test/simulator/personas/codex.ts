import { emptyOutput } from '../deviations.ts';
import { upstreamError, type WireError } from '../gateway.ts';
import type { Persona } from '../persona.ts';
import type { ResponsesRequest } from '../requestSchema.ts';
import { jsonReply, type Step } from '../steps.ts';
import { openai } from './openai.ts';

const denied = detail('Could not parse your authentication token. Please try signing in again.', 401);

/** The backend of a coding tool: it keeps nothing, takes few parameters and repeats no output at the end. */
export const codex: Persona = {
  ...openai,
  refusal,
  invalidKey: denied,
  missingKey: denied,
  unknownModel: (model) => detail(`The '${model}' model is not supported.`),
  unknownPath: () => refusal(detail('Not Found', 404)),
  headers: (requestId) => ({ 'x-request-id': requestId }),
  refuses(request) {
    if (request.store !== false) return detail('Store must be set to false');
    if (request.stream !== true) return detail('Stream must be set to true');
    if (typeof request.instructions !== 'string') return detail('Instructions are required');
    const found = untaken.find((field) => request[field] !== undefined);
    return found === undefined ? undefined : detail(`Unsupported parameter: ${found}`);
  },
  keepsResponses: false,
  deviate: (events, request) => emptyOutput(openai.deviate(events, request)),
};

const untaken = [
  'previous_response_id',
  'max_output_tokens',
  'temperature',
  'top_p',
  'metadata',
  'user',
  'background',
] as const satisfies readonly (keyof ResponsesRequest)[];

function refusal({ status, message }: WireError, _requestId?: string, headers = {}): readonly Step[] {
  return jsonReply(status, { detail: message }, headers);
}

function detail(message: string, status = 400): WireError {
  return upstreamError(message, { status, param: null, code: null });
}
