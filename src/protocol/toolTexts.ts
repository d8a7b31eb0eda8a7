import type { ToolState } from './toolItem.ts';

type StateTexts = Readonly<Partial<Record<ToolState, string>>> & {
  readonly running: string;
  readonly done: string;
  readonly failed: string;
};

/**
 * What the row of a call says in each of its states, by the wire's item type. `{0}` is what is called, `{1}` the
 * server. Without a text of its own a state is told as `running` before the call has ended, as `done` after.
 */
export const toolTexts = {
  web_search_call: {
    running: 'Searching the web…',
    done: 'Searched the web',
    failed: 'The web search failed',
  },
  file_search_call: { running: 'Searching files…', done: 'Searched files', failed: 'The file search failed' },
  code_interpreter_call: {
    preparing: 'Writing code…',
    running: 'Running code…',
    done: 'Ran code',
    failed: 'The code failed',
  },
  image_generation_call: {
    running: 'Making an image…',
    done: 'Made an image',
    failed: 'The image could not be made',
  },
  mcp_list_tools: {
    running: 'Listing the tools of {1}…',
    done: 'Listed the tools of {1}',
    failed: 'The tools of {1} could not be listed',
  },
  mcp_call: {
    preparing: 'Preparing {0} on {1}…',
    running: 'Calling {0} on {1}…',
    done: 'Called {0} on {1}',
    failed: '{0} on {1} failed',
  },
  mcp_approval_request: {
    running: 'Asking to call {0} on {1}…',
    waiting: 'Asked to call {0} on {1}',
    done: 'Asked to call {0} on {1}',
    failed: '{0} on {1} failed',
  },
  function_call: {
    preparing: 'Preparing {0}…',
    running: 'Calling {0}…',
    waiting: 'Asked for {0}',
    done: 'Called {0}',
    failed: '{0} failed',
  },
  apply_patch_call: {
    preparing: 'Preparing a change of {0}…',
    running: 'Changing {0}…',
    waiting: 'Asked to change {0}',
    done: 'Changed {0}',
    failed: '{0} could not be changed',
  },
  shell_call: {
    preparing: 'Preparing a command…',
    running: 'Running a command…',
    waiting: 'Asked to run a command',
    done: 'Ran a command',
    failed: 'The command failed',
  },
  computer_call: {
    running: 'Using a computer…',
    waiting: 'Asked to use a computer',
    done: 'Used a computer',
    failed: 'The computer could not be used',
  },
  tool_search_call: {
    running: 'Searching for tools…',
    done: 'Searched for tools',
    failed: 'The search for tools failed',
  },
  program: { running: 'Running a program…', done: 'Ran a program', failed: 'The program failed' },
  compaction: {
    running: 'Shortening the conversation…',
    done: 'Shortened the conversation',
    failed: 'The conversation could not be shortened',
  },
  output: { running: 'Reading the result…', done: 'Result', failed: 'The result is missing' },
  other: { running: 'Running {0}', done: 'Ran {0}', failed: '{0} failed' },
} as const satisfies Readonly<Record<string, StateTexts>>;

/** What the panel says about the tools of a conversation and the calls that wait for a person. */
export const toolPanelStrings = {
  tools: 'Tools',
  toolsOn: 'Tools: {0} on',
  webSearch: 'Web search',
  webSearchHelp: 'Pages the server finds, named as sources.',
  fileSearch: 'File search',
  fileSearchHelp: 'The vector stores named in cometapi.tools.',
  codeInterpreter: 'Code interpreter',
  codeInterpreterHelp: 'Python in a container of the server.',
  toolRefused: 'Refused by {0}',
  workspaceTools: 'Workspace',
  workspaceToolsHelp: 'Read and search files of the open folders. Each call asks first.',
  addServer: 'Tool servers…',
  approvalNeeded: 'Approval needed: {0}',
  toolOnServer: '{0} on {1}',
  sendsArguments: 'Sends these arguments to {0}.',
  readsWorkspace: 'Reads the open folders with these arguments and sends the result to the model.',
  allowOnce: 'Allow once',
  allowOnceTitle: 'Allow this call (Ctrl+Enter)',
  allowAlways: 'Always for this conversation',
  allowAlwaysTitle: 'Allow every call of {0} in this conversation',
  deny: 'Deny',
  denyTitle: 'Do not allow this call (Ctrl+Alt+Enter)',
  denied: 'Not allowed',
} as const;

/** The key of a call's texts. Types that people see as the same share them. */
export function toolTextKey(itemType: string): keyof typeof toolTexts {
  if (itemType === 'custom_tool_call') return 'function_call';
  if (itemType === 'local_shell_call') return 'shell_call';
  if (/_output$/.test(itemType)) return 'output';
  return isKey(itemType) ? itemType : 'other';
}

function isKey(itemType: string): itemType is keyof typeof toolTexts {
  return Object.hasOwn(toolTexts, itemType);
}
