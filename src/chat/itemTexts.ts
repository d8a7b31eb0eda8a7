/**
 * The texts of the items of one response while it streams, by item and part. Appending costs only the delta:
 * text grows by concatenation and is put together only for a correction.
 */
export interface ItemTexts {
  /** Takes a delta and returns what to append to the item: the separator goes before a new part. */
  append(outputIndex: number, part: number, delta: string): string;
  /** Where in the text of the item an offset into one of its parts lies, clamped to what there is of the part. */
  offset(outputIndex: number, part: number, at: number): number;
  /** Replaces one part and returns the whole text of the item. */
  correct(outputIndex: number, part: number, text: string): string;
}

/** `separator` stands between the parts of an item. */
export function createItemTexts(separator: string): ItemTexts {
  const items = new Map<number, Map<number, string>>();

  function partsOf(outputIndex: number): Map<number, string> {
    const known = items.get(outputIndex);
    if (known !== undefined) return known;
    const parts = new Map<number, string>();
    items.set(outputIndex, parts);
    return parts;
  }

  return {
    append(outputIndex, part, delta) {
      const parts = partsOf(outputIndex);
      const startsParagraph = !parts.has(part) && parts.size > 0;
      parts.set(part, (parts.get(part) ?? '') + delta);
      return startsParagraph ? `${separator}${delta}` : delta;
    },
    offset(outputIndex, part, at) {
      let before = 0;
      for (const [index, text] of partsOf(outputIndex)) {
        if (index === part) return before + Math.min(at, text.length);
        before += text.length + separator.length;
      }
      return before;
    },
    correct(outputIndex, part, text) {
      const parts = partsOf(outputIndex);
      parts.set(part, text);
      return [...parts.values()].join(separator);
    },
  };
}
