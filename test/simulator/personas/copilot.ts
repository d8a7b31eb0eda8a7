import { rotatingIds } from '../deviations.ts';
import { upstreamError, type WireError } from '../gateway.ts';
import type { Persona } from '../persona.ts';
import { jsonReply, type Step } from '../steps.ts';
import { openai } from './openai.ts';

/** A proxy that gives every event of an item another id, and the response another one each time. */
export const copilot: Persona = {
  ...openai,
  refusal,
  invalidKey: { status: 401, message: 'unauthorized: token expired', type: '', code: null },
  missingKey: { status: 401, message: 'missing authorization', type: '', code: null },
  unknownModel: (model) =>
    upstreamError(`The requested model is not supported: ${model}`, {
      param: 'model',
      code: 'model_not_supported',
    }),
  unknownPath: () => refusal(upstreamError('not found', { status: 404, param: null, code: 'not_found' })),
  headers: (requestId) => ({ 'x-request-id': requestId }),
  refuses: ({ previous_response_id: previous }) =>
    typeof previous === 'string'
      ? upstreamError('previous_response_id is not supported', { param: null, code: 'unsupported_value' })
      : undefined,
  drops: ['store', 'background', 'service_tier'],
  keepsResponses: false,
  deviate: (events) => rotatingIds(events),
};

function refusal({ status, message, code }: WireError, _requestId?: string, headers = {}): readonly Step[] {
  return jsonReply(status, { error: { message, code: code ?? '' } }, headers);
}
