import { onResponse, reasoningAsText, reasoningClosedLast } from '../deviations.ts';
import { upstreamError, type WireError } from '../gateway.ts';
import type { Persona } from '../persona.ts';
import { jsonReply, type Step } from '../steps.ts';

/**
 * A router without memory: no `event:` lines, `[DONE]` at the end, the status as error code, reasoning as text
 * that ends after the message it belongs to.
 */
export const openrouter: Persona = {
  refusal,
  invalidKey: denied('No auth credentials found'),
  missingKey: denied('No cookie auth credentials found'),
  unknownModel: (model) => upstreamError(`${model} is not a valid model ID`, { param: null, code: null }),
  unknownPath: (_method, path) =>
    refusal(upstreamError(`Not Found: ${path}`, { status: 404, param: null, code: null })),
  isGateway: false,
  headers: () => ({}),
  framing: { eventLines: false, doneSentinel: true, heartbeat: 'OPENROUTER PROCESSING' },
  refuses: ({ store, previous_response_id: previous }) => {
    if (typeof previous === 'string')
      return upstreamError('previous_response_id: this API is stateless', { param: null, code: null });
    return store === true
      ? upstreamError('store: Invalid input: expected false', { param: null, code: null })
      : undefined;
  },
  drops: ['safety_identifier', 'background', 'conversation', 'stream_options'],
  keepsResponses: false,
  deviate: (events) => tiered(reasoningClosedLast(reasoningAsText(events))),
};

const tiered = onResponse((response) => ({ ...response, service_tier: 'standard' }));

function refusal({ status, message }: WireError, _requestId?: string, headers = {}): readonly Step[] {
  return jsonReply(status, { error: { code: status, message, metadata: {} } }, headers);
}

function denied(message: string): WireError {
  return { status: 401, message, type: '', code: null };
}
