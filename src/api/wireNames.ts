import type { PartKind } from './streamedItems.ts';

/** An event that carries text: of which kind, in which field, and which field tells the part. */
export interface TextEvent {
  readonly kind: PartKind;
  /** Of the item the text belongs to. */
  readonly itemType: string;
  readonly isDelta: boolean;
  readonly field: string;
  readonly partIndex: 'content_index' | 'summary_index' | 'command_index';
}

/** Text events by short name, aliases included. */
export const textEvents: ReadonlyMap<string, TextEvent> = new Map([
  ...textEvent({ kind: 'text', itemType: 'message', field: 'text' }, 'output_text', 'text'),
  ...textEvent({ kind: 'refusal', itemType: 'message', field: 'refusal' }, 'refusal'),
  ...textEvent(
    { kind: 'summary', itemType: 'reasoning', field: 'text', partIndex: 'summary_index' },
    'reasoning_summary_text',
    'reasoning_summary',
  ),
  ...textEvent(
    { kind: 'reasoning', itemType: 'reasoning', field: 'text' },
    'reasoning_text',
    'reasoning',
    'reasoning_content',
  ),
  ...inputEvent('function_call', 'arguments', 'function_call_arguments', 'tool_call_arguments'),
  ...inputEvent('mcp_call', 'arguments', 'mcp_call_arguments'),
  ...inputEvent('custom_tool_call', 'input', 'custom_tool_call_input'),
  ...inputEvent('code_interpreter_call', 'code', 'code_interpreter_call_code'),
  ...inputEvent('shell_call', 'command', 'shell_call_command'),
  ...inputEvent('apply_patch_call', 'diff', 'apply_patch_call_operation_diff'),
]);

function inputEvent(itemType: string, field: string, ...names: readonly string[]) {
  return textEvent({ kind: 'input', itemType, field, partIndex: 'command_index' }, ...names);
}

/** The delta and the done event of each name; `field` is where the done event has the whole text. */
function textEvent(
  event: Pick<TextEvent, 'kind' | 'itemType' | 'field'> & Partial<Pick<TextEvent, 'partIndex'>>,
  ...names: readonly string[]
) {
  const { partIndex = 'content_index' } = event;
  return names.flatMap((name): [string, TextEvent][] => [
    [`${name}.delta`, { ...event, partIndex, isDelta: true, field: 'delta' }],
    [`${name}.done`, { ...event, partIndex, isDelta: false }],
  ]);
}

/** The item type and the server's word of an event that says what a call does now. */
export function toolStatusOf(
  type: string,
): { readonly itemType: string; readonly status: string } | undefined {
  const [, itemType, status] = toolStatusEvents.exec(type) ?? [];
  if (itemType === undefined || status === undefined) return undefined;
  return { itemType: itemType === 'image_gen_call' ? 'image_generation_call' : itemType, status };
}

const toolStatusEvents = new RegExp(
  `^(${[
    'web_search_call|file_search_call|code_interpreter_call|image_generation_call|image_gen_call',
    'mcp_list_tools|mcp_call|compaction',
  ].join('|')})\\.(\\w+)$`,
);

/** Known events that change nothing on screen: keep-alives, and what the end of its item repeats. */
export const silentEvents = new RegExp(
  `^(${[
    'keepalive|keep_alive|ping',
    '(content_part|reasoning_part|reasoning_summary_part)\\.added',
    'shell_call_command\\.added|shell_call_output_content\\.\\w+',
    'audio\\.(transcript\\.)?\\w+',
  ].join('|')})$`,
);

/** The type without the prefix most of them share and some gateways leave out. */
export function shortName(type: string): string {
  return type.startsWith('response.') ? type.slice('response.'.length) : type;
}
