import type { AssistantTurn, Transcript, TranscriptEvent } from '../protocol/transcript.ts';

/** The format of what is written. A file of a higher one is left as it is. */
export const journalFormat = 1;

/** One line of a conversation's file. What a line adds to those before it; nothing is ever written over. */
export type JournalRecord =
  /** Always first. */
  | {
      readonly kind: 'conversation';
      readonly format: number;
      /** Milliseconds since the epoch. */
      readonly createdAt: number;
      /** Where it was begun; absent without a workspace. */
      readonly workspace?: string;
    }
  | { readonly kind: 'event'; readonly event: TranscriptEvent }
  /** An answer that has ended, whole: it stands even if a line of its stream is lost. */
  | { readonly kind: 'turn'; readonly turn: AssistantTurn }
  | { readonly kind: 'pin'; readonly isPinned: boolean }
  /** What a part of the extension wants to know again when the conversation is opened. Only that part reads it. */
  | { readonly kind: 'memory'; readonly memory: unknown }
  /** The lines before this one that cannot be read are known, and a copy of the file as it was is kept. */
  | { readonly kind: 'damage-kept' };

/** A record with the journal that wrote it and its number there, so that a line written twice counts once. */
export type NumberedRecord = readonly [writer: string, number: number, record: JournalRecord];

/** The record of a line, or undefined when this version does not know its kind. */
export function toNumberedRecord(value: unknown): NumberedRecord | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const record: unknown = value[2];
  if (typeof record !== 'object' || record === null || !('kind' in record)) return undefined;
  if (typeof record.kind !== 'string' || !Object.hasOwn(knownKinds, record.kind)) return undefined;
  // The checksum of the line says that this extension wrote it, and `kind` that it is of this form.
  return value as unknown as NumberedRecord;
}

const knownKinds: Readonly<Record<JournalRecord['kind'], true>> = {
  conversation: true,
  event: true,
  turn: true,
  pin: true,
  memory: true,
  'damage-kept': true,
};

/**
 * What a change of the transcript adds to the journal, if anything. How a running answer is doing is not kept,
 * because it ends with the process; an answer that has ended is kept whole.
 */
export function recordOf(event: TranscriptEvent, transcript: Transcript): JournalRecord | undefined {
  if (event.type === 'turn-status') return undefined;
  if (event.type !== 'turn-end') return { kind: 'event', event };
  const turn = transcript.turns.get(event.turnId);
  return turn?.kind === 'assistant' ? { kind: 'turn', turn } : undefined;
}

/** Whether a record is part of a running answer, of which the last moments may be lost. */
export function isStreamed(record: JournalRecord): boolean {
  if (record.kind !== 'event') return false;
  const { type } = record.event;
  return (
    type === 'text-delta' ||
    type === 'refusal-delta' ||
    type === 'item-start' ||
    type === 'item-end' ||
    type === 'edit-change'
  );
}

/** Whether a record must also survive a loss of power: what a person wrote, and each finished answer. */
export function isPrecious(record: JournalRecord): boolean {
  return record.kind === 'turn' || (record.kind === 'event' && record.event.type === 'turn-start');
}

/** One record in the place of two, where the second only goes on from the first. */
export function joined(first: JournalRecord, second: JournalRecord): JournalRecord | undefined {
  if (first.kind !== 'event' || second.kind !== 'event') return undefined;
  const a = first.event;
  const b = second.event;
  if (a.type === 'text-delta' && b.type === 'text-delta') {
    return a.turnId === b.turnId && a.outputIndex === b.outputIndex
      ? { kind: 'event', event: { ...a, delta: a.delta + b.delta } }
      : undefined;
  }
  return a.type === 'edit-change' && b.type === 'edit-change' && a.turnId === b.turnId ? second : undefined;
}
