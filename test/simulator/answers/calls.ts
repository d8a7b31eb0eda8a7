import { instructionOf, type Message } from '../conversation.ts';
import type { Answer, ScriptedItem } from '../eventScript.ts';
import type { ResponsesRequest } from '../requestSchema.ts';

type InputItem = Readonly<Record<string, unknown>>;

/** Answers a question by calls; once their outputs are there, by what they say. Without calls where none may be. */
export function called(request: ResponsesRequest, ...calls: readonly ScriptedItem[]): Answer {
  const afterCalls = resultText(request);
  if (afterCalls !== undefined) return said(afterCalls);
  return request.tool_choice === 'none' ? said('I answer without a call.') : ended(calls);
}

/** Calls again and again, as long as it may. */
export function calledForever(request: ResponsesRequest, ...calls: readonly ScriptedItem[]): Answer {
  return request.tool_choice === 'none' ? said('I answer without a call.') : ended(calls);
}

/** Lists the tools of a server and asks to call one; calls it when it is allowed, and says so when it is not. */
export function mcpAnswer(request: ResponsesRequest): Answer {
  const offered = (request.tools ?? []).find(({ type }) => type === 'mcp');
  const server = String(offered?.['server_label'] ?? 'docs');
  const call = { server, name: 'search_docs', arguments: '{"query":"retry policy"}' };
  const response = sinceQuestion(request).findLast(({ type }) => type === 'mcp_approval_response');
  if (response === undefined) {
    return ended([
      { kind: 'mcp_list_tools', server, tools: ['search_docs', 'read_page'] },
      { kind: 'mcp_approval_request', ...call },
    ]);
  }
  if (response['approve'] !== true) return said('You did not allow the call, so I answer from memory.');
  const approvalRequestId = String(response['approval_request_id']);
  const output = 'Requests are sent again at most twice.';
  return ended([
    { kind: 'mcp_call', ...call, output, approvalRequestId },
    { kind: 'message', text: `The documentation says: ${output}` },
  ]);
}

/** What a model says once its calls were answered; undefined when there are no outputs since the last message. */
export function resultText(request: ResponsesRequest): string | undefined {
  const outputs = sinceQuestion(request).filter(({ type }) => type === 'function_call_output');
  if (outputs.length === 0) return undefined;
  const quoted = outputs.map(({ output }) => `\`\`\`\n${String(output)}\n\`\`\``);
  return ['This is what I got:', ...quoted].join('\n\n');
}

/** The call of a model that is asked to read a file and may. */
export function readingCall(
  { tools }: ResponsesRequest,
  messages: readonly Message[],
): ScriptedItem | undefined {
  const last = messages.findLast(({ role }) => role === 'user')?.text ?? '';
  const [, path] = /\b(?:read|lis)\s+`?([\w./-]+\.\w+)/i.exec(instructionOf(last)) ?? [];
  const canRead = (tools ?? []).some(({ type, name }) => type === 'function' && name === 'read_file');
  if (path === undefined || !canRead) return undefined;
  const args = { path, start_line: null, end_line: null };
  return { kind: 'function_call', name: 'read_file', arguments: JSON.stringify(args) };
}

/** The items that came after the last message. */
function sinceQuestion({ input }: ResponsesRequest): readonly InputItem[] {
  const items: readonly unknown[] = Array.isArray(input) ? input : [];
  const known = items.flatMap((item) => (typeof item === 'object' && item !== null ? [{ ...item }] : []));
  const records: readonly InputItem[] = known;
  return records.slice(records.findLastIndex((item) => 'role' in item) + 1);
}

function said(text: string): Answer {
  return ended([{ kind: 'message', text }]);
}

function ended(items: readonly ScriptedItem[]): Answer {
  return { items, ending: { kind: 'completed' } };
}
