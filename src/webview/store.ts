import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { PanelState } from '../protocol/messages.ts';
import {
  type AssistantTurn,
  emptyTranscript,
  fromSnapshot,
  isEnded,
  reduce,
  shownTurns,
  type Transcript,
  type TranscriptEvent,
  type TranscriptSnapshot,
  type Turn,
} from '../protocol/transcript.ts';

/** How the text of one output item changed since the last drawing. */
export type TextChange =
  | { readonly kind: 'append'; readonly text: string }
  | { readonly kind: 'replace'; readonly text: string };

type TextListener = (change: TextChange) => void;

/**
 * The panel's copy of the transcript. Streamed text goes to the listeners of its item as it is; everything else
 * changes the signal of one turn, so that only this turn is drawn again.
 */
export interface Store {
  readonly conversationId: ReadonlySignal<string>;
  readonly title: ReadonlySignal<string>;
  /** Ids of the turns of the shown version, first to last. */
  readonly shown: ReadonlySignal<readonly string[]>;
  readonly panel: Signal<PanelState>;
  /** A turn; its text is not kept up to date in the signal, see `latest`. */
  turn(id: string): ReadonlySignal<Turn>;
  /** The turn with all of its text. */
  latest(id: string): Turn | undefined;
  /** Ids of the versions of a turn, oldest first. */
  versions(turn: Turn): readonly string[];
  show(snapshot: TranscriptSnapshot): void;
  apply(events: readonly TranscriptEvent[]): void;
  /** Calls the listener with the text that arrives from now on. Returns the function that ends it. */
  onText(turnId: string, outputIndex: number, listener: TextListener): () => void;
}

/** What is known before the host has spoken. */
const unknownPanel: PanelState = {
  hasKey: true,
  host: '',
  model: '',
  models: { kind: 'unknown' },
  context: [],
  suggestions: [],
  sendKey: 'enter',
  conversationState: 'auto',
  requestOptions: [],
  optionSheet: { presets: [], json: '{}', jsonProblems: [], known: [] },
  tools: [],
};

export function createStore(): Store {
  let transcript: Transcript = emptyTranscript('');
  const conversationId = signal('');
  const title = signal('');
  const shown = signal<readonly string[]>([]);
  const panel = signal(unknownPanel);
  const turns = new Map<string, Signal<Turn>>();
  const versions = new Map<string, string[]>();
  const listeners = new Map<string, Set<TextListener>>();

  function addTurn(turn: Turn): void {
    const known = turns.get(turn.id);
    if (known !== undefined) {
      known.value = turn;
      return;
    }
    turns.set(turn.id, signal(turn));
    const key = versionKey(turn);
    const siblings = versions.get(key);
    if (siblings === undefined) versions.set(key, [turn.id]);
    else siblings.push(turn.id);
  }

  function refreshTurn(id: string): void {
    const turn = transcript.turns.get(id);
    const known = turns.get(id);
    if (turn !== undefined && known !== undefined) known.value = turn;
  }

  return {
    conversationId,
    title,
    shown,
    panel,
    turn(id) {
      const known = turns.get(id);
      if (known === undefined) throw new Error(`There is no turn ${id}.`);
      return known;
    },
    latest: (id) => transcript.turns.get(id),
    versions: (turn) => versions.get(versionKey(turn)) ?? [turn.id],
    show(snapshot) {
      transcript = fromSnapshot(snapshot);
      turns.clear();
      versions.clear();
      for (const turn of transcript.turns.values()) addTurn(turn);
      batch(() => {
        conversationId.value = transcript.conversationId;
        title.value = transcript.title;
        shown.value = shownTurns(transcript).map(({ id }) => id);
      });
    },
    apply(events) {
      const texts = new Map<string, TextChange>();
      const changed = new Set<string>();
      let pathChanged = false;
      for (const event of events) {
        const needsDrawing = event.type !== 'text-delta' || isFirstText(transcript, event);
        if (event.type === 'text-delta' && !isOpen(transcript, event.turnId)) continue;
        reduce(transcript, event);
        if (event.type === 'text-delta' || event.type === 'text-correction') collect(texts, event);
        switch (event.type) {
          case 'title-change':
            title.value = event.title;
            break;
          case 'turn-start':
            addTurn(event.turn);
            pathChanged = true;
            break;
          case 'version-select':
            pathChanged = true;
            break;
          default:
            if (needsDrawing) changed.add(event.turnId);
        }
      }
      for (const [key, change] of texts) {
        for (const listener of listeners.get(key) ?? []) listener(change);
      }
      batch(() => {
        for (const id of changed) refreshTurn(id);
        if (pathChanged) shown.value = shownTurns(transcript).map(({ id }) => id);
      });
    },
    onText(turnId, outputIndex, listener) {
      const key = textKey(turnId, outputIndex);
      const known = listeners.get(key) ?? new Set();
      known.add(listener);
      listeners.set(key, known);
      return () => {
        known.delete(listener);
        if (known.size === 0) listeners.delete(key);
      };
    },
  };
}

function versionKey(turn: Turn): string {
  return `${turn.kind} ${turn.parentId ?? ''}`;
}

function textKey(turnId: string, outputIndex: number): string {
  return `${outputIndex} ${turnId}`;
}

function isOpen(transcript: Transcript, turnId: string): boolean {
  const turn = transcript.turns.get(turnId);
  return turn?.kind === 'assistant' && !isEnded(turn.status);
}

function isFirstText(
  transcript: Transcript,
  { turnId, outputIndex }: Extract<TranscriptEvent, { type: 'text-delta' }>,
): boolean {
  const turn = transcript.turns.get(turnId);
  if (turn?.kind !== 'assistant') return false;
  return itemOf(turn, outputIndex)?.text === '';
}

/** The output item with this index. */
export function itemOf(turn: AssistantTurn, outputIndex: number): AssistantTurn['items'][number] | undefined {
  return turn.items.find((item) => item.outputIndex === outputIndex);
}

function collect(
  texts: Map<string, TextChange>,
  event: Extract<TranscriptEvent, { type: 'text-delta' | 'text-correction' }>,
): void {
  const key = textKey(event.turnId, event.outputIndex);
  if (event.type === 'text-correction') {
    texts.set(key, { kind: 'replace', text: event.text });
    return;
  }
  const before = texts.get(key);
  texts.set(key, { kind: before?.kind ?? 'append', text: (before?.text ?? '') + event.delta });
}

/** The panel shows one conversation at a time, so there is one store. */
export const store = createStore();
