/**
 * The content of the fenced code block whose opening fence stands on `line` (zero-based) of a Markdown text,
 * or undefined when there is no fence on that line. Containers (quotes, list items) and the indentation of the
 * fence are taken off, as CommonMark §4.5 says. The block may be unclosed.
 *
 * The panel names a code block by this line, so that the text that is copied or inserted is always cut from
 * the host's own transcript.
 */
export function codeBlockAt(markdown: string, line: number): CodeBlock | undefined {
  const lines = markdown.split(/\r\n|\r|\n/);
  const opening = openingFence(lines[line]);
  if (opening === undefined) return undefined;
  const content: string[] = [];
  for (const each of lines.slice(line + 1)) {
    const inside = withoutContainer(each, opening.container);
    // A line that leaves the container ends the block even without a closing fence.
    if (inside === undefined) break;
    if (isClosingFence(withoutIndent(inside, opening.indent), opening.fence)) break;
    content.push(withoutIndent(inside, opening.indent));
  }
  return { languageId: opening.languageId, text: content.map((each) => `${each}\n`).join('') };
}

export interface CodeBlock {
  /** The first word of the info string, or empty. */
  readonly languageId: string;
  /** Every line ends with `\n`. */
  readonly text: string;
}

interface OpeningFence {
  readonly container: readonly ContainerMark[];
  readonly indent: number;
  readonly fence: string;
  readonly languageId: string;
}

type ContainerMark = { readonly kind: 'quote' } | { readonly kind: 'item'; readonly width: number };

function openingFence(line: string | undefined): OpeningFence | undefined {
  if (line === undefined) return undefined;
  const container: ContainerMark[] = [];
  let rest = line;
  for (;;) {
    const mark = containerMark(rest);
    if (mark === undefined) break;
    container.push(mark.mark);
    rest = rest.slice(mark.length);
  }
  // Any indentation: within a list item the fence is indented by the width of markers on earlier lines.
  const match = /^( *)(`{3,}|~{3,})[ \t]*([^\s`]*)(.*)$/.exec(rest);
  const [, indent, fence, languageId, info] = match ?? [];
  if (indent === undefined || fence === undefined || languageId === undefined) return undefined;
  if (fence.startsWith('`') && info?.includes('`')) return undefined;
  return { container, indent: indent.length, fence, languageId };
}

function containerMark(text: string): { mark: ContainerMark; length: number } | undefined {
  const quote = /^ {0,3}> ?/.exec(text);
  if (quote !== null) return { mark: { kind: 'quote' }, length: quote[0].length };
  const item = /^ {0,3}(?:[-+*]|\d{1,9}[.)]) {1,4}(?=\S)/.exec(text);
  if (item !== null) return { mark: { kind: 'item', width: item[0].length }, length: item[0].length };
  return undefined;
}

function withoutContainer(line: string, container: readonly ContainerMark[]): string | undefined {
  let rest = line;
  for (const mark of container) {
    if (mark.kind === 'quote') {
      const quote = /^ {0,3}> ?/.exec(rest);
      if (quote === null) return undefined;
      rest = rest.slice(quote[0].length);
    } else if (rest.trim() === '') {
      rest = rest.slice(mark.width);
    } else {
      if (!rest.startsWith(' '.repeat(mark.width))) return undefined;
      rest = rest.slice(mark.width);
    }
  }
  return rest;
}

function isClosingFence(line: string, fence: string): boolean {
  const match = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line);
  const closing = match?.[1] ?? '';
  return closing.startsWith(fence.charAt(0)) && closing.length >= fence.length;
}

function withoutIndent(line: string, indent: number): string {
  const spaces = /^ */.exec(line)?.[0].length ?? 0;
  return line.slice(Math.min(indent, spaces));
}
