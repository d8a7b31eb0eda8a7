import { panelStrings } from '../../src/protocol/strings.ts';
import { createMarkdownStream } from '../../src/webview/markdown/markdownStream.ts';

/** What the exactness tests call inside the browser. */
export interface MarkdownProbe {
  /** The HTML that Markdown becomes when it arrives in these pieces. */
  draw(pieces: readonly string[]): string;
  /** Draws into an element of the page. */
  drawInto(container: HTMLElement, pieces: readonly string[]): void;
  /** Places where cutting the text in two, or drawing it character by character, gives other HTML. */
  differences(markdown: string): readonly string[];
  /** The HTML with footnotes that are told of, as [offset, number], before the piece of this index. */
  drawMarked(pieces: readonly string[], marks: readonly (readonly [number, number, number])[]): string;
  /** What people get to see of Markdown, and of the HTML it should become, in comparable form. */
  compare(markdown: string, html: string): { readonly actual: string; readonly expected: string };
  /** The code blocks that have buttons: the line they name to the host, and their text. */
  codeBlocks(pieces: readonly string[]): readonly { readonly line: number; readonly text: string }[];
  /** How many nodes a text drawn with `pieces` keeps while `more` is added. */
  survivors(pieces: readonly string[], more: string): { readonly kept: number; readonly all: number };
}

declare global {
  interface Window {
    markdownProbe: MarkdownProbe;
  }
}

function drawInto(
  container: HTMLElement,
  pieces: readonly string[],
): ReturnType<typeof createMarkdownStream> {
  const stream = createMarkdownStream(container, panelStrings);
  for (const piece of pieces) stream.append(piece);
  return stream;
}

function draw(pieces: readonly string[]): string {
  const container = document.createElement('div');
  drawInto(container, pieces).end();
  return container.innerHTML;
}

/** Takes away what only we add (frames, toolbars) and what only HTML has (link titles, blank text). */
function comparable(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const block of body.querySelectorAll('.code')) {
    const pre = document.createElement('pre');
    const code = document.createElement('code');
    code.textContent = block.querySelector('code')?.textContent ?? '';
    pre.append(code);
    block.replaceWith(pre);
  }
  for (const image of body.querySelectorAll('img')) {
    const source = image.getAttribute('src') ?? '';
    const alt = image.alt.replaceAll('\n', ' ');
    image.replaceWith(alt === '' ? source : `${alt} ${source}`);
  }
  for (const struck of body.querySelectorAll('del')) {
    const same = document.createElement('s');
    same.append(...struck.childNodes);
    struck.replaceWith(same);
  }
  for (const image of body.querySelectorAll('.image')) image.replaceWith(image.textContent);
  for (const link of body.querySelectorAll('a')) {
    if (!/^https?:\/\//i.test(link.getAttribute('href') ?? '')) link.replaceWith(...link.childNodes);
  }
  for (const frame of body.querySelectorAll('.section, .scroll, .target'))
    frame.replaceWith(...frame.childNodes);
  body.normalize();
  return outline(body);
}

function outline(node: Node): string {
  if (node instanceof Text) {
    const preformatted = node.parentElement?.closest('code') !== null;
    const text = preformatted ? node.data : node.data.replace(/\s+/g, ' ');
    if (preformatted) return text;
    const fromStart = isInline(node.previousSibling) ? text : text.trimStart();
    return isInline(node.nextSibling) ? fromStart : fromStart.trimEnd();
  }
  if (!(node instanceof Element)) return '';
  const attributes = ['href', 'start', 'checked'].map((name) => node.getAttribute(name) ?? '').join('|');
  const align =
    /center|right/.exec(
      `${node.className} ${node.getAttribute('align') ?? ''} ${node.getAttribute('style') ?? ''}`,
    )?.[0] ?? '';
  const inside = [...node.childNodes].map(outline).join('');
  const isBlock = /^(p|li|h\d|td|th|blockquote|body)$/.test(node.localName);
  return `<${node.localName} ${attributes}${align}>${isBlock ? inside.trim() : inside}</>`;
}

function isInline(node: Node | null): boolean {
  return (
    node instanceof Text ||
    (node instanceof Element && /^(a|em|strong|s|code|input|span)$/.test(node.localName))
  );
}

window.markdownProbe = {
  draw,
  drawInto(container, pieces) {
    drawInto(container, pieces).end();
  },
  differences(markdown) {
    const whole = draw([markdown]);
    const found: string[] = [];
    for (let cut = 1; cut < markdown.length; cut++) {
      if (draw([markdown.slice(0, cut), markdown.slice(cut)]) !== whole) found.push(`cut at ${cut}`);
    }
    if (draw(markdown.split('')) !== whole) found.push('character by character');
    return found;
  },
  drawMarked(pieces, marks) {
    const container = document.createElement('div');
    const stream = createMarkdownStream(container, panelStrings);
    const tell = (piece: number) =>
      stream.mark(marks.filter(([before]) => before === piece).map(([_, at, number]) => ({ at, number })));
    for (const [index, piece] of pieces.entries()) {
      tell(index);
      stream.append(piece);
    }
    tell(pieces.length);
    stream.end();
    tell(pieces.length + 1);
    return container.innerHTML;
  },
  compare: (markdown, html) => ({ actual: comparable(draw([markdown])), expected: comparable(html) }),
  codeBlocks(pieces) {
    const container = document.createElement('div');
    drawInto(container, pieces).end();
    return [...container.querySelectorAll<HTMLElement>('.code:has([data-code-action])')].map((block) => ({
      line: Number(block.dataset['line']),
      text: block.querySelector('code')?.textContent ?? '',
    }));
  },
  survivors(pieces, more) {
    const container = document.createElement('div');
    const stream = drawInto(container, pieces);
    const before = new Set(container.querySelectorAll('.section > *'));
    stream.append(more);
    const kept = [...container.querySelectorAll('.section > *')].filter((node) => before.has(node)).length;
    return { kept, all: before.size };
  },
};
