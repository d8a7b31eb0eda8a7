import type { PanelStrings } from '../../protocol/strings.ts';
import { appendText, createCodeBlock } from './codeBlock.ts';
import { createFootnote, footnotePieces, taskOf } from './footnotes.ts';
import { type Block, parseInline, type References, type Token } from './parser.ts';

/** The only elements Markdown becomes, besides the code block, the table's frame and the task box. */
const allowedTags = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol li blockquote hr table thead tbody tr th td em strong s br'.split(' '),
);

export interface BlockContext {
  readonly references: References;
  /** Line of the item's Markdown that is line 0 of the block's source. */
  readonly firstLine: number;
  readonly strings: PanelStrings;
  /** Tokens (first to last index) that are drawn already and stay: a comment stands for what they are. */
  readonly settled: ReadonlyMap<number, number>;
}

/** The DOM of one block, built from elements and text nodes only. Undefined for mere definitions. */
export function createBlockNode(block: Block, context: BlockContext): HTMLElement | undefined {
  if (block.tokens.length === 0) return undefined;
  const root = document.createElement('div');
  build(root, withoutSettled(block.tokens, context.settled), context);
  const node = root.firstElementChild;
  if (!(node instanceof HTMLElement)) return undefined;
  if (node.dir === '') node.dir = 'auto';
  return node;
}

/** A token, or undefined for a part that is drawn already. */
type Drawable = Token | undefined;

function withoutSettled(tokens: readonly Token[], settled: ReadonlyMap<number, number>): readonly Drawable[] {
  if (settled.size === 0) return tokens;
  const rest: Drawable[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const end = settled.get(index);
    rest.push(end === undefined ? tokens[index] : undefined);
    if (end !== undefined) index = end;
  }
  return rest;
}

function build(root: HTMLElement, tokens: readonly Drawable[], context: BlockContext): void {
  const open: HTMLElement[] = [root];
  for (const token of tokens) {
    const parent = open.at(-1) ?? root;
    if (token === undefined) {
      parent.append(document.createComment(''));
      continue;
    }
    if (token.hidden) continue;
    switch (token.type) {
      case 'inline':
        buildInline(parent, parseInline(token.content, context.references), context);
        break;
      case 'fence':
      case 'code_block':
        parent.append(createCode(token, context));
        break;
      case 'text':
        appendNoted(parent, token.content, context.strings);
        break;
      case 'text_special':
        appendText(parent, token.content);
        break;
      case 'softbreak':
        appendText(parent, '\n');
        break;
      case 'code_inline': {
        const code = document.createElement('code');
        code.textContent = token.content;
        parent.append(code);
        break;
      }
      case 'image':
        parent.append(createImageText(token));
        break;
      case 'link_open':
        open.push(parent.appendChild(createLink(attribute(token, 'href'))));
        break;
      default:
        if (token.nesting === -1) open.pop();
        else buildElement(parent, token, { open, context });
    }
  }
}

interface Building {
  readonly open: HTMLElement[];
  readonly context: BlockContext;
}

function buildElement(parent: HTMLElement, token: Token, { open, context }: Building): void {
  const element = document.createElement(allowedTags.has(token.tag) ? token.tag : 'span');
  if (element instanceof HTMLOListElement) {
    const start = attribute(token, 'start');
    if (start !== '') element.start = Number(start);
  }
  const align = /text-align:(center|right)/.exec(attribute(token, 'style'))?.[1];
  if (align !== undefined) element.className = align;
  parent.append(element instanceof HTMLTableElement ? inScrollRegion(element, context.strings) : element);
  if (token.nesting === 1) open.push(element);
}

function buildInline(parent: HTMLElement, tokens: readonly Token[], context: BlockContext): void {
  const item = parent.closest('li');
  const [first] = tokens;
  const task = taskOf(first?.type === 'text' ? first.content : '');
  const startsItem = item !== null && item.textContent === '' && parent.childNodes.length === 0;
  if (task === undefined || first === undefined || !startsItem) {
    build(parent, tokens, context);
    return;
  }
  const done = task.charAt(1) !== ' ';
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.disabled = true;
  box.toggleAttribute('checked', done);
  box.setAttribute('aria-label', done ? context.strings.taskDone : context.strings.taskOpen);
  item.className = 'task';
  parent.append(box);
  appendNoted(parent, first.content.slice(task.length - 1), context.strings);
  build(parent, tokens.slice(1), context);
}

/** Text with its footnotes. */
function appendNoted(parent: Node, text: string, strings: PanelStrings): void {
  for (const piece of footnotePieces(text)) {
    if (typeof piece === 'string') appendText(parent, piece);
    else parent.appendChild(createFootnote(piece, strings));
  }
}

function createCode(token: Token, { firstLine, strings }: BlockContext): HTMLElement {
  const fenced = token.type === 'fence';
  return createCodeBlock(token.content, {
    language: languageOf(token),
    line: fenced && token.map ? firstLine + token.map[0] : undefined,
    closed: fenced && isClosed(token),
    strings,
  });
}

/** The first word after the opening fence. */
export function languageOf(token: Token): string {
  return /^[^\s{]+/.exec(token.info.trim())?.[0].toLowerCase() ?? '';
}

/** Whether a fence has its closing line: it spans one line more than its opening line and its content. */
export function isClosed(token: Token): boolean {
  const [start, end] = token.map ?? [0, 0];
  const breaks = token.content.split('\n').length - 1;
  const contentLines = token.content === '' || token.content.endsWith('\n') ? breaks : breaks + 1;
  return end - start - 1 > contentLines;
}

/** A link for web addresses; for anything else the text alone, with its target to hover. */
function createLink(href: string): HTMLElement {
  const isWeb = /^https?:\/\//i.test(href);
  const link = document.createElement(isWeb ? 'a' : 'span');
  if (link instanceof HTMLAnchorElement) link.href = href;
  else link.className = 'target';
  link.title = href;
  return link;
}

/** An image is never fetched: its description and address stand for it. */
function createImageText(token: Token): HTMLElement {
  const source = attribute(token, 'src');
  const image = document.createElement('span');
  image.className = 'image';
  const alt = plainText(token.children ?? []);
  if (alt !== '') appendText(image, `${alt} `);
  const address = createLink(source);
  address.textContent = source;
  image.append(address);
  return image;
}

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) =>
      token.type === 'softbreak' ? ' ' : token.children ? plainText(token.children) : token.content,
    )
    .join('');
}

function inScrollRegion(table: HTMLTableElement, strings: PanelStrings): HTMLElement {
  const region = document.createElement('div');
  region.className = 'scroll';
  region.tabIndex = 0;
  region.setAttribute('role', 'region');
  region.setAttribute('aria-label', strings.table);
  region.append(table);
  return region;
}

function attribute(token: Token, name: string): string {
  const value = token.attrGet(name);
  return value === null ? '' : String(value);
}
