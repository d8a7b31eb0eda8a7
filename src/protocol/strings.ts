import { historyStrings } from './historyTexts.ts';
import { optionStrings } from './optionStrings.ts';
import { optionChoices, optionGroups, optionProblems, optionTexts } from './optionTexts.ts';
import type { ProblemCode } from './problem.ts';
import type { EditProblem, UnverifiedReason } from './proposedEdit.ts';
import { toolPanelStrings, toolTexts } from './toolTexts.ts';

/**
 * Every English text of the panel. `{0}`, `{1}` … are filled in by the panel.
 * The English text is also the key of its translation in `l10n/`.
 */
export const panelStrings = {
  ...optionStrings,
  newChat: 'New chat',
  renameConversation: 'Rename conversation: {0}',
  conversationTitle: 'Conversation title',
  ...historyStrings,
  conversation: 'Conversation',
  jumpToLatest: 'Jump to latest',

  welcomeNoKeyTitle: 'Connect to CometAPI',
  welcomeNoKeyText:
    'One key, every model in the list. It is kept in the secret store of VS Code and sent to {0} only.',
  setKey: 'Set CometAPI key',
  getKey: 'Get a key',
  welcomeTitle: 'What are you working on?',
  welcomeText: 'Ask a question, or start with the code in your editor.',
  explainLines: 'Explain lines {0}–{1} of {2}',
  refactorLines: 'Refactor lines {0}–{1} of {2}',
  fixLines: 'Fix lines {0}–{1} of {2}',
  fixProblem: 'Fix 1 problem in {0}',
  fixProblems: 'Fix {1} problems in {0}',

  message: 'Message',
  placeholder: 'Ask about your code, @ for context',
  messageOptions: 'Message options',
  attachContext: 'Attach context',
  attachedContext: 'Attached context',
  context: 'Context',
  moreContext: 'More',
  openContext: 'Open {0}',
  removeContext: 'Remove {0}',
  attachFile: 'Attach {0}',
  aboutTokens: 'about {0} tokens',
  scaled: 'scaled',
  imageScaledFrom: 'made smaller for sending, from {0} × {1} pixels',
  dropToAttach: 'Drop to attach',
  holdShift: 'Hold Shift while dropping',
  model: 'Model',
  modelTitle: 'Model: {0}',
  send: 'Send',
  stop: 'Stop',
  requestsGoTo: 'Requests go to {0}',
  serverMemory: 'Server memory',
  serverMemoryTitle:
    'Server memory: {0} keeps the conversation, so a request carries only what is new. Press to keep it here only.',
  localOnly: 'Local only',
  localOnlyTitle:
    'Local only: the conversation is kept here and each request carries all of it. Press to use the memory of {0}.',

  ...toolPanelStrings,

  chooseModel: 'Choose a model',
  searchModels: 'Search models',
  models: 'Models',
  refreshModels: 'Refresh the list',
  loadingModels: 'Loading models…',
  noModels: 'No models in the list. Type the id of a model to use it.',
  noModelMatches: 'Nothing matches “{0}”.',
  useModelId: 'Use “{0}” as model id',
  modelsFrom: 'List of {0}. Refresh failed.',
  modelsFailed: 'Refresh failed.',
  modelCount: '{0} of {1}',

  you: 'You',
  youAt: 'You, {0}',
  assistant: 'Assistant',
  assistantModel: 'Assistant, {0}',
  answeredBy: 'answered by {0}',
  sentContext: 'Sent context',
  showSent: 'Show what was sent',
  messageActions: 'Message actions',
  answerActions: 'Answer actions',
  copy: 'Copy',
  copied: 'Copied',
  retry: 'Retry',
  sendWithoutMedia: 'Send without it',
  askOtherModels: 'Ask other models',
  versions: 'Versions',
  priceUnknown: 'price unknown',
  previousVersion: 'Previous version',
  nextVersion: 'Next version',
  usage: 'Usage: {0}',
  tokensIn: '{0} in',
  tokensCached: '{0} cached',
  tokensOut: '{0} out',
  tokensReasoning: '{0} reasoning',
  seconds: '{0} s',
  disclaimer: 'AI answers can be wrong. Check them before you use them.',

  working: 'Working…',
  thinking: 'Thinking…',
  thoughtFor: 'Thought for {0} s',
  thought: 'Thought',
  source: 'Source {0}',
  sources: 'Sources',
  backToText: 'Source {0}, back to the text',
  sourceCount: '{0} sources',
  resultCount: '{0} results',
  toolInput: 'Input',
  toolOutput: 'Output',
  toolImage: 'Image of the answer',
  foundInPage: 'looked for “{0}”',
  notResponding: 'Not responding',
  noDataFor: 'no data for {0}',
  waitAsked: '{0} asks to wait {1}.',
  longWaitAsked: '{0} asks to wait more than {1}.',
  retryingIn: 'Retrying in {0} s, attempt {1} of {2}.',
  retryNow: 'Retry now',
  stopRetrying: 'Stop retrying',

  details: 'Details',
  copyDetails: 'Copy details',
  detailCode: 'Code',
  detailStatus: 'Status',
  detailRequestId: 'Request id',
  detailServerMessage: 'Server message',
  openSettings: 'Open settings',
  diagnose: 'Diagnose',
  continueAnswer: 'Continue',

  madeInBackground: 'Made in the background by {0}: it goes on when you close VS Code.',
  interruptedKept: 'Everything up to here is saved. Continue picks up at the cut.',
  outputLimitTitle: 'Stopped at the output limit',
  outputLimitText: 'The answer reached the highest number of tokens it may have.',
  incompleteTitle: 'The answer is incomplete',
  incompleteText: 'The server ended it early and gave no reason.',
  refusedTitle: 'The model declined to answer',
  refusedText: 'Change the request or ask another model.',
  filteredTitle: 'Filtered by the provider',
  filteredText: 'The reply was withheld by a content filter.',
  emptyTitle: 'The answer came back empty.',
  emptyText: 'The server reported success but sent no text.',
  stopped: 'Stopped',

  codeBlock: 'Code block, {0}',
  codeActions: 'Code actions',
  plainText: 'text',
  applyInEditor: 'Apply in editor',
  insertAtCursor: 'Insert at cursor',
  insertIntoNewFile: 'Insert into new file',
  insertIntoTerminal: 'Insert into terminal',
  table: 'Table',
  taskDone: 'Done',
  taskOpen: 'Not done',

  editRepaired: 'The first answer was not usable and was asked for again. {0}',
  parameterLeftOut: '{0} was refused by this model and left out.',
  parameterReplaced: '{0} was refused by this model. {1} was sent instead.',
  toolLimit: 'After {0} requests in one answer the model had to answer without further calls.',
  proposedEdit: 'Proposed edit',
  editGenerating: 'Writing',
  editVerified: 'Verified',
  editUnverified: 'Unverified',
  editSettled: 'Reviewed',
  editEmpty: 'No change',
  editFailed: 'Failed',
  editEmptyText: 'The model found nothing to change.',
  change: 'Change: {0}',
  changedLines: 'Changed lines',
  keep: 'Keep',
  undo: 'Undo',
  openDiff: 'Open diff',
  keepChange: 'Keep this change',
  undoChange: 'Undo this change',
  refine: 'Ask for a different change',
  refineSend: 'Ask',
  showChange: 'Show in editor',
  rerunChange: 'Ask again on the lines as they are now',
  rerun: 'Re-run',
  conflict: 'Conflict',
  changeKept: 'Kept',
  changeUndone: 'Undone',
  changeStale: 'You edited these lines. Ask again to update this change.',
  showMoreLines: 'Show {0} more lines',
  keptOf: '{0} of {1} kept',
  keepAll: 'Keep all',
  undoAll: 'Undo all',
  fileCount: '{0} files',
  keepFile: 'Keep the changes of {0}',
  undoFile: 'Undo the changes of {0}',
  diffFile: 'Open the diff of {0}',
  fileCreated: 'A new file',
  fileDeleted: 'This file is deleted',
  fileRenamed: 'Renamed to {0}',

  answerStarted: 'Answer started.',
  answerEnded: 'Answer finished.',
  answerStopped: 'Answer stopped.',
  codeBlockSpoken: 'Code block.',
} as const;

export type PanelStrings = Readonly<Record<keyof typeof panelStrings, string>>;

/** Title and sentence of a problem. `{0}` is the host, `{1}` the model. */
export const problemTexts: Readonly<Record<ProblemCode, { readonly title: string; readonly text: string }>> =
  {
    invalid_key: {
      title: 'The key was not accepted',
      text: '{0} refused it. The key may have been deleted or typed wrong.',
    },
    no_key: {
      title: 'No key is set',
      text: 'A CometAPI key is needed to send this. Your message is kept.',
    },
    no_credit: {
      title: 'No credit left',
      text: 'Add credit to this account, or use another key.',
    },
    forbidden: {
      title: 'Not allowed',
      text: '{0} does not allow this key to use {1}. Choose another model, or use another key.',
    },
    model_not_found: {
      title: 'The model is not available',
      text: '{0} does not offer {1}. Choose a model from the list.',
    },
    context_too_long: {
      title: 'The conversation is too long for this model',
      text: 'Remove some context, start a new chat, or choose a model with a larger context.',
    },
    invalid_request: {
      title: 'The request was not accepted',
      text: '{0} could not use it. Details has its own words; another model may accept it.',
    },
    images_refused: {
      title: 'The image was not accepted',
      text: '{1} on {0} did not take it. Choose a model that reads images, or send the message without it.',
    },
    files_refused: {
      title: 'The file was not accepted',
      text: '{1} on {0} did not take it. Choose a model that reads files, or send the message without it.',
    },
    rate_limited: {
      title: 'Too many requests',
      text: '{0} asks to wait. Retry in a moment.',
    },
    server_error: {
      title: 'The server had a problem',
      text: '{0} could not answer. Your message is kept; retry in a moment.',
    },
    unsupported: {
      title: 'Not supported here',
      text: '{0} does not support this for {1}. Choose another model.',
    },
    not_found: {
      title: 'Nothing answers at this address',
      text: '{0} has no such endpoint. Check the base URL in the settings.',
    },
    not_an_api: {
      title: 'This is not a Responses API',
      text: 'Something at {0} answered, but not in the expected form. Check the base URL and your proxy.',
    },
    redirected: {
      title: 'The server sent the request elsewhere',
      text: '{0} answered with a redirect. It was not followed, so your key and message stayed here.',
    },
    unreachable: {
      title: 'No connection',
      text: '{0} could not be reached. Your message is kept.',
    },
    restarted: {
      title: 'VS Code was closed',
      text: 'The answer was still running.',
    },
    cut: {
      title: 'The connection was cut',
      text: 'The answer ended before it was complete.',
    },
    not_kept: {
      title: 'The answer could not be fetched',
      text: '{0} does not keep answers that are made in the background, or keeps them no longer.',
    },
    idle: {
      title: 'The server stopped sending',
      text: 'Nothing arrived from {0} for a long time, so the request was ended.',
    },
    content_filter: {
      title: 'Filtered by the provider',
      text: 'The reply was withheld by a content filter.',
    },
    failed: {
      title: 'The answer failed',
      text: '{0} reported an error while it was answering. Retry, or choose another model.',
    },
    invalid_base_url: {
      title: 'The base URL cannot be used',
      text: 'Correct it in the settings, then retry. Your message is kept.',
    },
    unexpected: {
      title: 'Something unexpected happened',
      text: 'This is a fault of the extension. Details can be copied into a report; Retry may work.',
    },
  };

/** Why an answer is not an edit. `{0}` is the quoted line or path, `{1}` a count. */
export const editProblemTexts: Readonly<Record<EditProblem['code'], string>> = {
  not_json: 'The answer was not in the form of an edit.',
  wrong_schema: 'The answer did not have the form of an edit at “{0}”.',
  anchor_not_found: 'The line “{0}” was quoted, but is not in the selection.',
  anchor_ambiguous: 'The line “{0}” was quoted, but occurs {1} times.',
  outside_scope: 'The change at “{0}” lies outside the selection.',
  overlap: 'Two changes overlap at “{0}”.',
  not_code: 'The replacement at “{0}” is not code.',
  path_refused: '“{0}” is not a file that may be changed: it has to be in the workspace.',
  file_unknown: '“{0}” was to be changed, but was not part of the request.',
  file_exists: '“{0}” was to be created, but exists.',
  file_twice: 'Two changes of “{0}” do not go together.',
  not_completed: 'The answer ended before the edit was complete.',
  document_changed: 'The document changed so much that the edit has no place any more.',
  document_closed: 'The file was closed. Open it and retry.',
  restarted: 'VS Code was closed before you decided. The file is unchanged. Ask again.',
};

/** Why an edit is not verified. `{0}` is the detail. */
export const unverifiedTexts: Readonly<Record<UnverifiedReason, string>> = {
  brackets: 'The brackets of the changed code do not pair up.',
  dropped: 'More code goes than comes: {0}. Check that nothing is missing.',
  tool_settings: 'It changes a file that tells programs what to run: {0}.',
  problems: 'The language service reports a new problem: {0}',
  checking: 'The language service is checking it.',
  not_checked: 'Its text was checked, but no language service answers for files of this kind.',
};

/** Everything the panel needs in the person's language; the host puts it into the page as JSON, mapped. */
export const panelTexts = {
  strings: panelStrings,
  problems: problemTexts,
  editProblems: editProblemTexts,
  unverified: unverifiedTexts,
  options: optionTexts,
  optionProblems,
  optionGroups,
  optionChoices,
  tools: toolTexts,
};

export interface PanelTexts {
  readonly strings: PanelStrings;
  readonly problems: typeof problemTexts;
  readonly editProblems: typeof editProblemTexts;
  readonly unverified: typeof unverifiedTexts;
  readonly options: Readonly<Record<keyof typeof optionTexts, OptionText>>;
  readonly optionProblems: Readonly<Record<keyof typeof optionProblems, string>>;
  readonly optionGroups: Readonly<Record<keyof typeof optionGroups, string>>;
  readonly optionChoices: Readonly<Record<keyof typeof optionChoices, string>>;
  readonly tools: MappedStrings<typeof toolTexts>;
}

export interface OptionText {
  readonly label: string;
  readonly help: string;
}

type Texts = { readonly [key: string]: string | Texts };

/** The same table with every text translated. Placeholders are left as they are. */
export function mapStrings<T extends object>(
  table: T,
  translate: (english: string) => string,
): MappedStrings<T> {
  const map = (texts: Texts): Texts =>
    Object.fromEntries(
      Object.entries(texts).map(([key, value]) => [
        key,
        typeof value === 'string' ? translate(value) : map(value),
      ]),
    );
  // The mapping keeps the keys and turns texts into texts, which `fromEntries` cannot express.
  return map(table as unknown as Texts) as MappedStrings<T>;
}

export type MappedStrings<T> = {
  readonly [Key in keyof T]: T[Key] extends string ? string : MappedStrings<T[Key]>;
};

/** Puts `values` where `{0}`, `{1}` … stand. */
export function fillIn(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d+)\}/g, (placeholder, index: string) =>
    String(values[Number(index)] ?? placeholder),
  );
}
