import type { Transcript } from '../protocol/transcript.ts';
import type { Recovered } from './recover.ts';

/** A conversation as a line of the list. */
export interface ConversationEntry {
  readonly id: string;
  readonly title: string;
  readonly isPinned: boolean;
  readonly workspace?: string;
  /** When something was last said, in milliseconds since the epoch. */
  readonly updatedAt: number;
  /** The model that was asked last. */
  readonly model?: string;
  /** Questions, of all versions. */
  readonly questionCount: number;
}

/** The entry of a conversation, or undefined when nothing has been said in it. */
export function entryOf(conversation: Recovered & { kind: 'conversation' }): ConversationEntry | undefined {
  const { transcript, workspace, isPinned } = conversation;
  if (transcript.turns.size === 0) return undefined;
  let updatedAt = 0;
  let model: string | undefined;
  let questionCount = 0;
  for (const turn of transcript.turns.values()) {
    updatedAt = Math.max(updatedAt, turn.createdAt, turn.kind === 'assistant' ? (turn.endedAt ?? 0) : 0);
    if (turn.kind === 'assistant') model = turn.model;
    else questionCount += 1;
  }
  return {
    id: transcript.conversationId,
    title: transcript.title,
    isPinned,
    updatedAt,
    questionCount,
    ...(workspace === undefined ? {} : { workspace }),
    ...(model === undefined ? {} : { model }),
  };
}

/** All that people said and were told in a conversation, for searching: titles, questions and answers. */
export function searchableText({ title, turns }: Transcript): string {
  const texts = [title];
  for (const turn of turns.values()) {
    if (turn.kind === 'user') texts.push(turn.text, ...turn.context.map(({ path }) => path));
    else for (const item of turn.items) if (item.kind === 'message') texts.push(item.text, item.refusal);
  }
  return texts.filter((text) => text !== '').join('\n');
}
