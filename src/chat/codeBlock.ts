import MarkdownIt from 'markdown-it';

/** The panel's parser without what it does inside of lines: a fence is a matter of blocks. */
const parser = new MarkdownIt({ html: false });
parser.core.ruler.enableOnly(['normalize', 'block']);

export interface CodeBlock {
  /** The first word of the info string, or empty. */
  readonly languageId: string;
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
  return { languageId: fence.info.trim().split(/\s/)[0] ?? '', text: fence.content };
}
