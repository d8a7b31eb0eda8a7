/** Where the characters of a query stand in a text, and how well they fit. */
export interface FuzzyMatch {
  /** Lower is better. */
  readonly cost: number;
  readonly positions: readonly number[];
}

/**
 * Finds the characters of `query` in `text` in order, upper and lower case alike, preferring one unbroken piece
 * and early places. Undefined when a character is missing.
 */
export function fuzzyMatch(text: string, query: string): FuzzyMatch | undefined {
  const haystack = text.toLowerCase();
  const needle = query.toLowerCase().replaceAll(' ', '');
  const whole = haystack.indexOf(needle);
  if (whole !== -1) {
    return { cost: whole, positions: Array.from({ length: needle.length }, (_, offset) => whole + offset) };
  }
  const positions: number[] = [];
  let gaps = 0;
  for (const character of needle) {
    const previous = positions.at(-1) ?? -1;
    const position = haystack.indexOf(character, previous + 1);
    if (position === -1) return undefined;
    gaps += position - previous - 1;
    positions.push(position);
  }
  return { cost: 1000 + gaps, positions };
}
