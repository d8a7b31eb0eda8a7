import { asText, parseJson } from '../api/json.ts';
import type { ToolChange } from '../protocol/toolItem.ts';
import { shownArguments } from './shownArguments.ts';
import type { CallContext, OpenCall } from './toolCalls.ts';

/**
 * Asks a person whether a call may go to a tool server, and puts request and answer where the next request finds
 * them (S-7). Every call is asked for. A server that was not offered gets a no.
 */
export async function answerMcpApproval(
  { outputIndex, item }: OpenCall,
  context: CallContext,
): Promise<void> {
  const { turnId, emit, newId, approvals, signal, tools, refusal } = context;
  const show = (change: ToolChange) => emit({ type: 'tool-change', turnId, outputIndex, change });
  const requestId = asText(item['id']);
  const label = asText(item['server_label']) ?? '';
  const name = asText(item['name']) ?? '';
  const server = tools?.servers.find((each) => each.label === label);
  if (requestId === undefined) {
    show({ state: 'failed', details: [{ kind: 'error', text: 'The request for approval has no id.' }] });
    return;
  }
  const reason = refusal ?? (server === undefined ? 'This server was not offered.' : undefined);
  let isAllowed = false;
  if (server !== undefined && reason === undefined) {
    const approval = {
      id: newId(),
      tool: shownArguments(name),
      server: label,
      host: server.host,
      args: shownArguments(readable(item['arguments'])),
      canStand: false,
    };
    const answered = approvals.ask({ id: approval.id, signal });
    show({ state: 'waiting', approval });
    const answer = await answered;
    isAllowed = answer === 'once' || answer === 'conversation';
    show({ state: isAllowed ? 'done' : 'failed', approval: { ...approval, answer } });
  } else {
    show({ state: 'failed', details: [{ kind: 'error', text: reason ?? '' }] });
  }
  emit({
    type: 'item-replay',
    turnId,
    outputIndex,
    replay: [
      {
        type: 'mcp_approval_request',
        id: requestId,
        server_label: label,
        name,
        arguments: asText(item['arguments']) ?? '{}',
      },
      {
        type: 'mcp_approval_response',
        approval_request_id: requestId,
        approve: isAllowed,
        ...(reason === undefined ? {} : { reason }),
      },
    ],
  });
}

/** The arguments as people read them. What the server calls the tool with is the same text. */
function readable(value: unknown): string {
  const text = asText(value) ?? '{}';
  const parsed = parseJson(text);
  // A key that is named twice would be shown once, so such a text is shown as it is.
  const isSame = JSON.stringify(parsed) === text.replaceAll(/\s/g, '') || JSON.stringify(parsed) === text;
  return isSame ? JSON.stringify(parsed, undefined, 2) : text;
}
