import { type Attachment, isText } from './attachments.ts';
import { estimateTokens } from './tokenEstimate.ts';

/** The most characters the text of one message has on the wire (api specification, `input_text`). */
export const maxMessageCharacters = 10_485_760;

/** Something that takes room in a message. */
export interface Share {
  /** Undefined for the words of the person. */
  readonly name: string | undefined;
  readonly characters: number;
  readonly tokens: number;
}

/** What takes the room in a message that is too large to be sent, the largest first; undefined when it fits. */
export function sharesOfTooLarge(
  text: string,
  attachments: readonly Attachment[],
): readonly Share[] | undefined {
  const shares = [
    { name: undefined, text },
    ...attachments.flatMap((each) =>
      isText(each) ? [{ name: each.item.name, text: each.excerpt.text }] : [],
    ),
  ].map((part) => ({ name: part.name, characters: part.text.length, tokens: estimateTokens(part.text) }));
  const total = shares.reduce((sum, { characters }) => sum + characters, 0);
  return total <= maxMessageCharacters ? undefined : shares.toSorted((a, b) => b.characters - a.characters);
}
