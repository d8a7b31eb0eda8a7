/**
 * Text as lines, the way VS Code counts them: `n` line breaks make `n + 1` lines, so text that ends with a
 * line break has an empty last line. Every file of this folder works on such lines, without their ends.
 */

/** The lines of a text with `\n`, `\r\n` or `\r` line ends. Always at least one. */
export function splitLines(text: string): string[] {
  return text.includes('\r') ? text.split(/\r\n|\r|\n/) : text.split('\n');
}

/** Reads one line of a document by its zero-based number; undefined outside the document. */
export type LineAt = (line: number) => string | undefined;

/** Whether `lines` stand in `within` from `start` on, whole and in order. */
export function standAt(within: LineAt, start: number, lines: readonly string[]): boolean {
  return lines.every((line, offset) => within(start + offset) === line);
}
