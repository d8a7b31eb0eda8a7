/** The beginning of some lines: at most `maxLines` and about `maxCharacters`; a line too long for them ends in `…`. */
export interface Excerpt {
  readonly lines: readonly string[];
  /** How many lines are not shown, or not whole. */
  readonly missing: number;
}

/** Cuts lines to what a small place can show. */
export function excerptOf(
  lines: readonly string[],
  { maxLines, maxCharacters }: { readonly maxLines: number; readonly maxCharacters: number },
): Excerpt {
  const shown: string[] = [];
  let left = maxCharacters;
  for (const line of lines.slice(0, maxLines)) {
    if (line.length > left) {
      if (left > 0) shown.push(`${line.slice(0, left)}…`);
      return { lines: shown, missing: lines.length - shown.length + (left > 0 ? 1 : 0) };
    }
    shown.push(line);
    left -= line.length + 1;
  }
  return { lines: shown, missing: lines.length - shown.length };
}
