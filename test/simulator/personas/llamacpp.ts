import { onResponse, reasoningAsText, withoutIndices } from '../deviations.ts';
import { upstreamError, type WireError } from '../gateway.ts';
import type { Persona } from '../persona.ts';
import { jsonReply, type Step } from '../steps.ts';
import { openai } from './openai.ts';

const denied: WireError = {
  status: 401,
  message: 'Invalid API Key',
  type: 'authentication_error',
  code: null,
};

/** A small local server: no indices, no sequence numbers, hardly any fields in its responses, functions only. */
export const llamacpp: Persona = {
  ...openai,
  refusal,
  invalidKey: denied,
  missingKey: denied,
  // It serves the one model it has loaded, whatever it is asked for.
  unknownModel: (model) => upstreamError(`model '${model}' is not loaded`, { param: null, code: null }),
  unknownPath: () => refusal({ status: 404, message: 'File Not Found', type: 'not_found_error', code: null }),
  headers: () => ({ Server: 'llama.cpp' }),
  refuses({ previous_response_id: previous, tools }) {
    if (typeof previous === 'string') return untaken("llama.cpp does not support 'previous_response_id'.");
    const isOther = tools?.some(({ type }) => type !== 'function') === true;
    return isOther ? untaken("'type' of tool must be 'function'") : undefined;
  },
  keepsResponses: false,
  deviate: (events) => slim(withoutIndices(reasoningAsText(events))),
};

const slim = onResponse(({ id, object, created_at, model, status, output, usage, error }) => ({
  ...{ id, object, created_at, model, status, output },
  ...(error === null ? {} : { error }),
  ...(typeof usage === 'object' && usage !== null ? { usage: { ...usage, ...withoutDetails } } : {}),
}));

const withoutDetails = { input_tokens_details: undefined, output_tokens_details: undefined };

function untaken(message: string): WireError {
  return upstreamError(message, { param: null, code: null });
}

function refusal({ status, message, type }: WireError, _requestId?: string, headers = {}): readonly Step[] {
  return jsonReply(status, { error: { code: status, message, type } }, headers);
}
