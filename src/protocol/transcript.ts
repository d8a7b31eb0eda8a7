import { cite, type Source } from './citation.ts';
import type { OutputItem } from './outputItem.ts';
import type { Problem } from './problem.ts';
import type { EditProblem, ProposedEdit } from './proposedEdit.ts';
import type { ReplayedItem } from './replayedItem.ts';
import type { ToolChange } from './toolItem.ts';
import type { TurnReport } from './turnReport.ts';

/**
 * The transcript: everything the panel shows of a conversation. The host owns it and changes it only by
 * `reduce`; the panel holds a copy made from one snapshot and the events that followed it.
 */

/** One conversation as a tree of turns. A turn's siblings are its other versions. */
export interface Transcript {
  readonly conversationId: string;
  title: string;
  /** Insertion-ordered. Turns are immutable values: a changed turn is another object. */
  readonly turns: Map<string, Turn>;
  /** The last turn of the version that is shown, or undefined while the conversation is empty. */
  leafId: string | undefined;
}

/** A transcript as it crosses a message boundary or is written to disk. */
export interface TranscriptSnapshot {
  readonly conversationId: string;
  readonly title: string;
  readonly turns: readonly Turn[];
  readonly leafId: string | undefined;
}

export type Turn = UserTurn | AssistantTurn;

export interface UserTurn {
  readonly kind: 'user';
  readonly id: string;
  readonly parentId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly text: string;
  readonly context: readonly ContextItem[];
  /** Set when the turn came from an editor command instead of the composer. */
  readonly command?: EditorCommand;
  /** Set when secrets in the message or its context were masked before it was sent. */
  readonly redacted?: true;
}

/** What an editor command asks for; each can have a model of its own. */
export const editorCommands = [
  'explain',
  'refactor',
  'fix',
  'document',
  'simplify',
  'types',
  'tests',
  'edit',
  'apply',
] as const;

export type EditorCommand = (typeof editorCommands)[number];

/** Something attached to a message. The panel names it by `id`; only the host knows the file or the content. */
export interface ContextItem {
  readonly id: string;
  /** What it is; text of a file when absent. */
  readonly kind?: ContextKind;
  /** File name without folders. */
  readonly name: string;
  /** Path relative to the workspace, for people. What is in no file has its name here. */
  readonly path: string;
  /** One-based, inclusive. Absent for a whole file. */
  readonly lines?: { readonly start: number; readonly end: number };
  /** About how many tokens its text has. */
  readonly tokens?: number;
  /** Size of what is not text. */
  readonly bytes?: number;
  /** A `data:` URL of a small picture of an image. */
  readonly thumbnail?: string;
  /** How large an image was before it was made smaller for sending, in pixels. */
  readonly scaledFrom?: { readonly width: number; readonly height: number };
}

export type ContextKind = 'image' | 'pdf' | 'pasted' | 'folder' | 'problems' | 'changes' | 'terminal';

export interface AssistantTurn {
  readonly kind: 'assistant';
  readonly id: string;
  /** The user turn it answers. */
  readonly parentId: string;
  readonly createdAt: number;
  /** The model that was asked. */
  readonly model: string;
  /** Where it was asked. What only one server can read is sent back to no other. */
  readonly baseUrl?: string;
  readonly status: TurnStatus;
  /** In order of appearance; looked up by `outputIndex`. */
  readonly items: readonly OutputItem[];
  /** What the answer rests on, in the order in which it was first cited. */
  readonly sources?: readonly Source[];
  readonly edit?: ProposedEdit;
  /** Muted one-line remarks, for instance a repaired request. */
  readonly notes: readonly TurnNote[];
  /** Present once the turn has ended and the server reported them. */
  readonly usage?: TurnUsage;
  /** The model the server says answered, when it differs from the one asked for. */
  readonly modelUsed?: string;
  /** How the server says it served the request. */
  readonly report?: TurnReport;
  readonly endedAt?: number;
  /** Set when the server makes the answer whether anybody listens or not. */
  readonly background?: BackgroundRun;
}

/** Where an answer can be asked for that is made in the background: it can be gone on with after a restart. */
export interface BackgroundRun {
  readonly responseId: string;
  readonly baseUrl: string;
}

/** A turn starts in `waiting` and ends in exactly one of the last six. */
export type TurnStatus =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'streaming' }
  /** Nothing received since `since` (epoch milliseconds). */
  | { readonly kind: 'stalled'; readonly since: number }
  /** The request failed before anything was shown; it is sent again at `until` (epoch milliseconds). */
  | {
      readonly kind: 'retrying';
      readonly problem: Problem;
      readonly attempt: number;
      readonly maxAttempts: number;
      readonly from: number;
      readonly until: number;
    }
  | EndedStatus;

export type EndedStatus =
  | { readonly kind: 'completed' }
  | { readonly kind: 'incomplete'; readonly reason: 'max_output_tokens' | 'content_filter' | 'unknown' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  /** The connection ended before the answer did; what arrived is kept. */
  | { readonly kind: 'interrupted'; readonly problem: Problem };

export interface TurnUsage {
  readonly inputTokens?: number;
  readonly cachedTokens?: number;
  readonly outputTokens?: number;
  readonly reasoningTokens?: number;
}

export type TurnNote =
  | { readonly kind: 'edit_repair'; readonly reason: EditProblem }
  /** The model refused a parameter, or one value of it, and was asked again with `instead` or without it. */
  | {
      readonly kind: 'parameter_repair';
      readonly name: string;
      readonly value?: string;
      readonly instead?: string;
    }
  /** The answer made so many requests because of its calls that the last had to do without. */
  | { readonly kind: 'tool_limit'; readonly count: number };

export type TranscriptEvent =
  | { readonly type: 'title-change'; readonly title: string }
  /** Adds a turn and shows the version it belongs to. */
  | { readonly type: 'turn-start'; readonly turn: Turn }
  /** Shows the version that ends in `leafId`. */
  | { readonly type: 'version-select'; readonly leafId: string }
  | { readonly type: 'turn-status'; readonly turnId: string; readonly status: TurnStatus }
  | { readonly type: 'item-start'; readonly turnId: string; readonly item: OutputItem }
  /** Appends to the item's text: an answer, reasoning, or what a tool is given. */
  | {
      readonly type: 'text-delta';
      readonly turnId: string;
      readonly outputIndex: number;
      readonly delta: string;
    }
  | {
      readonly type: 'refusal-delta';
      readonly turnId: string;
      readonly outputIndex: number;
      readonly delta: string;
    }
  /** Replaces the item's text: the server's final text differed from its deltas. */
  | {
      readonly type: 'text-correction';
      readonly turnId: string;
      readonly outputIndex: number;
      readonly text: string;
    }
  /** The item's text rests on a source up to `at`, an offset into it. */
  | {
      readonly type: 'citation';
      readonly turnId: string;
      readonly outputIndex: number;
      readonly source: Source;
      readonly at?: number;
    }
  /** News of a call. What is absent stays as it is. */
  | {
      readonly type: 'tool-change';
      readonly turnId: string;
      readonly outputIndex: number;
      readonly change: ToolChange;
    }
  /** Becomes what later requests send back for the item. */
  | {
      readonly type: 'item-replay';
      readonly turnId: string;
      readonly outputIndex: number;
      readonly replay: readonly ReplayedItem[];
    }
  | { readonly type: 'item-end'; readonly turnId: string; readonly outputIndex: number; readonly at: number }
  | { readonly type: 'edit-change'; readonly turnId: string; readonly edit: ProposedEdit }
  /** The server makes the answer in the background. */
  | { readonly type: 'turn-background'; readonly turnId: string; readonly run: BackgroundRun }
  | { readonly type: 'turn-note'; readonly turnId: string; readonly note: TurnNote }
  | {
      readonly type: 'turn-end';
      readonly turnId: string;
      readonly status: EndedStatus;
      readonly at: number;
      readonly usage?: TurnUsage;
      readonly modelUsed?: string;
      readonly report?: TurnReport;
    };

/** An empty conversation. */
export function emptyTranscript(conversationId: string): Transcript {
  return { conversationId, title: '', turns: new Map(), leafId: undefined };
}

/**
 * Applies one event in place. The cost does not depend on the length of the conversation or of the answer:
 * one turn object is replaced, and text grows by concatenation. Events for turns or items that do not exist,
 * and any change to a turn that has ended except to its edit, are passed over.
 */
export function reduce(transcript: Transcript, event: TranscriptEvent): void {
  switch (event.type) {
    case 'title-change':
      transcript.title = event.title;
      return;
    case 'turn-start':
      transcript.turns.set(event.turn.id, event.turn);
      transcript.leafId = event.turn.id;
      return;
    case 'version-select':
      if (transcript.turns.has(event.leafId)) transcript.leafId = event.leafId;
      return;
    default: {
      const turn = transcript.turns.get(event.turnId);
      if (turn?.kind !== 'assistant') return;
      const changed = reduceTurn(turn, event);
      if (changed !== turn) transcript.turns.set(turn.id, changed);
    }
  }
}

type TurnEvent = Exclude<TranscriptEvent, { type: 'title-change' | 'turn-start' | 'version-select' }>;

function reduceTurn(turn: AssistantTurn, event: TurnEvent): AssistantTurn {
  if (event.type === 'edit-change') return { ...turn, edit: event.edit };
  if (isEnded(turn.status)) return turn;
  switch (event.type) {
    case 'turn-status':
      return { ...turn, status: event.status };
    case 'turn-background':
      return { ...turn, background: event.run };
    case 'turn-note':
      return { ...turn, notes: [...turn.notes, event.note] };
    case 'item-start':
      return findItem(turn, event.item.outputIndex) ? turn : { ...turn, items: [...turn.items, event.item] };
    case 'text-delta':
      return withItem(turn, event.outputIndex, (item) => ({ ...item, text: item.text + event.delta }));
    case 'refusal-delta':
      return withItem(turn, event.outputIndex, (item) =>
        item.kind === 'message' ? { ...item, refusal: item.refusal + event.delta } : item,
      );
    case 'text-correction':
      return withItem(turn, event.outputIndex, (item) => ({ ...item, text: event.text }));
    case 'citation':
      return withCitation(turn, event);
    case 'tool-change':
      return withItem(turn, event.outputIndex, (item) =>
        item.kind === 'tool' ? { ...item, ...event.change } : item,
      );
    case 'item-replay':
      return withItem(turn, event.outputIndex, (item) => ({ ...item, replay: event.replay }));
    case 'item-end':
      return withItem(turn, event.outputIndex, (item) =>
        item.kind === 'message' ? item : { ...item, endedAt: event.at },
      );
    case 'turn-end':
      return {
        ...turn,
        status: event.status,
        endedAt: event.at,
        ...(event.usage === undefined ? {} : { usage: event.usage }),
        ...(event.modelUsed === undefined ? {} : { modelUsed: event.modelUsed }),
        ...(event.report === undefined ? {} : { report: event.report }),
      };
  }
}

function withCitation(turn: AssistantTurn, event: Extract<TurnEvent, { type: 'citation' }>): AssistantTurn {
  if (findItem(turn, event.outputIndex)?.kind !== 'message') return turn;
  const { sources, citation } = cite(turn.sources, event);
  return withItem({ ...turn, sources }, event.outputIndex, (item) =>
    item.kind === 'message' ? { ...item, citations: [...(item.citations ?? []), citation] } : item,
  );
}

function findItem(turn: AssistantTurn, outputIndex: number): OutputItem | undefined {
  return turn.items.find((item) => item.outputIndex === outputIndex);
}

function withItem(
  turn: AssistantTurn,
  outputIndex: number,
  change: (item: OutputItem) => OutputItem,
): AssistantTurn {
  const item = findItem(turn, outputIndex);
  if (item === undefined) return turn;
  const changed = change(item);
  return changed === item
    ? turn
    : { ...turn, items: turn.items.map((each) => (each === item ? changed : each)) };
}

/** Whether the status is one a turn ends in. */
export function isEnded(status: TurnStatus): status is EndedStatus {
  switch (status.kind) {
    case 'waiting':
    case 'streaming':
    case 'stalled':
    case 'retrying':
      return false;
    case 'completed':
    case 'incomplete':
    case 'refused':
    case 'stopped':
    case 'failed':
    case 'interrupted':
      return true;
  }
}

/** The turns of the shown version, first to last. */
export function shownTurns(transcript: Transcript): Turn[] {
  return pathTo(transcript, transcript.leafId);
}

/** The turns from the first one to `turnId`. */
export function pathTo(transcript: Transcript, turnId: string | undefined): Turn[] {
  const path: Turn[] = [];
  for (let id = turnId; id !== undefined; ) {
    const turn = transcript.turns.get(id);
    if (turn === undefined) break;
    path.push(turn);
    id = turn.parentId;
  }
  return path.reverse();
}

/** The versions of a turn (itself included), oldest first. */
export function versionsOf(transcript: Transcript, turn: Turn): Turn[] {
  return [...transcript.turns.values()].filter(
    (other) => other.kind === turn.kind && other.parentId === turn.parentId,
  );
}

/** The newest turn below `turnId` (itself when nothing follows): where selecting a version leads. */
export function newestLeafBelow(transcript: Transcript, turnId: string): string {
  const below = new Set([turnId]);
  let newest = turnId;
  for (const turn of transcript.turns.values()) {
    if (turn.parentId === undefined || !below.has(turn.parentId)) continue;
    below.add(turn.id);
    newest = turn.id;
  }
  return newest;
}

/** A copy that can cross a message boundary. */
export function toSnapshot(transcript: Transcript): TranscriptSnapshot {
  return { ...transcript, turns: [...transcript.turns.values()] };
}

/** The transcript a snapshot was made of. */
export function fromSnapshot(snapshot: TranscriptSnapshot): Transcript {
  return { ...snapshot, turns: new Map(snapshot.turns.map((turn) => [turn.id, turn])) };
}
