import { models } from './models.ts';
import type { ResponsesRequest } from './requestSchema.ts';

/** The response object before anything has happened: what the request asked for, with the defaults filled in. */
export function responseObject(
  request: ResponsesRequest,
  { id, createdAt }: { readonly id: string; readonly createdAt: number },
): Readonly<Record<string, unknown>> {
  const model = models.get(request.model);
  const effort = request.reasoning?.effort ?? model?.defaultEffort ?? null;
  return {
    id,
    object: 'response',
    created_at: createdAt,
    background: request.background ?? false,
    ...conversationOf(request),
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    max_tool_calls: request.max_tool_calls ?? null,
    metadata: request.metadata ?? {},
    model: model?.snapshot ?? request.model,
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: request.previous_response_id ?? null,
    prompt_cache_key: request.prompt_cache_key ?? null,
    prompt_cache_retention: request.prompt_cache_retention ?? null,
    reasoning: { effort, summary: request.reasoning?.summary ?? null },
    safety_identifier: request.safety_identifier ?? null,
    service_tier: tierOf(request.service_tier),
    store: request.store ?? true,
    temperature: request.temperature ?? 1,
    text: {
      format: echoedFormat(request.text?.format),
      verbosity: request.text?.verbosity ?? 'medium',
    },
    tool_choice: request.tool_choice ?? 'auto',
    tools: request.tools ?? [],
    top_logprobs: request.top_logprobs ?? 0,
    top_p: request.top_p ?? 1,
    truncation: request.truncation ?? 'disabled',
    user: request.user ?? null,
  };
}

function conversationOf({ conversation }: ResponsesRequest): {
  readonly conversation?: { readonly id: string };
} {
  if (conversation === undefined || conversation === null) return {};
  return { conversation: { id: typeof conversation === 'string' ? conversation : conversation.id } };
}

/** `auto` is a wish; the response names what came of it. */
function tierOf(asked: ResponsesRequest['service_tier']): string {
  return asked === undefined || asked === null || asked === 'auto' ? 'default' : asked;
}

function echoedFormat(format: NonNullable<ResponsesRequest['text']>['format']): unknown {
  if (format === undefined || format === null) return { type: 'text' };
  return format.type === 'json_schema'
    ? { ...format, description: format.description ?? null, strict: format.strict ?? false }
    : format;
}
