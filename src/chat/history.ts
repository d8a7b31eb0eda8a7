import type { InputItem, InputMessage } from '../api/request.ts';
import { pathTo, type Transcript, type Turn } from '../protocol/transcript.ts';

/** An item of the input with the turn it belongs to. */
export interface TurnItem {
  readonly turnId: string;
  /** Which request of the turn it came with, from 0; its outputs belong to the request that called for them. */
  readonly round?: number;
  readonly item: InputItem;
}

/**
 * The items that lead to `turnId`, oldest first: the part of a request that grows with the conversation.
 * `sentContent` gives what was really sent for a user turn, attachments included. Answers are sent back as the
 * text people saw; a turn without any text is left out, because an empty message is refused by some providers.
 */
export function inputTo(
  transcript: Transcript,
  turnId: string,
  sentContent: (turn: Turn & { kind: 'user' }) => InputMessage['content'],
): TurnItem[] {
  const input: TurnItem[] = [];
  for (const turn of pathTo(transcript, turnId)) {
    const content = turn.kind === 'user' ? sentContent(turn) : answerText(turn);
    if (content.length === 0) continue;
    const role = turn.kind === 'user' ? 'user' : 'assistant';
    input.push({ turnId: turn.id, item: { type: 'message', role, content } });
  }
  return input;
}

/** The Markdown of an answer: its message items, in order, without reasoning. */
export function answerText(turn: Turn & { kind: 'assistant' }): string {
  return turn.items
    .flatMap((item) => (item.kind === 'message' ? [item.text === '' ? item.refusal : item.text] : []))
    .filter((text) => text !== '')
    .join('\n\n');
}
