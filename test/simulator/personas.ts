import { obfuscated } from './deviations.ts';
import {
  errorReply,
  gatewayError,
  invalidUrl,
  unknownModel,
  upstreamError,
  type WireError,
} from './gateway.ts';
import type { Persona } from './persona.ts';
import { jsonReply } from './steps.ts';

/** The gateway: its own envelope for refusals, comments as heartbeat, and nothing but `POST /responses`. */
const comet: Persona = {
  refusal: errorReply,
  invalidKey: gatewayError(401, '', 'Invalid token'),
  missingKey: gatewayError(401, '', 'Token not provided'),
  unknownModel,
  unknownPath: invalidUrl,
  isGateway: true,
  headers: (requestId) => ({ 'X-Oneapi-Request-Id': requestId }),
  framing: {},
  refuses: () => undefined,
  drops: ['service_tier', 'safety_identifier', 'background', 'stream_options'],
  keepsResponses: false,
  deviate: (events) => events,
};

/** The provider itself: it forgets nothing it was sent, pads its deltas and keeps its responses. */
const openai: Persona = {
  refusal: ({ status, message, type, code, param = null }, requestId, headers = {}) =>
    jsonReply(
      status,
      { error: { message, type, param, code } },
      { 'x-request-id': requestId, ...openaiHeaders, ...headers },
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
  headers: (requestId) => ({ 'x-request-id': requestId, ...openaiHeaders }),
  framing: { pings: false },
  refuses: ({ background, store }) =>
    background === true && store === false
      ? upstreamError('Background mode requires store to be true.', { param: 'background', code: null })
      : undefined,
  drops: [],
  keepsResponses: true,
  deviate: (events, { stream_options: options }) =>
    options?.include_obfuscation === false ? events : obfuscated(events),
};

const openaiHeaders = {
  'openai-version': '2020-10-01',
  'openai-processing-ms': '12',
  'x-ratelimit-limit-requests': '500',
  'x-ratelimit-remaining-requests': '499',
  'x-ratelimit-reset-requests': '120ms',
  'x-ratelimit-limit-tokens': '200000',
  'x-ratelimit-remaining-tokens': '199000',
  'x-ratelimit-reset-tokens': '6m0s',
};

function keyError(message: string): WireError {
  return { status: 401, message, type: 'invalid_request_error', param: null, code: 'invalid_api_key' };
}

export const personas = { comet, openai } as const satisfies Readonly<Record<string, Persona>>;

export type PersonaName = keyof typeof personas;

export function isPersonaName(name: string): name is PersonaName {
  return Object.hasOwn(personas, name);
}
