import type { Block } from './parser.ts';

/** Where each block begins, as an offset into the lines. */
export function startsOf(blocks: readonly Block[], lines: readonly string[]): readonly number[] {
  let line = 0;
  let offset = 0;
  return blocks.map(({ start }) => {
    for (; line < start; line++) offset += (lines[line]?.length ?? 0) + 1;
    return offset;
  });
}

/** The index of the last block that begins before an offset, or -1. */
export function lastBefore(blocks: readonly { readonly from: number }[], offset: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.from ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
