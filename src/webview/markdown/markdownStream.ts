import type { PanelStrings } from '../../protocol/strings.ts';
import { createBlockNode, isClosed } from './blockNode.ts';
import { type BlockPart, isSettled, partsOf } from './blockParts.ts';
import { lastBefore, startsOf } from './blockPlaces.ts';
import { closeCodeBlock, codeElement, createCodeWriter } from './codeBlock.ts';
import { createDefinitions } from './definitions.ts';
import { type Mark, withFootnotes, withoutSigns } from './footnotes.ts';
import { highlightWhenIdle } from './highlight.ts';
import { createMarks } from './marks.ts';
import { createOpenFence, type OpenFence } from './openFence.ts';
import { type Block, parseBlocks, type Reference, type References } from './parser.ts';
import { patchNode } from './patchNode.ts';

const blocksPerSection = 12;

/** Markdown that is still arriving, drawn into an element. */
export interface MarkdownStream {
  append(text: string): void;
  /**
   * Puts footnotes into the text, also into what is drawn already. The offsets are of the text as it was appended.
   * Whether a footnote comes before or after its text makes no difference.
   */
  mark(marks: readonly Mark[]): void;
  /** The text is complete. Nothing may be appended afterwards. */
  end(): void;
}

/** A drawn block of the tail, in the order of the document. */
interface TailBlock {
  readonly node: ChildNode;
  readonly parts: readonly BlockPart[];
}

/** A block that cannot change any more, except by a definition or a footnote that comes later. */
interface FinishedBlock {
  node: ChildNode;
  readonly source: string;
  readonly firstLine: number;
  /** Where it begins, as an offset into the text. */
  readonly from: number;
}

/** How a block is drawn. */
interface Drawing {
  readonly firstLine: number;
  /** The lines of the block, and the first of them. */
  readonly source: string;
  readonly sourceLine: number;
  readonly marks: readonly Mark[];
  /** Definitions that may still change: only for blocks that may, too. */
  readonly tentative?: ReadonlyMap<string, Reference>;
  /** The parts it was last drawn with, when it was. */
  readonly before?: readonly BlockPart[];
}

/**
 * Draws Markdown piece by piece. However the text is cut, the outcome is the same as drawing it at once.
 *
 * Only the tail (what follows the last finished block) is parsed again. A block is finished when the block
 * after it has begun on a complete line, so the cost of a piece does not depend on the length of the text.
 */
export function createMarkdownStream(container: HTMLElement, strings: PanelStrings): MarkdownStream {
  const definitions = createDefinitions<FinishedBlock>();
  let section = appendSection();
  let finishedInSection = 0;
  const marks = createMarks();
  /** Everything before the tail, in order. A block that has no texts is there for its place alone. */
  const finishedBlocks: (FinishedBlock | { readonly from: number; readonly node?: never })[] = [];
  let tail = '';
  let tailLine = 0;
  let tailOffset = 0;
  /** Where the first block of the tail begins. */
  let tailFrom = Number.POSITIVE_INFINITY;
  let tailBlocks: readonly TailBlock[] = [];
  let fence: { readonly node: HTMLElement; readonly open: OpenFence } | undefined;
  let carriageReturn = false;

  function appendSection(): HTMLElement {
    const created = document.createElement('div');
    created.className = 'section';
    container.append(created);
    return created;
  }

  function draw(complete: boolean): void {
    const tentative = new Map<string, Reference>();
    const blocks = parse(tail, tentative);
    const finished = complete ? blocks.length : finishedCount(blocks);
    const lines = tail.split('\n');
    for (const label of blocks.slice(0, finished).flatMap((block) => block.labels)) {
      const reference = tentative.get(label);
      if (reference !== undefined) define(label, reference);
    }
    const starts = startsOf(blocks, lines).map((start) => tailOffset + start);
    const drawn: TailBlock[] = [];
    let finishedNodes = 0;
    for (const [index, block] of blocks.entries()) {
      const isFinished = index < finished;
      const before = tailBlocks[drawn.length];
      const from = starts[index] ?? 0;
      // A fence that is not closed reads its last line with its end.
      const lineEnd = block.end < lines.length ? '\n' : '';
      const source = lines.slice(block.start, block.end).join('\n') + lineEnd;
      const sourceLine = tailLine + block.start;
      const { fresh, parts, missed } = createNode(block, {
        firstLine: tailLine,
        source,
        sourceLine,
        marks: marks.between(from, starts[index + 1] ?? Number.POSITIVE_INFINITY),
        ...(isFinished ? {} : { tentative }),
        ...(before === undefined ? {} : { before: before.parts }),
      });
      if (fresh === undefined) {
        if (isFinished) finishedBlocks.push({ from });
        continue;
      }
      const node = before === undefined ? section.appendChild(fresh) : patchNode(before.node, fresh);
      drawn.push({ node, parts });
      if (!isFinished) continue;
      finishedNodes++;
      const finishedBlock = { node, source, firstLine: sourceLine, from };
      finishedBlocks.push(finishedBlock);
      definitions.wait(finishedBlock, missed);
    }
    for (const { node } of tailBlocks.slice(drawn.length)) node.remove();
    tailBlocks = drawn;
    for (let count = 0; count < finishedNodes; count++) finishFirst();
    const end = blocks[finished - 1]?.end ?? 0;
    const rest = lines.slice(end).join('\n');
    tailOffset += tail.length - rest.length;
    tail = rest;
    tailLine += end;
    tailFrom = starts[finished] ?? Number.POSITIVE_INFINITY;
    const [open, ...others] = blocks.slice(finished);
    if (open !== undefined && others.length === 0) enterFence(open, end);
  }

  function createNode(
    plain: Block,
    { firstLine, source, sourceLine, marks: own, tentative, before }: Drawing,
  ): {
    readonly fresh: HTMLElement | undefined;
    readonly parts: readonly BlockPart[];
    readonly missed: ReadonlySet<string>;
  } {
    const missed = new Set<string>();
    const references: References = {
      find(label) {
        const reference = definitions.find(label) ?? tentative?.get(label);
        if (reference === undefined) missed.add(label);
        return reference;
      },
      define() {},
    };
    const block = withFootnotes(plain, { source, marks: own, references, parse: parseOne });
    const parts = partsOf(block.tokens);
    const settled = parts.filter((part, index) => isSettled(part, before?.[index]));
    const fresh = createBlockNode(block, {
      references,
      // The lines of what was parsed again are counted from its own first one.
      firstLine: block === plain ? firstLine : sourceLine,
      strings,
      settled: new Map(settled.map(({ from, to }) => [from, to])),
    });
    return { fresh, parts, missed };
  }

  function parse(source: string, defined: Map<string, Reference>): Block[] {
    return parseBlocks(source, {
      find: (label) => definitions.find(label) ?? defined.get(label),
      define: (label, reference) => defined.set(label, reference),
    });
  }

  /** The block a source of one block is. */
  function parseOne(source: string): Block | undefined {
    return parse(source, new Map<string, Reference>())[0];
  }

  /** How many blocks at the head of the tail cannot change any more, whatever follows. */
  function finishedCount(blocks: readonly Block[]): number {
    const lastBreak = tail.lastIndexOf('\n');
    if (lastBreak === -1) return 0;
    if (lastBreak === tail.length - 1) return countFinished(blocks);
    // A last line without its end could still be taken for another thing, for instance a table's second line.
    if (blocks.length === 1) return 0;
    return countFinished(parse(tail.slice(0, lastBreak + 1), new Map<string, Reference>()));
  }

  function finishFirst(): void {
    if (finishedInSection === blocksPerSection) {
      section = appendSection();
      section.append(...tailBlocks.map(({ node }) => node));
      finishedInSection = 0;
    }
    finishedInSection++;
    const [first, ...rest] = tailBlocks;
    tailBlocks = rest;
    if (!(first?.node instanceof HTMLElement)) return;
    const { node } = first;
    const codeBlocks = node.matches('.code') ? [node] : node.querySelectorAll<HTMLElement>('.code');
    for (const block of codeBlocks) highlightWhenIdle(block);
  }

  function define(label: string, reference: Reference): void {
    for (const finished of definitions.define(label, reference)) drawAgain(finished);
  }

  function drawAgain(finished: FinishedBlock): void {
    const { source, firstLine, from } = finished;
    const block = parseOne(source);
    if (block === undefined) return;
    const to = finishedBlocks[lastBefore(finishedBlocks, from + 1) + 1]?.from ?? tailFrom;
    const own = marks.between(from, to);
    const { fresh, missed } = createNode(block, { firstLine, source, sourceLine: firstLine, marks: own });
    if (fresh !== undefined) finished.node = patchNode(finished.node, fresh);
    definitions.wait(finished, missed);
  }

  /** Changes over to appending lines when all that is left is one fence without its closing line. */
  function enterFence(block: Block, before: number): void {
    const token = block.tokens[0];
    const node = tailBlocks[0]?.node;
    if (token?.type !== 'fence' || !token.map || block.labels.length > 0) return;
    if (isClosed(token) || !(node instanceof HTMLElement)) return;
    const lines = tail.split('\n');
    const line = token.map[0] - before;
    // Only a fence in the first column, with its line complete, takes every later line as it is.
    if (lines.length < line + 2 || !lines[line]?.startsWith(token.markup)) return;
    const code = codeElement(node);
    code.replaceChildren();
    fence = { node, open: createOpenFence(token.markup, createCodeWriter(code)) };
    finishedBlocks.push({ from: tailFrom });
    tailFrom = Number.POSITIVE_INFINITY;
    const inside = lines.slice(line + 1).join('\n');
    tailOffset += tail.length - inside.length;
    tail = '';
    tailLine += line + 1;
    feed(inside);
  }

  function leaveFence(closed: boolean): void {
    if (closed && fence !== undefined) closeCodeBlock(fence.node, strings);
    fence = undefined;
    finishFirst();
  }

  function feed(text: string): void {
    if (text === '') return;
    if (fence === undefined) {
      tail += text;
      draw(false);
      return;
    }
    const rest = fence.open.feed(text);
    const consumed = rest === undefined ? text : text.slice(0, text.length - rest.length);
    tailLine += consumed.split('\n').length - 1;
    tailOffset += consumed.length;
    if (rest === undefined) return;
    leaveFence(true);
    feed(rest);
  }

  return {
    append(text) {
      const whole = carriageReturn ? `\r${text}` : text;
      carriageReturn = whole.endsWith('\r');
      const ready = carriageReturn ? whole.slice(0, -1) : whole;
      marks.read(ready);
      feed(normalise(ready));
    },
    mark(added) {
      const places = marks.add(added).map(marks.place);
      const blocks = new Set(places.map((place) => finishedBlocks[lastBefore(finishedBlocks, place)]));
      if (places.some((place) => place > tailFrom)) draw(false);
      for (const block of blocks) if (block?.node !== undefined) drawAgain(block);
    },
    end() {
      if (carriageReturn) feed('\n');
      if (fence !== undefined) leaveFence(fence.open.end());
      else draw(true);
    },
  };
}

/** How many blocks of a source made of complete lines are closed. */
function countFinished(blocks: readonly Block[]): number {
  const last = blocks.at(-1)?.tokens[0];
  if (last?.type === 'fence' && isClosed(last)) return blocks.length;
  let count = Math.max(blocks.length - 1, 0);
  while (blocks[count - 1]?.endsInDefinition) count--;
  return count;
}

/** CommonMark §2.1 and §2.3: one kind of line end, and no NUL. */
function normalise(text: string): string {
  return withoutSigns(text.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD'));
}
