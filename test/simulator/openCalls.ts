import type { Answer } from './eventScript.ts';
import { upstreamError, type WireError } from './gateway.ts';
import type { ResponsesRequest } from './requestSchema.ts';

/** The same answer with an id for each call that has none. */
export function withCallIds({ items, ending }: Answer, newId: (prefix: string) => string): Answer {
  return {
    items: items.map((item) =>
      item.kind === 'function_call' ? { ...item, callId: item.callId ?? newId('call_') } : item,
    ),
    ending,
  };
}

/** The calls of an answer that the next request has to bring outputs for. */
export function openCallsOf({ items, ending }: Answer): readonly string[] {
  if (ending.kind !== 'completed') return [];
  return items.flatMap((item) => (item.kind === 'function_call' ? [item.callId ?? ''] : []));
}

/** Each call that waits in the former response needs its output, and each output its call. */
export function outputProblem(request: ResponsesRequest, open: readonly string[]): WireError | undefined {
  const items: readonly unknown[] = Array.isArray(request.input) ? request.input : [];
  const ids = (type: string): readonly string[] =>
    items.flatMap((item) =>
      typeof item === 'object' && item !== null && 'type' in item && item.type === type && 'call_id' in item
        ? [String(item.call_id)]
        : [],
    );
  const calls = [...open, ...ids('function_call')];
  const outputs = ids('function_call_output');
  const unanswered = open.find((id) => !outputs.includes(id));
  const uncalled = outputs.find((id) => !calls.includes(id));
  const message =
    unanswered !== undefined
      ? `No tool output found for function call ${unanswered}.`
      : uncalled !== undefined
        ? `No tool call found for function call output with call_id ${uncalled}.`
        : undefined;
  return message === undefined ? undefined : upstreamError(message, { param: 'input', code: null });
}
