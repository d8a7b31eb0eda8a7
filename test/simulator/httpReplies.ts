import { consolePage, gatewayError, notImplemented, upstreamError, type WireError } from './gateway.ts';
import type { Persona } from './persona.ts';
import type { Scenario } from './scenario.ts';
import { frame, sseHead } from './sse.ts';
import { jsonReply, type Step } from './steps.ts';

export type HttpReply = (context: {
  readonly scenario: Scenario;
  readonly requestId: string;
  readonly model: string;
  readonly persona: Pick<Persona, 'refusal' | 'invalidKey' | 'unknownModel'>;
}) => Iterable<Step>;

/** Replies that are no answer of a model: refusals, and things that are no Responses API at all. */
export const httpReplies = {
  '400-context': refusal(
    upstreamError(
      'Your input exceeds the context window of this model. Please adjust your input and try again.',
      {
        param: 'input',
        code: 'context_length_exceeded',
      },
    ),
  ),
  '400-image': refusal(
    upstreamError("Invalid value: 'input_image'. Supported values are: 'input_text' and 'output_text'.", {
      param: 'input[0].content[0].type',
      code: 'invalid_value',
    }),
  ),
  '400-tool': refusal(
    upstreamError('This hosted tool is not supported with this model.', {
      param: 'tools[0].type',
      code: 'unsupported_value',
    }),
  ),
  '400-include': refusal(
    upstreamError('This value is not supported with this model.', {
      param: 'include[0]',
      code: 'unsupported_value',
    }),
  ),
  '401': { http: ({ requestId, persona }) => persona.refusal(persona.invalidKey, requestId) },
  '402': refusal(
    gatewayError(402, 'insufficient_quota', 'Payment required: the balance of this account is used up'),
  ),
  '403': refusal(gatewayError(403, '', 'This token has no access to this model')),
  '403-quota': refusal(gatewayError(403, 'insufficient_user_quota', '用户额度不足, 剩余额度: ＄0.000000')),
  '413': refusal(gatewayError(413, 'read_request_body_failed', 'request body too large')),
  '429': {
    http: ({ scenario, requestId, persona }) =>
      persona.refusal(
        {
          status: 429,
          message: 'Rate limit reached for requests',
          type: 'requests',
          param: null,
          code: 'rate_limit_exceeded',
        },
        requestId,
        { 'Retry-After': String(scenario.retryAfter ?? 1) },
      ),
  },
  '429-empty': { http: () => [{ kind: 'head', status: 429, headers: {} }] },
  '500': refusal(gatewayError(500, 'do_request_failed', 'do request failed: upstream connect error')),
  '500-invalid-request': refusal({
    ...gatewayError(500, 'invalid_request', 'field messages is required'),
    param: '',
  }),
  '501': refusal(notImplemented),
  '503-model': {
    http: ({ requestId, model, persona }) => persona.refusal(persona.unknownModel(model), requestId),
  },
  '524': {
    http: () => [
      {
        kind: 'head',
        status: 524,
        headers: { 'Content-Type': 'text/html; charset=UTF-8', Server: 'cloudflare' },
      },
      {
        kind: 'bytes',
        bytes:
          '<!DOCTYPE html><html><head><title>api.cometapi.com | 524: A timeout occurred</title></head><body>Error 524</body></html>',
      },
    ],
  },
  html: { http: consolePage },
  'json-200-error': {
    http: ({ requestId }) =>
      jsonReply(200, {
        error: {
          message: `upstream error (request id: ${requestId})`,
          type: 'upstream_error',
          code: 'bad_response',
        },
      }),
  },
  'chat-completion': { http: ({ model }) => jsonReply(200, chatCompletion(model)) },
  'chat-completion-stream': {
    http: ({ model }) => [
      sseHead({}),
      ...['Hello', ' there'].map(
        (content): Step => ({
          kind: 'bytes',
          bytes: frame({
            id: 'chatcmpl-1',
            object: 'chat.completion.chunk',
            model,
            choices: [{ index: 0, delta: { content }, finish_reason: null }],
          }),
        }),
      ),
      { kind: 'bytes', bytes: 'data: [DONE]\n\n' },
    ],
  },
  'previous-not-found': refusal(
    upstreamError("Previous response with id 'resp_0' not found.", {
      param: 'previous_response_id',
      code: 'previous_response_not_found',
    }),
  ),
  'previous-expired': refusal(
    upstreamError("Response with id 'resp_0' not found or expired.", {
      status: 404,
      param: null,
      code: null,
    }),
  ),
  'previous-unsupported': refusal(
    upstreamError("Unsupported parameter: 'previous_response_id' is not supported with this model.", {
      param: 'previous_response_id',
      code: 'unsupported_parameter',
    }),
  ),
  'previous-no-tool-output': refusal(
    upstreamError('No tool output found for function call call_0.', { param: 'input', code: null }),
  ),
  redirect: {
    http: () => [{ kind: 'head', status: 301, headers: { Location: '/redirected/v1/responses' } }],
  },
  empty: { http: () => [{ kind: 'head', status: 200, headers: {} }] },
  'stall-headers': { http: () => [{ kind: 'stall' }] },
  'reset-headers': { http: () => [{ kind: 'reset' }] },
  http: {
    http: ({ scenario: { status = 200, headers = {}, body = '' } }) =>
      typeof body === 'string'
        ? [
            { kind: 'head', status, headers },
            ...(body === '' ? [] : [{ kind: 'bytes', bytes: body } as const]),
          ]
        : jsonReply(status, body, headers),
  },
} as const satisfies Readonly<Record<string, { readonly http: HttpReply }>>;

/** What a chat-completion endpoint says, which a mis-routed relay may answer with. */
export function chatCompletion(model: string): unknown {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_770_000_000,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello there' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  };
}

function refusal(error: WireError): { readonly http: HttpReply } {
  return { http: ({ requestId, persona }) => persona.refusal(error, requestId) };
}
