import { errorReply, gatewayError, invalidUrl, unknownModel } from '../gateway.ts';
import type { Persona } from '../persona.ts';

/** The gateway: its own envelope for refusals, comments as heartbeat, and nothing but `POST /responses`. */
export const comet: Persona = {
  refusal: errorReply,
  invalidKey: gatewayError(401, '', 'Invalid token'),
  missingKey: gatewayError(401, '', 'Token not provided'),
  unknownModel,
  unknownPath: invalidUrl,
  isGateway: true,
  headers: (requestId) => ({ 'X-Oneapi-Request-Id': requestId }),
  framing: { heartbeat: 'PING' },
  refuses: () => undefined,
  drops: ['service_tier', 'safety_identifier', 'background', 'stream_options', 'conversation'],
  keepsResponses: false,
  deviate: (events) => events,
};
