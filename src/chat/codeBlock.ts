import MarkdownIt from 'markdown-it';

/** The panel's parser without what it does inside of lines: a fence is a matter of blocks. */
const parser = new MarkdownIt({ html: false });
parser.core.ruler.enableOnly(['normalize', 'block']);

export interface CodeBlock {
  /** The first word of the info string, or empty. */
  readonly languageId: string;
  /** The file the fence or the line above it names, as it is written there. */
  readonly path?: string;
  /** As the panel shows it. Every line ends with `\n`, save the last one of a block that is not closed. */
  readonly text: string;
}

/**
 * The fenced code block whose opening fence stands on `line` (zero-based) of a Markdown text, or undefined when
 * there is none. Containers (quotes, list items) and the indentation of the fence are taken off.
 *
 * The panel names a code block by this line, so that the text that is copied or inserted is always cut from the
 * host's own transcript. Both sides ask the same parser where a block ends: a person gets what they saw.
 */
export function codeBlockAt(markdown: string, line: number): CodeBlock | undefined {
  const fence = parser.parse(markdown, {}).find(({ type, map }) => type === 'fence' && map?.[0] === line);
  if (fence === undefined) return undefined;
  const path = pathIn(fence.info) ?? pathAbove(markdown.split('\n'), line);
  return {
    languageId: fence.info.trim().split(/[\s:]/)[0] ?? '',
    text: fence.content,
    ...(path === undefined ? {} : { path }),
  };
}

/** A relative path with an extension, in one word. */
const pathPattern = /^(?:[\w@.+-]+[\\/])*[\w@.+-]+\.[A-Za-z]\w*$/;

/** The path of `ts:src/a.ts`, `ts src/a.ts` or `ts title="src/a.ts"`. */
function pathIn(info: string): string | undefined {
  const words = info
    .trim()
    .split(/\s+/)
    .flatMap((word, at) => (at === 0 ? word.split(':').slice(1) : [word.replace(/^\w+=/, '')]));
  return words.map((word) => word.replace(/^["'](.*)["']$/, '$1')).find((word) => pathPattern.test(word));
}

/** The one path that the line above a fence names: in backticks, or as all there is of a heading or a label. */
function pathAbove(lines: readonly string[], line: number): string | undefined {
  const above = lines[line - 1]?.trim() === '' ? lines[line - 2] : lines[line - 1];
  const text = above?.trim() ?? '';
  const quoted = [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
  const words = quoted.length > 0 ? quoted : [text.replace(/^(?:#+|[-*>])\s+|[*_]{1,2}|:$/g, '')];
  const paths = words.map((word) => word.trim()).filter((word) => pathPattern.test(word));
  return new Set(paths).size === 1 ? paths[0] : undefined;
}
