/**
 * Characters that are not seen, or that change the order in which others are seen: controls, direction marks, spaces
 * without width, fillers, tags. A joiner counts unless it stands between two characters outside of ASCII, where
 * scripts and emoji need it.
 */
const hidden =
  /(?![\t\n\u200c\u0600-\u0605\u06dd]|\u200d)[\p{Cc}\p{Cf}\u2028\u2029\u115f\u1160\u3164\uffa0\u{e0000}-\u{e007f}]|(?<!\P{ASCII})(?:\u200c|\u200d)|(?:\u200c|\u200d)(?!\P{ASCII})/gu;

/** The hidden characters of some lines by name (`U+202E`), each once, in order of appearance. */
export function hiddenCharacters(lines: readonly string[]): readonly string[] {
  return [...new Set(lines.flatMap((line) => (line.match(hidden) ?? []).map(nameOf)))];
}

/** A line with every hidden character as `[U+202E]`, so that it reads in the order in which it is stored. */
export function withVisibleCharacters(line: string): string {
  return line.replace(hidden, (character) => `[${nameOf(character)}]`);
}

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
