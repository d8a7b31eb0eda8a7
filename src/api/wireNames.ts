import type { PartKind } from './streamedItems.ts';

/** An event that carries text: of which kind, in which field, and which field tells the part. */
export interface TextEvent {
  readonly kind: PartKind;
  readonly field: 'delta' | 'text' | 'refusal';
  readonly partIndex: 'content_index' | 'summary_index';
}

/** Text events by short name, aliases included. */
export const textEvents: ReadonlyMap<string, TextEvent> = new Map([
  ...textEvent('text', 'content_index', 'output_text', 'text'),
  ...textEvent('refusal', 'content_index', 'refusal'),
  ...textEvent('summary', 'summary_index', 'reasoning_summary_text', 'reasoning_summary'),
  ...textEvent('reasoning', 'content_index', 'reasoning_text', 'reasoning', 'reasoning_content'),
]);

function textEvent(kind: PartKind, partIndex: TextEvent['partIndex'], ...names: readonly string[]) {
  const field = kind === 'refusal' ? 'refusal' : 'text';
  return names.flatMap((name): [string, TextEvent][] => [
    [`${name}.delta`, { kind, field: 'delta', partIndex }],
    [`${name}.done`, { kind, field, partIndex }],
  ]);
}

/** Known events that change nothing on screen: keep-alives, and the progress of items that are not shown. */
export const silentEvents = new RegExp(
  `^(${[
    'keepalive|keep_alive|ping',
    '(content_part|reasoning_part|reasoning_summary_part)\\.added',
    '(output_text\\.annotation|output_text_annotation)\\.added',
    '(function_call_arguments|tool_call_arguments|custom_tool_call_input|mcp_call_arguments)\\.\\w+',
    '(web_search_call|file_search_call|code_interpreter_call|code_interpreter_call_code)\\.\\w+',
    '(image_generation_call|image_gen_call|mcp_list_tools|mcp_call|compaction)\\.\\w+',
    '(shell_call_command|shell_call_output_content|apply_patch_call_operation_diff)\\.\\w+',
    'audio\\.(transcript\\.)?\\w+',
  ].join('|')})$`,
);

/** The type without the prefix most of them share and some gateways leave out. */
export function shortName(type: string): string {
  return type.startsWith('response.') ? type.slice('response.'.length) : type;
}
