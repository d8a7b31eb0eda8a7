import type { ContextItem } from '../protocol/transcript.ts';

const titleLength = 60;

/** The title a conversation has after its first message: its first line, and what it is about. */
export function titleOf(text: string, context: readonly ContextItem[]): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  const named = context[0] === undefined ? line : `${context[0].name}: ${line}`;
  return named.length <= titleLength ? named : `${named.slice(0, titleLength - 1).trimEnd()}…`;
}
