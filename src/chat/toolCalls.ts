import type { TranscriptEvent } from '../protocol/transcript.ts';
import type { Approvals } from './approvals.ts';
import { answerFunctionCall } from './functionCall.ts';
import { answerMcpApproval } from './mcpApproval.ts';
import type { McpServer } from './mcpServer.ts';
import type { Tool } from './tools/tool.ts';
import type { Workspace } from './workspace.ts';

/** What the model may use in a turn besides what the server itself has. */
export interface TurnTools {
  readonly functions: readonly Tool[];
  /** What the functions look at. */
  readonly workspace: Workspace;
  readonly servers: readonly McpServer[];
}

/** The tools as a request carries them, in an order that does not change. */
export function wireTools({ functions, servers }: TurnTools): readonly unknown[] {
  return [...functions.map((tool) => tool.wire()), ...servers.map(({ wire }) => wire)];
}

/** A finished item that only we can answer. */
export interface OpenCall {
  readonly outputIndex: number;
  /** As the server sent it. */
  readonly item: Readonly<Record<string, unknown>>;
}

export interface CallContext {
  readonly turnId: string;
  readonly tools: TurnTools | undefined;
  readonly approvals: Approvals;
  readonly newId: () => string;
  readonly signal: AbortSignal;
  readonly emit: (event: TranscriptEvent) => void;
  /** Told of an error that is a defect of ours. */
  readonly onDefect: (error: unknown) => void;
  /** Why nothing may run any more, in words for the model. */
  readonly refusal?: string;
}

/** Whether an item of this type waits for an answer of ours before the model can go on. */
export function isOpenCall(itemType: string): boolean {
  return itemType === 'function_call' || itemType === 'mcp_approval_request';
}

/**
 * Answers everything one response asked for, side by side. Afterwards the items hold calls and answers for the
 * next request. Stop answers what is left with a no.
 */
export async function answerCalls(calls: readonly OpenCall[], context: CallContext): Promise<void> {
  const seen = new Set<unknown>();
  await Promise.all(
    calls.map((call) => {
      if (call.item['type'] === 'mcp_approval_request') return answerMcpApproval(call, context);
      const id = call.item['call_id'];
      const isRepeated = seen.has(id);
      seen.add(id);
      return answerFunctionCall(call, context, isRepeated);
    }),
  );
}
