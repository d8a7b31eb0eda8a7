import type { Mark } from './footnotes.ts';

/** The marks of a text, by their offsets into what is drawn of it: line ends count as one character there. */
export interface Marks {
  /** Takes marks by their offsets into the text as it came, each once. Returns the new ones. */
  add(marks: readonly Mark[]): readonly Mark[];
  /** The marks behind `from`, up to `to`, by their offsets from `from`. */
  between(from: number, to: number): readonly Mark[];
  /** The offset of a mark into what is drawn. */
  place(mark: Mark): number;
  /** Takes note of the next piece of the text as it came. */
  read(piece: string): void;
}

export function createMarks(): Marks {
  const all: Mark[] = [];
  const known = new Set<string>();
  /** Offsets into the text as it came of what the drawn text lacks: the first halves of CRLF. */
  const lacking: number[] = [];
  let length = 0;

  const place = ({ at }: Mark): number => at - lacking.filter((offset) => offset < at).length;

  return {
    add(marks) {
      const fresh = marks.filter(({ at, number }) => {
        const key = `${at} ${number}`;
        if (known.has(key)) return false;
        known.add(key);
        return true;
      });
      all.push(...fresh);
      return fresh;
    },
    between: (from, to) =>
      all.flatMap((mark) => {
        const at = place(mark);
        return at > from && at <= to ? [{ at: at - from, number: mark.number }] : [];
      }),
    place,
    read(piece) {
      for (const { index } of piece.matchAll(/\r\n/g)) lacking.push(length + index);
      length += piece.length;
    },
  };
}
