import type { Token } from './parser.ts';

/** One item of a list or one row of a table. */
export interface BlockPart {
  /** Its tokens: from its opening to its closing one. */
  readonly from: number;
  readonly to: number;
  /** Equal for parts that look the same. */
  readonly key: string;
}

/** The parts of a block that grows by parts; none for other blocks. */
export function partsOf(tokens: readonly Token[]): readonly BlockPart[] {
  const kind = tokens[0]?.type ?? '';
  const level = kind === 'table_open' ? 2 : kind.endsWith('_list_open') ? 1 : undefined;
  if (level === undefined) return [];
  const opening = level === 2 ? 'tr_open' : 'list_item_open';
  const parts: BlockPart[] = [];
  let from: number | undefined;
  for (const [index, token] of tokens.entries()) {
    if (token.level !== level) continue;
    if (token.type === opening) {
      from = index;
    } else if (from !== undefined && token.nesting === -1) {
      const key = tokens.slice(from, index + 1).map(keyOf);
      parts.push({ from, to: index, key: [kind, ...key].join('\n') });
      from = undefined;
    }
  }
  return parts;
}

function keyOf({ type, hidden, info, content, attrs, map }: Token): string {
  return [type, hidden, info, content, attrs, map].join(' ');
}

/** Whether a part looks the same as before whatever else is in the text: a bracket may be a link or not. */
export function isSettled(part: BlockPart, before: BlockPart | undefined): boolean {
  return part.key === before?.key && !part.key.includes('[');
}
