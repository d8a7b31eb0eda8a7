import { asObject, asText } from '../api/json.ts';
import type { ToolChange, ToolItem, ToolState } from '../protocol/toolItem.ts';
import { detailsOf } from './toolDetails.ts';

type WireItem = Readonly<Record<string, unknown>>;

/** Calls whose input the model writes before they run. */
const preparedTypes = new Set([
  'function_call',
  'custom_tool_call',
  'code_interpreter_call',
  'mcp_call',
  'shell_call',
  'local_shell_call',
  'apply_patch_call',
  'program',
]);

/** Calls that the server does not run: they wait for a person or for the extension. */
const waitingTypes = new Set([
  'function_call',
  'custom_tool_call',
  'mcp_approval_request',
  'local_shell_call',
  'apply_patch_call',
  'computer_call',
]);

/** The item a call begins as. `item` is the wire's item as it was announced, where it was. */
export function newToolItem(begun: {
  readonly outputIndex: number;
  readonly itemType: string;
  readonly item: WireItem | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
}): ToolItem {
  const { outputIndex, itemType, item = {}, at } = begun;
  return {
    kind: 'tool',
    outputIndex,
    itemType,
    state: preparedTypes.has(itemType) ? 'preparing' : 'running',
    text: '',
    details: [],
    startedAt: at,
    ...namesOf(item),
  };
}

/** What a finished item says about its call. `item` is absent where it was never sent whole. */
export function finishedTool(itemType: string, item: WireItem = {}): ToolChange {
  const details = detailsOf(item);
  return {
    state: endedState(itemType, item),
    ...namesOf(item),
    ...(details.length === 0 ? {} : { details }),
  };
}

/** What the server's word for the state of a running call changes, if anything. */
export function stateFor(status: string): ToolState | undefined {
  switch (status) {
    case 'failed':
    case 'incomplete':
      return 'failed';
    case 'searching':
    case 'interpreting':
    case 'generating':
    case 'calling':
      return 'running';
    default:
      return undefined;
  }
}

function endedState(itemType: string, item: WireItem): ToolState {
  const { status, error } = item;
  if (status === 'failed' || status === 'incomplete' || error) return 'failed';
  return waitingTypes.has(itemType) ? 'waiting' : 'done';
}

function namesOf(item: WireItem): Pick<ToolChange, 'name' | 'server'> {
  const name = asText(item['name']) ?? asText(asObject(item['operation'])?.['path']);
  const server = asText(item['server_label']);
  return { ...(name === undefined ? {} : { name }), ...(server === undefined ? {} : { server }) };
}
