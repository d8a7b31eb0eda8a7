import type { InputMessage } from '../api/request.ts';
import { pathTo, type Transcript, type Turn } from '../protocol/transcript.ts';

/** A message with the turn it belongs to. */
export interface TurnMessage extends InputMessage {
  readonly turnId: string;
}

/**
 * The messages that lead to `turnId`, oldest first: the part of a request that grows with the conversation.
 * `sentText` gives what was really sent for a user turn, attachments included. Answers are sent back as the
 * text people saw; a turn without any text is left out, because an empty message is refused by some providers.
 */
export function messagesTo(
  transcript: Transcript,
  turnId: string,
  sentText: (turn: Turn & { kind: 'user' }) => string,
): TurnMessage[] {
  const messages: TurnMessage[] = [];
  for (const turn of pathTo(transcript, turnId)) {
    const text = turn.kind === 'user' ? sentText(turn) : answerText(turn);
    if (text !== '')
      messages.push({ turnId: turn.id, role: turn.kind === 'user' ? 'user' : 'assistant', text });
  }
  return messages;
}

/** The Markdown of an answer: its message items, in order, without reasoning. */
export function answerText(turn: Turn & { kind: 'assistant' }): string {
  return turn.items
    .flatMap((item) => (item.kind === 'message' ? [item.text === '' ? item.refusal : item.text] : []))
    .filter((text) => text !== '')
    .join('\n\n');
}
