import * as z from 'zod/mini';
import { base64Length, maxAttachments, maxFileBytes } from './attachmentLimits.ts';
import type { ContextMatch } from './contextMatch.ts';
import type { HistoryPage } from './historyPage.ts';
import type { OptionSheet, RequestOption } from './requestOption.ts';
import type { ToolSwitch } from './toolSwitch.ts';
import type { ContextItem, TranscriptEvent, TranscriptSnapshot } from './transcript.ts';

/**
 * What the host and the panel say to each other. Events go down, intents go up, nobody waits for a reply.
 * Intents name things by ids the host gave out; they never carry text to apply, a path, a URI or a command.
 */
export type ToWebview =
  /** The whole truth. Sent in answer to `ready` and when another conversation is shown. */
  | {
      readonly type: 'snapshot';
      readonly transcript: TranscriptSnapshot;
      readonly panel: PanelState;
      readonly draft: string;
    }
  /** The next events, in order. The panel answers with `ack` after it has drawn them. */
  | { readonly type: 'events'; readonly batch: number; readonly events: readonly TranscriptEvent[] }
  /** Everything of the panel's state that is not in the transcript; replaces the former. */
  | { readonly type: 'panel'; readonly panel: PanelState }
  /** Replaces the text of the composer: a draft given back, or a prompt prepared by a command. */
  | { readonly type: 'draft'; readonly text: string }
  /** What could be attached, best first: the answer to `find-context`. */
  | {
      readonly type: 'context-found';
      readonly requestId: number;
      readonly matches: readonly ContextMatch[];
    }
  /** The conversations on this machine, in answer to `list-conversations` and whenever they change afterwards. */
  | { readonly type: 'history'; readonly page: HistoryPage }
  /** Shows the page of the history. Only after a person asked for it. */
  | { readonly type: 'show-history' }
  /** Puts the caret into the composer. Only after a person asked for the chat. */
  | { readonly type: 'focus-composer' }
  /** Shows the page of the request options. Only after a person asked for it. */
  | { readonly type: 'open-options' };

/** What the panel shows outside the transcript. */
export interface PanelState {
  readonly hasKey: boolean;
  /** Host (and port) the key is bound to and requests go to, for people. */
  readonly host: string;
  readonly model: string;
  readonly models: ModelList;
  /** Attached to the next message. */
  readonly context: readonly ContextItem[];
  /** The file in the active editor, where it is offered as context. */
  readonly suggestedContext?: SuggestedContext;
  /** Rows of the empty panel; each is one command on the active editor. */
  readonly suggestions: readonly Suggestion[];
  readonly sendKey: 'enter' | 'ctrlEnter';
  /** Where the next turn is kept: the setting, unless the endpoint is known not to keep answers. */
  readonly conversationState: ConversationStateSetting;
  /** Every parameter of the request, in the order people see them. */
  readonly requestOptions: readonly RequestOption[];
  readonly optionSheet: OptionSheet;
  /** What the model may be given in this conversation. */
  readonly tools: readonly ToolSwitch[];
  /** The turn that is running, if any: Stop takes the place of Send. */
  readonly runningTurnId?: string;
}

/** A file that can be attached by one click. */
export interface SuggestedContext {
  readonly id: string;
  readonly name: string;
  /** Relative to the workspace, for people. */
  readonly path: string;
}

/** `auto`: the server keeps the conversation where it can. `local`: it is kept here only. */
export type ConversationStateSetting = 'auto' | 'local';

export type ModelList =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly ids: readonly string[] }
  | { readonly kind: 'failed'; readonly ids: readonly string[]; readonly fetchedAt?: number };

export interface Suggestion {
  readonly command: 'explain' | 'refactor' | 'fix';
  readonly file: string;
  readonly lines: { readonly start: number; readonly end: number };
  /** Diagnostics in the lines; only for `fix`. */
  readonly problems?: number;
}

/** What may be done with a code block of an answer. */
export const codeBlockActions = ['copy', 'apply', 'insert', 'new-file', 'terminal'] as const;

export type CodeBlockAction = (typeof codeBlockActions)[number];

const id = z.string().check(z.minLength(1), z.maxLength(100));
const modelId = z.string().check(z.minLength(1), z.maxLength(200));
const pixels = z.number().check(z.gte(1), z.lte(1_000_000), z.int());
const messageText = z.string().check(z.maxLength(10_000_000));
const index = z.number().check(z.gte(0), z.lte(1_000_000), z.int());

/** Every intent the host accepts. Anything else is dropped and logged. */
export const fromWebviewSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('ack'), batch: index }),
  /** `conversationId` is where the text was typed: another conversation may be shown when it arrives. */
  z.object({ type: z.literal('draft'), conversationId: z.optional(id), text: messageText }),
  z.object({ type: z.literal('send'), conversationId: z.optional(id), text: messageText }),
  z.object({ type: z.literal('stop') }),
  z.object({ type: z.literal('retry'), turnId: id }),
  z.object({ type: z.literal('retry-now'), turnId: id }),
  /** Asks again for an answer, with the conversation as text only. */
  z.object({ type: z.literal('retry-without-media'), turnId: id }),
  z.object({ type: z.literal('continue'), turnId: id }),
  z.object({ type: z.literal('other-models'), turnId: id }),
  z.object({ type: z.literal('select-version'), turnId: id }),
  z.object({ type: z.literal('new-chat') }),
  z.object({ type: z.literal('rename'), title: z.string().check(z.maxLength(200)) }),
  z.object({
    type: z.literal('list-conversations'),
    query: z.string().check(z.maxLength(1000)),
    scope: z.enum(['workspace', 'all']),
  }),
  z.object({ type: z.literal('close-history') }),
  z.object({ type: z.literal('show-conversation'), conversationId: id }),
  z.object({
    type: z.literal('rename-conversation'),
    conversationId: id,
    title: z.string().check(z.minLength(1), z.maxLength(200)),
  }),
  z.object({ type: z.literal('pin-conversation'), conversationId: id, isPinned: z.boolean() }),
  z.object({ type: z.literal('delete-conversation'), conversationId: id }),
  z.object({ type: z.literal('undo-delete'), conversationId: id }),
  z.object({ type: z.literal('export-conversation'), conversationId: id }),
  z.object({ type: z.literal('import-conversations') }),
  z.object({ type: z.literal('show-history-folder') }),
  z.object({ type: z.literal('set-key') }),
  z.object({ type: z.literal('get-key') }),
  z.object({ type: z.literal('open-settings') }),
  z.object({ type: z.literal('diagnose') }),
  z.object({ type: z.literal('select-model'), model: modelId }),
  z.object({ type: z.literal('refresh-models') }),
  z.object({ type: z.literal('set-conversation-state'), state: z.enum(['auto', 'local']) }),
  z.object({
    type: z.literal('set-parameter'),
    name: id,
    value: z.union([z.string().check(z.maxLength(20_000)), z.number(), z.boolean()]),
  }),
  z.object({ type: z.literal('set-tool'), toolId: id, isOn: z.boolean() }),
  z.object({ type: z.literal('open-server-settings') }),
  /** A person's word on a call that waits for it. */
  z.object({
    type: z.literal('answer-approval'),
    approvalId: id,
    answer: z.enum(['once', 'conversation', 'denied']),
  }),
  z.object({ type: z.literal('reset-parameter'), name: id }),
  /** Does not send the parameter in this conversation, whatever the defaults say. */
  z.object({ type: z.literal('unset-parameter'), name: id }),
  /** What this conversation does with a parameter becomes the default of all. */
  z.object({ type: z.literal('default-parameter'), name: id }),
  z.object({ type: z.literal('set-options-json'), text: z.string().check(z.maxLength(100_000)) }),
  z.object({ type: z.literal('preset'), name: id, action: z.enum(['save', 'apply', 'delete']) }),
  z.object({ type: z.literal('rename-preset'), name: id, to: id }),
  /** Forgets what replies told about one parameter of one model, or about all. */
  z.object({ type: z.literal('forget-known'), only: z.optional(z.object({ model: modelId, name: id })) }),
  /** Sends a parameter again that the model refused before. */
  z.object({ type: z.literal('retry-parameter'), name: id }),
  z.object({ type: z.literal('attach') }),
  /** Asks what could be attached; answered by `context-found` with the same `requestId`. */
  z.object({ type: z.literal('find-context'), requestId: index, query: z.string().check(z.maxLength(200)) }),
  z.object({ type: z.literal('attach-found'), id }),
  z.object({ type: z.literal('attach-suggested'), id }),
  /** A file that was pasted or dropped. Without `data` (Base64) it is too large to travel, and the host says so. */
  z.object({
    type: z.literal('attach-file'),
    name: z.string().check(z.maxLength(255)),
    bytes: z.number().check(z.gte(0), z.lte(Number.MAX_SAFE_INTEGER), z.int()),
    data: z.optional(z.string().check(z.maxLength(base64Length(maxFileBytes)))),
    thumbnail: z.optional(
      z.string().check(z.maxLength(20_000), z.regex(/^data:image\/(png|jpeg|webp);base64,[\w+/=]*$/)),
    ),
    scaledFrom: z.optional(z.object({ width: pixels, height: pixels })),
  }),
  /** A long text that was pasted. */
  z.object({
    type: z.literal('attach-text'),
    text: z.string().check(z.minLength(1), z.maxLength(10_000_000)),
  }),
  /**
   * Files that were dropped from the Explorer of VS Code, which gives a panel nothing but their addresses. The
   * host takes those of its workspace and asks about any other.
   */
  z.object({
    type: z.literal('attach-dropped'),
    uris: z.array(z.string().check(z.maxLength(2000))).check(z.maxLength(maxAttachments)),
  }),
  z.object({ type: z.literal('detach'), contextId: id }),
  z.object({ type: z.literal('open-context'), contextId: id }),
  z.object({ type: z.literal('suggestion'), command: z.enum(['explain', 'refactor', 'fix']) }),
  z.object({ type: z.literal('copy-turn'), turnId: id }),
  z.object({ type: z.literal('show-sent'), turnId: id }),
  z.object({ type: z.literal('copy-problem'), turnId: id }),
  /** The code block that starts on `line` (zero-based) of the item's Markdown. */
  z.object({
    type: z.literal('code-block'),
    turnId: id,
    outputIndex: index,
    line: index,
    action: z.enum(codeBlockActions),
  }),
  /** Without `hunkId` a whole file is meant, and without `fileId` the whole edit. */
  z.object({
    type: z.literal('edit'),
    turnId: id,
    fileId: z.optional(id),
    hunkId: z.optional(id),
    action: z.enum(['keep', 'undo', 'show', 'diff', 'rerun']),
  }),
  /** A wish about the edit of a turn, in the person's words. */
  z.object({ type: z.literal('refine'), turnId: id, text: z.string().check(z.maxLength(100_000)) }),
]);

export type FromWebview = z.infer<typeof fromWebviewSchema>;

/** The intents that are about the conversation; `ready` and `ack` only concern the view that shows it. */
export type ChatIntent = Exclude<FromWebview, { type: 'ready' | 'ack' }>;
