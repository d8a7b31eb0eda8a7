import type { WireEvent } from './sse.ts';
import { tokens } from './tokens.ts';

/** A call as a scenario writes it. Ids that are not given are made up. */
export type ScriptedCall =
  | {
      readonly kind: 'function_call';
      readonly name: string;
      readonly arguments: string;
      readonly callId?: string;
    }
  | { readonly kind: 'mcp_list_tools'; readonly server: string; readonly tools: readonly string[] }
  | {
      readonly kind: 'mcp_approval_request';
      readonly server: string;
      readonly name: string;
      readonly arguments: string;
    }
  | {
      readonly kind: 'mcp_call';
      readonly server: string;
      readonly name: string;
      readonly arguments: string;
      readonly output: string;
      readonly approvalRequestId: string;
    };

export interface CallOptions {
  readonly newId: (prefix: string) => string;
  readonly status: 'completed' | 'incomplete';
}

/** The events of one call, in the grammar of the API. */
export function* callEvents(call: ScriptedCall, options: CallOptions): Generator<WireEvent> {
  const { newId, status } = options;
  switch (call.kind) {
    case 'function_call': {
      const item = {
        type: 'function_call',
        id: newId('fc_'),
        call_id: call.callId ?? newId('call_'),
        name: call.name,
      };
      yield { type: 'response.output_item.added', item: { ...item, arguments: '', status: 'in_progress' } };
      yield* argumentEvents('function_call_arguments', item.id, call.arguments);
      yield { type: 'response.output_item.done', item: { ...item, arguments: call.arguments, status } };
      return;
    }
    case 'mcp_list_tools': {
      const item = { type: 'mcp_list_tools', id: newId('mcpl_'), server_label: call.server };
      const tools = call.tools.map((name) => ({
        name,
        description: `The tool ${name} of ${call.server}.`,
        input_schema: { type: 'object', properties: { query: { type: 'string' } } },
        annotations: null,
      }));
      yield { type: 'response.output_item.added', item: { ...item, tools: [] } };
      yield { type: 'response.mcp_list_tools.in_progress', item_id: item.id };
      yield { type: 'response.mcp_list_tools.completed', item_id: item.id };
      yield { type: 'response.output_item.done', item: { ...item, tools } };
      return;
    }
    case 'mcp_approval_request': {
      const { server, name } = call;
      const item = {
        type: 'mcp_approval_request',
        id: newId('mcpr_'),
        server_label: server,
        name,
        arguments: call.arguments,
      };
      yield { type: 'response.output_item.added', item };
      yield { type: 'response.output_item.done', item };
      return;
    }
    case 'mcp_call': {
      const { server, name, output, approvalRequestId } = call;
      const item = {
        type: 'mcp_call',
        id: newId('mcp_'),
        server_label: server,
        name,
        approval_request_id: approvalRequestId,
        error: null,
      };
      yield {
        type: 'response.output_item.added',
        item: { ...item, arguments: '', output: null, status: 'in_progress' },
      };
      yield { type: 'response.mcp_call.in_progress', item_id: item.id };
      yield* argumentEvents('mcp_call_arguments', item.id, call.arguments);
      yield { type: 'response.mcp_call.completed', item_id: item.id };
      yield {
        type: 'response.output_item.done',
        item: { ...item, arguments: call.arguments, output, status },
      };
      return;
    }
  }
}

/** The text of a call that counts as output. */
export function spokenInCall(call: ScriptedCall): string {
  return 'arguments' in call ? call.name + call.arguments : '';
}

function* argumentEvents(name: string, itemId: string, text: string): Generator<WireEvent> {
  for (const delta of tokens(text)) yield { type: `response.${name}.delta`, item_id: itemId, delta };
  yield { type: `response.${name}.done`, item_id: itemId, arguments: text };
}
