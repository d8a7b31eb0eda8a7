import type { PanelStrings } from '../../protocol/strings.ts';
import { createBlockNode, isClosed } from './blockNode.ts';
import { closeCodeBlock, codeElement, createCodeWriter } from './codeBlock.ts';
import { highlightWhenIdle } from './highlight.ts';
import { createOpenFence, type OpenFence } from './openFence.ts';
import { type Block, parseBlocks, type Reference } from './parser.ts';
import { patchNode } from './patchNode.ts';

const blocksPerSection = 12;

/** Markdown that is still arriving, drawn into an element. */
export interface MarkdownStream {
  append(text: string): void;
  /** The text is complete. Nothing may be appended afterwards. */
  end(): void;
}

/** A drawn block that cannot change any more, except by a definition that comes later. */
interface DrawnBlock {
  node: ChildNode;
  readonly source: string;
  readonly firstLine: number;
}

/**
 * Draws Markdown piece by piece. However the text is cut, the outcome is the same as drawing it at once.
 *
 * Only the tail (what follows the last finished block) is parsed again. A block is finished when the block
 * after it has begun on a complete line, so the cost of a piece does not depend on the length of the text.
 */
export function createMarkdownStream(container: HTMLElement, strings: PanelStrings): MarkdownStream {
  const references = new Map<string, Reference>();
  /** Finished blocks by the labels they looked for in vain. */
  const missing = new Map<string, Set<DrawnBlock>>();
  let section = appendSection();
  let finishedInSection = 0;
  let tail = '';
  let tailLine = 0;
  let tailNodes: ChildNode[] = [];
  let fence: { readonly node: HTMLElement; readonly open: OpenFence } | undefined;
  let fenceLines = 0;
  let carriageReturn = false;

  function appendSection(): HTMLElement {
    const created = document.createElement('div');
    created.className = 'section';
    container.append(created);
    return created;
  }

  function draw(complete: boolean): void {
    const definedInTail = new Map<string, Reference>();
    const blocks = parse(tail, definedInTail);
    const finished = complete ? blocks.length : finishedCount(blocks);
    for (const label of blocks.slice(0, finished).flatMap((block) => block.labels)) {
      const reference = definedInTail.get(label);
      if (reference !== undefined) define(label, reference);
    }
    const nodes: ChildNode[] = [];
    let finishedNodes = 0;
    const lines = finished > 0 ? tail.split('\n') : [];
    for (const [index, block] of blocks.entries()) {
      const isFinished = index < finished;
      const missed = new Set<string>();
      const fresh = createNode(block, {
        firstLine: tailLine,
        missed,
        definedInTail: isFinished ? undefined : definedInTail,
      });
      if (fresh === undefined) continue;
      const old = tailNodes[nodes.length];
      const node = old === undefined ? fresh : patchNode(old, fresh);
      if (old === undefined) section.append(fresh);
      nodes.push(node);
      if (!isFinished) continue;
      finishedNodes++;
      if (missed.size === 0) continue;
      const source = lines.slice(block.start, block.end).join('\n');
      remember({ node, source, firstLine: tailLine + block.start }, missed);
    }
    for (const superfluous of tailNodes.slice(nodes.length)) superfluous.remove();
    tailNodes = nodes;
    for (let count = 0; count < finishedNodes; count++) finishFirst();
    const end = blocks[finished - 1]?.end ?? 0;
    tail = lines.length > 0 ? lines.slice(end).join('\n') : tail;
    tailLine += end;
  }

  /** A definition that is itself still in the tail may change, so a finished block does not use it. */
  function createNode(
    block: Block,
    {
      firstLine,
      missed,
      definedInTail,
    }: {
      readonly firstLine: number;
      readonly missed: Set<string>;
      readonly definedInTail: ReadonlyMap<string, Reference> | undefined;
    },
  ): HTMLElement | undefined {
    return createBlockNode(block, {
      references: {
        find(label) {
          const reference = references.get(label) ?? definedInTail?.get(label);
          if (reference === undefined) missed.add(label);
          return reference;
        },
        define() {},
      },
      firstLine,
      strings,
    });
  }

  function parse(source: string, defined: Map<string, Reference>): Block[] {
    return parseBlocks(source, {
      find: (label) => references.get(label) ?? defined.get(label),
      define: (label, reference) => defined.set(label, reference),
    });
  }

  /** How many blocks at the head of the tail cannot change any more, whatever follows. */
  function finishedCount(blocks: readonly Block[]): number {
    const lastBreak = tail.lastIndexOf('\n');
    if (lastBreak === -1) return 0;
    // A last line without its end could still be taken for another thing, for instance a table's second line.
    const settled =
      lastBreak === tail.length - 1
        ? blocks
        : parse(tail.slice(0, lastBreak + 1), new Map<string, Reference>());
    const last = settled.at(-1)?.tokens[0];
    return last?.type === 'fence' && isClosed(last) ? settled.length : Math.max(settled.length - 1, 0);
  }

  function finishFirst(): void {
    if (finishedInSection === blocksPerSection) {
      section = appendSection();
      section.append(...tailNodes);
      finishedInSection = 0;
    }
    finishedInSection++;
    const node = tailNodes.shift();
    if (!(node instanceof HTMLElement)) return;
    const codeBlocks = node.matches('.code') ? [node] : node.querySelectorAll<HTMLElement>('.code');
    for (const block of codeBlocks) highlightWhenIdle(block);
  }

  function remember(block: DrawnBlock, labels: ReadonlySet<string>): void {
    for (const label of labels) {
      const blocks = missing.get(label);
      if (blocks === undefined) missing.set(label, new Set([block]));
      else blocks.add(block);
    }
  }

  function define(label: string, reference: Reference): void {
    if (references.has(label)) return;
    references.set(label, reference);
    const affected = missing.get(label);
    missing.delete(label);
    for (const drawn of affected ?? []) redraw(drawn);
  }

  function redraw(drawn: DrawnBlock): void {
    const [block] = parse(drawn.source, new Map<string, Reference>());
    if (block === undefined) return;
    const missed = new Set<string>();
    const fresh = createNode(block, { firstLine: drawn.firstLine, missed, definedInTail: undefined });
    if (fresh === undefined) return;
    drawn.node = patchNode(drawn.node, fresh);
    remember(drawn, missed);
  }

  /** Changes over to appending lines when all that is left is one fence without its closing line. */
  function enterFence(): void {
    const [block, ...others] = parse(tail, new Map<string, Reference>());
    const token = block?.tokens[0];
    const node = tailNodes[0];
    if (block === undefined || token?.type !== 'fence' || !token.map || others.length > 0) return;
    if (block.labels.length > 0 || isClosed(token) || !(node instanceof HTMLElement)) return;
    const lines = tail.split('\n');
    const [line] = token.map;
    if (lines.length < line + 2 || !lines[line]?.startsWith(token.markup)) return;
    const code = codeElement(node);
    code.replaceChildren();
    fence = { node, open: createOpenFence(token.markup, createCodeWriter(code)) };
    const content = lines.slice(line + 1).join('\n');
    tailLine += line + 1;
    tail = '';
    feedFence(content);
  }

  function feedFence(text: string): void {
    if (fence === undefined) return;
    const rest = fence.open.feed(text);
    const consumed = rest === undefined ? text : text.slice(0, text.length - rest.length);
    fenceLines += consumed.split('\n').length - 1;
    if (rest === undefined) return;
    leaveFence(true);
    feed(rest);
  }

  function leaveFence(closed: boolean): void {
    if (fence === undefined) return;
    if (closed) closeCodeBlock(fence.node, strings);
    fence = undefined;
    tailLine += fenceLines;
    fenceLines = 0;
    finishFirst();
  }

  function feed(text: string): void {
    if (text === '') return;
    if (fence !== undefined) {
      feedFence(text);
      return;
    }
    tail += text;
    draw(false);
    if (tail !== '') enterFence();
  }

  return {
    append(text) {
      const whole = carriageReturn ? `\r${text}` : text;
      carriageReturn = whole.endsWith('\r');
      feed(normalise(carriageReturn ? whole.slice(0, -1) : whole));
    },
    end() {
      if (carriageReturn) feed('\n');
      if (fence !== undefined) leaveFence(fence.open.end());
      else draw(true);
    },
  };
}

/** CommonMark §2.1 and §2.3: one kind of line end, and no NUL. */
function normalise(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD');
}
