/** What stands behind `@`: what to look for, and the lines of it. */
export interface Mention {
  readonly name: string;
  /** One-based, inclusive, as they were written. */
  readonly lines?: { readonly start: number; readonly end: number };
}

/** Reads `src/cart.ts#L12-14`, `cart.ts#L12` and `cart.ts`. Lines that run backwards are turned round. */
export function parseMention(text: string): Mention {
  const [, name, first, last] = /^(.*?)#L(\d{1,7})(?:-L?(\d{1,7}))?$/i.exec(text) ?? [];
  if (name === undefined || first === undefined) return { name: text.replace(/#(L[\d-]*)?$/i, '') };
  const [start = 1, end = 1] = [Number(first), Number(last ?? first)].toSorted((a, b) => a - b);
  return { name, lines: { start: Math.max(1, start), end: Math.max(1, end) } };
}
