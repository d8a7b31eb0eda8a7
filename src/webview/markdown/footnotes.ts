import { fillIn, type PanelStrings } from '../../protocol/strings.ts';
import { type Block, parseInline, type References, type Token } from './parser.ts';

/** A place of a text, as an offset into it, and the number of the source it rests on. */
export interface Mark {
  readonly at: number;
  readonly number: number;
}

/**
 * Stands in the source for a footnote: a character that is a symbol to Markdown, so that emphasis around it stays
 * what it is. `normalise` keeps it out of the text of an answer.
 */
const sign = '\uFFFC';
const signed = /\uFFFC(\d+)\uFFFC/g;
const wordCharacter = /[\p{L}\p{N}\p{M}\uD800-\uDFFF]/u;

/** How many places behind the named one are tried before the ends of the line and of the text. */
const nextPlaces = 24;

/** The text without footnotes, whatever the model wrote. */
export function withoutSigns(text: string): string {
  return text.replaceAll(sign, '\uFFFD');
}

/** The text of a token in pieces: text, and the numbers of the footnotes between. */
export function footnotePieces(text: string): readonly (string | number)[] {
  if (!text.includes(sign)) return [text];
  return text
    .split(signed)
    .map((piece, index) => (index % 2 === 0 ? piece : Number(piece)))
    .filter((piece) => piece !== '');
}

/** The marker of a footnote. What a click on it does is in `sourceLinks.ts`. */
export function createFootnote(number: number, strings: PanelStrings): HTMLElement {
  const marker = document.createElement('a');
  marker.className = 'fn';
  marker.href = '#';
  marker.dataset['source'] = String(number);
  marker.setAttribute('aria-label', fillIn(strings.source, number));
  marker.textContent = String(number);
  return marker;
}

export interface Marking {
  /** The lines of the block. */
  readonly source: string;
  /** Offsets into `source`. */
  readonly marks: readonly Mark[];
  readonly references: References;
  /** Parses a source of one block in the same way as the block was. */
  readonly parse: (source: string) => Block | undefined;
}

/**
 * The block with its footnotes in its texts. A footnote never changes what the Markdown means: each is moved to
 * the next place where everything around it stays the same, and left out where there is none, as in a code block.
 */
export function withFootnotes(block: Block, { source, marks, references, parse }: Marking): Block {
  if (marks.length === 0) return block;
  const parsed = new Map<string, Block | undefined>();
  const isPossible = (accepted: readonly Mark[]): boolean => {
    const text = insert(source, accepted);
    const candidate = parse(text);
    const isSame = candidate !== undefined && isSameShape(block, candidate, accepted.length);
    if (isSame) parsed.set(text, candidate);
    return isSame;
  };
  const accepted = place(source, marks, isPossible);
  const marked = accepted.length === 0 ? undefined : parsed.get(insert(source, accepted));
  if (marked === undefined) return block;
  for (const [index, token] of marked.tokens.entries()) {
    const { content = '' } = block.tokens[index] ?? {};
    if (token.content !== content) token.content = settled(content, token.content, references);
  }
  return { ...block, tokens: marked.tokens };
}

/** The text of a paragraph, heading or cell with its footnotes where they change nothing else. */
function settled(content: string, marked: string, references: References): string {
  const marks: Mark[] = [];
  let length = 0;
  for (const [index, piece] of marked.split(signed).entries()) {
    if (index % 2 === 0) length += piece.length;
    else marks.push({ at: length, number: Number(piece) });
  }
  const plain = outline(parseInline(content, references));
  const task = taskOf(content);
  const accepted = place(content, marks, (trial) => {
    const text = insert(content, trial);
    const tokens = parseInline(text, references);
    const count = tokens.reduce(
      (sum, token) => sum + (token.type === 'text' ? countIn(token.content) : 0),
      0,
    );
    return count === trial.length && !isInLink(tokens) && outline(tokens) === plain && taskOf(text) === task;
  });
  return insert(content, accepted);
}

/** The marks that can be placed, each where it is or at the next place after it that is possible. */
function place(
  text: string,
  marks: readonly Mark[],
  isPossible: (accepted: readonly Mark[]) => boolean,
): readonly Mark[] {
  const tidy = marks.map(({ at, number }) => ({ at: tidied(text, at), number })).filter(({ at }) => at > 0);
  if (isPossible(tidy)) return tidy;
  let accepted: readonly Mark[] = [];
  for (const { at, number } of tidy) {
    const spaces = [...text.slice(at).matchAll(/\s/g)].slice(0, nextPlaces).map(({ index }) => at + index);
    const lineEnd = text.indexOf('\n', at);
    const places = [at, ...spaces, lineEnd === -1 ? text.length : lineEnd, text.length];
    const found = places
      .map((place) => [...accepted, { at: tidied(text, place), number }])
      .find((trial) => isPossible(trial));
    accepted = found ?? accepted;
  }
  return accepted;
}

/** The place behind the text before an offset: not behind blanks, and not inside a word. */
function tidied(text: string, at: number): number {
  let place = Math.min(at, text.length);
  while (place > 0 && /\s/.test(text.charAt(place - 1))) place--;
  if (place === 0 || !wordCharacter.test(text.charAt(place - 1))) return place;
  while (place < text.length && wordCharacter.test(text.charAt(place))) place++;
  return place;
}

function insert(text: string, marks: readonly Mark[]): string {
  const sorted = marks.toSorted((a, b) => a.at - b.at || a.number - b.number);
  let result = '';
  let from = 0;
  for (const { at, number } of sorted) {
    result += `${text.slice(from, at)}${sign}${number}${sign}`;
    from = at;
  }
  return result + text.slice(from);
}

/** Whether the blocks differ in nothing but the footnotes in their texts. */
function isSameShape(block: Block, marked: Block, count: number): boolean {
  if (block.tokens.length !== marked.tokens.length) return false;
  let found = 0;
  for (const [index, token] of marked.tokens.entries()) {
    const plain = block.tokens[index];
    if (plain === undefined || shapeOf(plain) !== shapeOf(token)) return false;
    const content = token.type === 'inline' ? token.content.replace(signed, '') : token.content;
    if (content !== plain.content) return false;
    found += token.type === 'inline' ? countIn(token.content) : 0;
  }
  return found === count;
}

/** All of a token but its text. Where the block stands in the document is not part of it. */
function shapeOf({ type, tag, level, hidden, info, markup, attrs }: Token): string {
  return JSON.stringify([type, tag, level, hidden, info, markup, attrs]);
}

/** Inline tokens without their footnotes, in comparable form. */
function outline(tokens: readonly Token[]): string {
  const parts: string[] = [];
  let text = '';
  for (const token of tokens) {
    if (token.type === 'text') {
      text += token.content.replace(signed, '');
      continue;
    }
    parts.push(text, shapeOf(token), token.content, outline(token.children ?? []));
    text = '';
  }
  return JSON.stringify([...parts, text]);
}

/** The box a task begins with, if the text is one. */
export function taskOf(text: string): string | undefined {
  return /^\[[ xX]\]\s/.exec(text)?.[0];
}

function isInLink(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const { type, content } of tokens) {
    if (type === 'link_open') depth++;
    else if (type === 'link_close') depth--;
    else if (depth > 0 && content.includes(sign)) return true;
  }
  return false;
}

function countIn(text: string): number {
  return text.match(signed)?.length ?? 0;
}
