import { asArray, asObject, asText } from '../api/json.ts';
import type { ReplayedItem } from '../protocol/replayedItem.ts';

type WireItem = Readonly<Record<string, unknown>>;

/** What one item may take of the memory of a conversation, in characters; a larger one is not sent back. */
const maxLength = 1_000_000;

/**
 * The item as it is sent back with a later request: its contents without its id, which a server that stores
 * nothing would look for in vain. Undefined for items that are not sent back, or that wait for an answer of ours.
 */
export function replayOf(item: WireItem): ReplayedItem | undefined {
  const replayed = replayedItem(item);
  return replayed === undefined || JSON.stringify(replayed).length > maxLength ? undefined : replayed;
}

function replayedItem(item: WireItem): ReplayedItem | undefined {
  const { type, encrypted_content, tools } = item;
  switch (type) {
    case 'reasoning': {
      // Without it there is nothing the server could read.
      if (asText(encrypted_content) === undefined) return undefined;
      return { type, summary: summaryOf(item['summary']), encrypted_content };
    }
    case 'compaction':
      return asText(encrypted_content) === undefined ? undefined : { type, encrypted_content };
    case 'mcp_list_tools':
      return { type, ...picked(item, 'id', 'server_label', 'error'), tools: asArray(tools) };
    case 'mcp_call':
      return {
        type,
        ...picked(item, 'id', 'server_label', 'name', 'arguments', 'output', 'error', 'approval_request_id'),
      };
    default:
      return undefined;
  }
}

/** Whether an item means the same to every model. The others can be read only by the one that made them. */
export function isPortable({ type }: ReplayedItem): boolean {
  return type === 'function_call' || type === 'function_call_output';
}

function summaryOf(summary: unknown): readonly unknown[] {
  return asArray(summary).flatMap((part) => {
    const text = asObject(part)?.['text'];
    return typeof text === 'string' ? [{ type: 'summary_text', text }] : [];
  });
}

/** The fields that are there. Items of a tool server are told apart by their ids, which therefore stay. */
function picked(item: WireItem, ...fields: readonly string[]): WireItem {
  return Object.fromEntries(
    fields.flatMap((field) =>
      item[field] === undefined || item[field] === null ? [] : [[field, item[field]]],
    ),
  );
}
