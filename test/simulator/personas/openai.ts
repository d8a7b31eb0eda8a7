import { obfuscated } from '../deviations.ts';
import { invalidUrl, upstreamError, type WireError } from '../gateway.ts';
import type { Persona } from '../persona.ts';
import { jsonReply } from '../steps.ts';

const version = { 'openai-version': '2020-10-01', 'openai-processing-ms': '12' };
const limits = {
  'x-ratelimit-limit-requests': '500',
  'x-ratelimit-remaining-requests': '499',
  'x-ratelimit-reset-requests': '120ms',
  'x-ratelimit-limit-tokens': '200000',
  'x-ratelimit-remaining-tokens': '199000',
  'x-ratelimit-reset-tokens': '6m0s',
};

/** The provider itself: it loses nothing it was sent, pads its deltas and keeps its responses. */
export const openai: Persona = {
  refusal: ({ status, message, type, code, param = null }, requestId, headers = {}) =>
    jsonReply(
      status,
      { error: { message, type, param, code } },
      { 'x-request-id': requestId, ...version, ...headers },
    ),
  invalidKey: keyError('Incorrect API key provided.'),
  missingKey: keyError("You didn't provide an API key."),
  unknownModel: (model) =>
    upstreamError(`The requested model '${model}' does not exist.`, {
      param: 'model',
      code: 'model_not_found',
    }),
  unknownPath: invalidUrl,
  isGateway: false,
  headers: (requestId) => ({ 'x-request-id': requestId, ...version, ...limits }),
  framing: {},
  refuses: ({ background, store }) =>
    background === true && store === false
      ? upstreamError('Background mode requires store to be true.', { param: 'background', code: null })
      : undefined,
  drops: [],
  keepsResponses: true,
  deviate: (events, { stream_options: options }) =>
    options?.include_obfuscation === false ? events : obfuscated(events),
};

function keyError(message: string): WireError {
  return { status: 401, message, type: 'invalid_request_error', param: null, code: 'invalid_api_key' };
}
