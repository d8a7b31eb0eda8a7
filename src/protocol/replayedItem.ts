/**
 * What a later request sends back for an item of an answer, in the wire's own form: a call with its output,
 * reasoning only the server can read, an approval. Kept with the item, because after a reload of the window it
 * is nowhere else.
 */
export interface ReplayedItem {
  readonly type:
    | 'function_call'
    | 'function_call_output'
    | 'reasoning'
    | 'mcp_approval_request'
    | 'mcp_approval_response'
    | 'mcp_list_tools'
    | 'mcp_call'
    | 'compaction';
  readonly [field: string]: unknown;
}
