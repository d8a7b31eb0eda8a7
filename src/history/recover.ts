import {
  type AssistantTurn,
  emptyTranscript,
  reduce,
  type Transcript,
  type TranscriptEvent,
} from '../protocol/transcript.ts';
import { decodeLines } from './lines.ts';
import { journalFormat, toNumberedRecord } from './record.ts';

/** What the file of a conversation holds. */
export type Recovered =
  | {
      readonly kind: 'conversation';
      /** A turn that was running when the file was last written has not ended here. */
      readonly transcript: Transcript;
      readonly createdAt: number;
      readonly workspace: string | undefined;
      readonly isPinned: boolean;
      /** In the order in which it was written. */
      readonly memory: readonly unknown[];
      /** Whether lines could not be read of which no copy has been kept yet. */
      readonly isDamaged: boolean;
    }
  /** Written by a newer version of the extension. */
  | { readonly kind: 'newer' }
  /** Holds nothing that a version of this extension wrote. */
  | { readonly kind: 'foreign' };

/**
 * Reads a file of the history back, whatever happened to it: what can be read counts, what cannot is passed
 * over, and what stands there twice counts once. `conversationId` is the name of the file, which is not part of it.
 */
export function recover(bytes: Uint8Array, conversationId: string): Recovered {
  const { values, damagedBefore, damagedAtEnd } = decodeLines(bytes);
  const transcript = emptyTranscript(conversationId);
  const memory: unknown[] = [];
  const written = new Map<string, number>();
  let head: { readonly createdAt: number; readonly workspace?: string } | undefined;
  let isPinned = false;
  let isDamaged = false;
  for (const [index, value] of values.entries()) {
    isDamaged ||= (damagedBefore[index] ?? 0) > 0;
    const numbered = toNumberedRecord(value);
    if (numbered === undefined) continue;
    const [writer, number, record] = numbered;
    if (number <= (written.get(writer) ?? 0)) continue;
    written.set(writer, number);
    switch (record.kind) {
      case 'conversation':
        if (record.format > journalFormat) return { kind: 'newer' };
        head ??= record;
        break;
      case 'event':
        if (Object.hasOwn(knownEvents, record.event.type)) reduce(transcript, record.event);
        break;
      case 'turn':
        takeTurn(transcript, record.turn);
        break;
      case 'pin':
        isPinned = record.isPinned;
        break;
      case 'memory':
        memory.push(record.memory);
        break;
      case 'damage-kept':
        isDamaged = false;
        break;
    }
  }
  if (written.size === 0) return { kind: 'foreign' };
  const createdAt = head?.createdAt ?? firstTurnAt(transcript);
  isDamaged ||= damagedAtEnd > 0;
  return {
    kind: 'conversation',
    transcript,
    createdAt,
    workspace: head?.workspace,
    isPinned,
    memory,
    isDamaged,
  };
}

function takeTurn(transcript: Transcript, turn: AssistantTurn): void {
  if (!transcript.turns.has(turn.id)) reduce(transcript, { type: 'turn-start', turn });
  else transcript.turns.set(turn.id, turn);
}

function firstTurnAt({ turns }: Transcript): number {
  const [first] = turns.values();
  return first?.createdAt ?? 0;
}

/** A newer version may write events of which `reduce` knows nothing here. */
const knownEvents: Readonly<Record<TranscriptEvent['type'], true>> = {
  'title-change': true,
  'turn-start': true,
  'version-select': true,
  'turn-status': true,
  'item-start': true,
  'text-delta': true,
  'refusal-delta': true,
  'text-correction': true,
  'tool-change': true,
  'item-replay': true,
  citation: true,
  'item-end': true,
  'edit-change': true,
  'turn-background': true,
  'turn-note': true,
  'turn-end': true,
};
