import type { InputItem, InputMessage } from '../api/request.ts';
import { sourceName } from '../protocol/citation.ts';
import { type AssistantTurn, pathTo, type Transcript, type UserTurn } from '../protocol/transcript.ts';
import type { Endpoint } from './refusedFields.ts';
import { isPortable } from './replay.ts';
import { roundOf } from './runResponse.ts';

/** An item of the input with the turn it belongs to. */
export interface TurnItem {
  readonly turnId: string;
  /** Which request of the turn it came with, from 0; its outputs belong to the request that called for them. */
  readonly round?: number;
  readonly item: InputItem;
}

/**
 * The items that lead to `turnId`, oldest first: the part of a request that grows with the conversation.
 * `sentContent` gives what was really sent for a user turn, attachments included. Answers are sent back as
 * their texts, the calls with their outputs, and to the endpoint that made it what only it can read; a message
 * without text is left out, because some providers refuse it.
 */
export function inputTo(
  transcript: Transcript,
  turnId: string,
  options: {
    readonly endpoint: Endpoint;
    readonly sentContent: (turn: UserTurn) => InputMessage['content'];
  },
): TurnItem[] {
  const { endpoint, sentContent } = options;
  return pathTo(transcript, turnId).flatMap((turn): readonly TurnItem[] => {
    if (turn.kind === 'assistant') return answerItems(turn, endpoint);
    const content = sentContent(turn);
    return content.length === 0
      ? []
      : [{ turnId: turn.id, item: { type: 'message', role: 'user', content } }];
  });
}

/** What the model said and did in a turn, in order. */
function answerItems(turn: AssistantTurn, { baseUrl, model }: Endpoint): readonly TurnItem[] {
  const isReadable = turn.baseUrl === baseUrl && turn.model === model;
  const items = turn.items.flatMap((item): readonly TurnItem[] => {
    const replay = (item.replay ?? []).filter((each) => isReadable || isPortable(each));
    const content = item.kind !== 'message' ? '' : item.text === '' ? item.refusal : item.text;
    const message = { type: 'message', role: 'assistant', content } as const;
    const sent: readonly InputItem[] = content === '' ? replay : [...replay, message];
    return sent.map((each) => ({ turnId: turn.id, round: roundOf(item), item: each }));
  });
  // Reasoning that led to nothing is refused.
  return items.slice(0, items.findLastIndex(({ item }) => item.type !== 'reasoning') + 1);
}

/** The Markdown of an answer: its message items, in order, without reasoning. */
export function answerText(turn: AssistantTurn): string {
  return turn.items
    .flatMap((item) => (item.kind === 'message' ? [item.text === '' ? item.refusal : item.text] : []))
    .filter((text) => text !== '')
    .join('\n\n');
}

/** The Markdown of an answer with what it rests on as a numbered list of links, for use outside the panel. */
export function answerWithSources(turn: AssistantTurn): string {
  const rows = (turn.sources ?? []).map((source, index) => {
    const name = sourceName(source);
    const text = name.replace(/[\\[\]<>]/g, '\\$&');
    return `${index + 1}. ${source.kind === 'page' && isWebAddress(source.url) ? `[${text}](<${source.url}>)` : text}`;
  });
  return [answerText(turn), ...(rows.length === 0 ? [] : [rows.join('\n')])].join('\n\n');
}

/** A web address that cannot end its link early. */
function isWebAddress(url: string): boolean {
  return /^https?:\/\/[^\s<>]+$/i.test(url);
}
