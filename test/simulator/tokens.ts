/** About how many tokens a text costs: four characters each. */
export function tokenCount(text: string): number {
  return Math.ceil(text.length / 4);
}

/** The text in small pieces such as a model writes, without losing a character. Code points stay whole. */
export function tokens(text: string): readonly string[] {
  return text.match(/\s?[\p{L}\p{N}_]{1,6}|\s?[^\p{L}\p{N}_\s]{1,3}|\s{1,8}/gu) ?? [];
}

/** A cached prefix counts in blocks of this many tokens, and only from the first full 1024 on. */
const cacheBlock = 128;
const cacheMinimum = 1024;
const remembered = 50;

/** Remembers prompts and says how much of a new one was seen before, as a prompt cache does. */
export function promptCache(): {
  readonly cachedTokens: (prompt: string) => number;
  readonly clear: () => void;
} {
  const prompts: string[] = [];
  return {
    cachedTokens(prompt) {
      const longest = Math.max(0, ...prompts.map((former) => commonPrefix(former, prompt)));
      prompts.push(prompt);
      if (prompts.length > remembered) prompts.shift();
      const shared = Math.floor(longest / 4 / cacheBlock) * cacheBlock;
      return shared >= cacheMinimum ? shared : 0;
    },
    clear: () => void prompts.splice(0),
  };
}

function commonPrefix(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return length;
}
