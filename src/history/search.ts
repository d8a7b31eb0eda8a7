/** Where a query was found in a text, with what stands around it, on one line. */
export interface Excerpt {
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

const charactersBefore = 24;
const charactersAfter = 80;

/** A test for texts that contain every word of the query, upper and lower case alike; undefined for no words. */
export function createSearch(query: string): ((text: string) => Excerpt | undefined) | undefined {
  const [first, ...others] = query
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map((word) => new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'iu'));
  if (first === undefined) return undefined;
  return (text) => {
    const found = first.exec(text);
    if (found === null || !others.every((word) => word.test(text))) return undefined;
    const end = found.index + found[0].length;
    return {
      before: oneLine(text.slice(Math.max(0, found.index - charactersBefore), found.index)).trimStart(),
      match: found[0],
      after: oneLine(text.slice(end, end + charactersAfter)).trimEnd(),
    };
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ');
}
