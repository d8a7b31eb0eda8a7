import { urlOnlyCitations, wholeArguments } from '../deviations.ts';
import { upstreamError, type WireError } from '../gateway.ts';
import type { Persona } from '../persona.ts';
import { jsonReply, type Step } from '../steps.ts';
import { openai } from './openai.ts';

/** A provider whose `error` is a sentence, also for a bad key, and whose citations have nothing but an address. */
export const xai: Persona = {
  ...openai,
  refusal,
  invalidKey: wrong('Incorrect API key provided. You can obtain an API key from https://console.x.ai.'),
  missingKey: wrong('No API key provided. You can obtain an API key from https://console.x.ai.'),
  unknownModel: (model) => wrong(`Model not found: ${model}`),
  unknownPath: () => [
    { kind: 'head', status: 404, headers: { 'Content-Type': 'text/plain' } },
    { kind: 'bytes', bytes: 'Not found' },
  ],
  headers: (requestId) => ({ 'x-request-id': requestId, 'x-ratelimit-remaining-requests': '479' }),
  keepsResponses: false,
  drops: ['background', 'stream_options', 'conversation'],
  deviate: (events) => wholeArguments(urlOnlyCitations(events)),
};

const words: Readonly<Record<number, string>> = {
  400: 'invalid-argument',
  403: 'The caller does not have permission to execute the specified operation',
  429: 'Some resource has been exhausted',
};

function refusal({ status, message }: WireError, _requestId?: string, headers = {}): readonly Step[] {
  return jsonReply(status, { code: words[status] ?? 'Some internal error', error: message }, headers);
}

function wrong(message: string): WireError {
  return upstreamError(message, { param: null, code: null });
}
