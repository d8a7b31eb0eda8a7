/**
 * What the model does besides writing and thinking: a search, a piece of code, a call of a function or of a tool
 * on a server. One shape for all of them; what is shown of it goes by `itemType`.
 */
export interface ToolItem {
  readonly kind: 'tool';
  readonly outputIndex: number;
  /** The wire's name of the item type, such as `web_search_call`, or one this version does not know. */
  readonly itemType: string;
  readonly state: ToolState;
  /** What is called, or the file that is changed. */
  readonly name?: string;
  /** The label of the server (MCP) that has the tool. */
  readonly server?: string;
  /** What the tool is given, as it streams in: code, arguments as JSON, commands, a patch. */
  readonly text: string;
  /** What is known of the call and its outcome, in the order in which it is shown. */
  readonly details: readonly ToolDetail[];
  /** Present once a person was asked whether the call may go on. */
  readonly approval?: Approval;
  readonly startedAt: number;
  readonly endedAt?: number;
}

/** How far a call is. An ended turn shows the first two as ended early. */
export type ToolState =
  /** The model writes what the tool is given. */
  | 'preparing'
  | 'running'
  /** It goes on only when a person or the extension answers it. */
  | 'waiting'
  | 'done'
  | 'failed';

/** A question to a person: may this call, with these arguments, go on. */
export interface Approval {
  /** Given out by the host. The panel answers by it and by nothing else. */
  readonly id: string;
  /** What will be called. */
  readonly tool: string;
  /** The server that has the tool, by its label in the settings; absent for a tool of the extension. */
  readonly server?: string;
  /** The arguments that will be used, as JSON. Here and in `tool` hidden characters are named. */
  readonly args: string;
  /** Where they are sent; absent when the call stays in this workspace. */
  readonly host?: string;
  /** Whether an answer may stand for all calls of this tool in the conversation. */
  readonly canStand: boolean;
  /** Absent while the call waits. */
  readonly answer?: ApprovalAnswer;
}

/** `withdrawn`: the answer was stopped before anybody said anything. */
export type ApprovalAnswer = 'once' | 'conversation' | 'denied' | 'withdrawn';

export type ToolDetail =
  /** What was searched for. */
  | { readonly kind: 'query'; readonly text: string }
  /** A page of the web that was used, opened, or searched for `pattern`. */
  | { readonly kind: 'page'; readonly url: string; readonly title?: string; readonly pattern?: string }
  /** A piece of a file that was found. `score` lies between 0 and 1. */
  | { readonly kind: 'excerpt'; readonly name: string; readonly text: string; readonly score?: number }
  /** What a program or a tool wrote. */
  | { readonly kind: 'output'; readonly text: string }
  /** A picture as a `data:` URL; nothing is ever fetched for it. */
  | { readonly kind: 'image'; readonly data: string; readonly description?: string }
  /** A tool that was listed or found. */
  | { readonly kind: 'listed'; readonly name: string; readonly description?: string }
  | { readonly kind: 'error'; readonly text: string };

/** What becomes known of a call while it runs. */
export type ToolChange = Partial<Pick<ToolItem, 'state' | 'name' | 'server' | 'details' | 'approval'>>;
