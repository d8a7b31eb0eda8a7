import { citationOf } from './citation.ts';
import { ApiError } from './errors.ts';
import type { ApiEvent } from './events.ts';
import { asObject } from './json.ts';

/** What a part's text is: answer, refusal, reasoning of one of its two kinds, or what a tool is given. */
export type PartKind = 'text' | 'refusal' | 'summary' | 'reasoning' | 'input';

/** A part of an item, as far as it was streamed. */
interface Part {
  readonly kind: PartKind;
  readonly index: number;
  /** Position among the item's parts, in order of appearance. */
  readonly order: number;
  /** Grows by concatenation, which costs the same for each delta; it is compared only when a final text comes. */
  text: string;
  isDone: boolean;
  /** The citations that were told of, as JSON: a part repeats them when it is done, and so does its item. */
  readonly cited: Set<string>;
}

/** An output item, as far as it was streamed. */
export interface StreamedItem {
  /** The index the wire calls it by; two items share one behind some gateways. */
  readonly wireIndex: number;
  /** The index we call it by; unique in a response. */
  readonly outputIndex: number;
  readonly itemType: string;
  readonly parts: Part[];
  isEnded: boolean;
  /** The final item said it was completed, or said nothing about it. */
  isComplete: boolean;
  /** The finished item as the server sent it. */
  final: Readonly<Record<string, unknown>> | undefined;
}

/** The items of one response while they stream in. Emits what changes on screen. */
export interface StreamedItems {
  readonly all: readonly StreamedItem[];
  /** An item begins. Announcing an open item again changes nothing. */
  start(wireIndex: number | undefined, itemType: string, announced: unknown): void;
  append(target: PartTarget, delta: string): void;
  /**
   * The server's final text of a part. What is missing is appended; a different text of at least the same length
   * replaces a message's text or a tool's input; a shorter one never takes away what was streamed.
   */
  settle(target: PartTarget, text: string): void;
  /** The item that news of a call is about, opened when it was never announced; undefined once it has ended. */
  openItem(wireIndex: number | undefined, itemType: string): StreamedItem | undefined;
  /** The item for a final item object, opened when it was never announced. */
  finalItem(wireIndex: number | undefined, itemType: string): StreamedItem;
  settleItem(item: StreamedItem, kind: PartKind, index: number, text: string): void;
  /** Tells of a citation, once. What is not one, or was told of, is passed over. */
  cite(target: PartTarget, annotation: unknown): void;
  citeItem(item: StreamedItem, index: number, annotation: unknown): void;
  end(item: StreamedItem): void;
}

/** A part as the wire names it; indices may be missing. */
export interface PartTarget {
  readonly kind: PartKind;
  readonly itemType: string;
  readonly outputIndex: number | undefined;
  readonly partIndex: number | undefined;
}

/** No answer is as large; a stream that is, is out of control and would fill the memory. */
const maxCharacters = 50_000_000;
/** Items, their parts and their citations together. */
const maxParts = 10_000;

/**
 * The items of one response; `emit` receives the events in order. Every method throws an ApiError when the response
 * becomes larger than any answer is.
 */
export function createStreamedItems(emit: (event: ApiEvent) => void): StreamedItems {
  const all: StreamedItem[] = [];
  /** By wire index and type. */
  const newest = new Map<string, StreamedItem>();
  /** By output index, kind and index. */
  const parts = new Map<string, Part>();
  const outputIndices = new Set<number>();
  let nextIndex = 0;
  let characters = 0;
  let citations = 0;
  /** Nearly every delta continues the item of the one before. */
  let latest: StreamedItem | undefined;

  function open(wireIndex: number | undefined, itemType: string, announced?: unknown): StreamedItem {
    requireSpace();
    const outputIndex = wireIndex === undefined || outputIndices.has(wireIndex) ? nextIndex : wireIndex;
    outputIndices.add(outputIndex);
    nextIndex = Math.max(nextIndex, outputIndex + 1);
    const item: StreamedItem = {
      wireIndex: wireIndex ?? outputIndex,
      outputIndex,
      itemType,
      parts: [],
      isEnded: false,
      isComplete: false,
      final: undefined,
    };
    all.push(item);
    newest.set(`${item.wireIndex} ${itemType}`, item);
    latest = item;
    const isShownByItsTexts = itemType === 'message' || itemType === 'reasoning';
    const wireItem = isShownByItsTexts ? undefined : asObject(announced);
    emit({
      type: 'item-start',
      outputIndex,
      itemType,
      ...(wireItem === undefined ? {} : { item: wireItem }),
    });
    return item;
  }

  /** The newest item of that index and type; without an index the last open one of the type. */
  function find(wireIndex: number | undefined, itemType: string): StreamedItem | undefined {
    const matches = (item: StreamedItem) =>
      item.itemType === itemType && (wireIndex === undefined ? !item.isEnded : item.wireIndex === wireIndex);
    if (latest !== undefined && matches(latest)) return latest;
    const found = wireIndex === undefined ? all.findLast(matches) : newest.get(`${wireIndex} ${itemType}`);
    latest = found ?? latest;
    return found;
  }

  function itemFor({ itemType, outputIndex }: PartTarget): StreamedItem {
    return find(outputIndex, itemType) ?? open(outputIndex, itemType);
  }

  function partOf(item: StreamedItem, kind: PartKind, index: number): Part {
    const last = item.parts.at(-1);
    if (last !== undefined && last.kind === kind && last.index === index) return last;
    const key = `${item.outputIndex} ${kind} ${index}`;
    const known = parts.get(key);
    if (known !== undefined) return known;
    requireSpace();
    const part: Part = { kind, index, order: item.parts.length, text: '', isDone: false, cited: new Set() };
    item.parts.push(part);
    parts.set(key, part);
    return part;
  }

  function requireSpace(): void {
    if (all.length + parts.size + citations >= maxParts)
      throw new ApiError('failed', `The response has more than ${maxParts} parts`);
  }

  function countCharacters(text: string): void {
    characters += text.length;
    if (characters > maxCharacters) {
      throw new ApiError('failed', `The response has more than ${maxCharacters} characters`);
    }
  }

  function append(item: StreamedItem, part: Part, delta: string): void {
    countCharacters(delta);
    part.text += delta;
    const { outputIndex } = item;
    switch (part.kind) {
      case 'text':
        emit({ type: 'text-delta', outputIndex, contentIndex: part.index, delta });
        return;
      case 'refusal':
        emit({ type: 'refusal-delta', outputIndex, delta });
        return;
      case 'summary':
      case 'reasoning':
        emit({ type: 'reasoning-delta', outputIndex, part: part.order, delta });
        return;
      case 'input':
        emit({ type: 'input-delta', outputIndex, part: part.index, delta });
        return;
    }
  }

  function settle(item: StreamedItem, part: Part, text: string): void {
    part.isDone = true;
    if (text.length < part.text.length || text === part.text) return;
    if (text.startsWith(part.text)) {
      append(item, part, text.slice(part.text.length));
    } else if (part.kind === 'text' || part.kind === 'input') {
      countCharacters(text);
      part.text = text;
      const { outputIndex } = item;
      if (part.kind === 'input') emit({ type: 'input-correction', outputIndex, part: part.index, text });
      else emit({ type: 'text-correction', outputIndex, contentIndex: part.index, text });
    }
  }

  function cite(item: StreamedItem, part: Part, annotation: unknown): void {
    const citation = citationOf(annotation);
    const key = JSON.stringify(citation);
    if (citation === undefined || part.cited.has(key)) return;
    requireSpace();
    citations++;
    part.cited.add(key);
    emit({ type: 'citation', outputIndex: item.outputIndex, contentIndex: part.index, citation });
  }

  return {
    all,
    start(wireIndex, itemType, announced) {
      const known = wireIndex === undefined ? undefined : find(wireIndex, itemType);
      if (known === undefined || known.isEnded) open(wireIndex, itemType, announced);
    },
    openItem(wireIndex, itemType) {
      const item = find(wireIndex, itemType) ?? open(wireIndex, itemType);
      return item.isEnded ? undefined : item;
    },
    append(target, delta) {
      // No text is no reason to open an item that nothing else speaks of.
      if (delta === '') return;
      const item = itemFor(target);
      const last = item.parts.at(-1);
      // Without an index a delta after the end of a part belongs to the next one.
      const following = last?.kind === target.kind && last.isDone ? last.index + 1 : last?.index;
      append(item, partOf(item, target.kind, target.partIndex ?? following ?? 0), delta);
    },
    settle(target, text) {
      const item = itemFor(target);
      const last = item.parts.findLast((part) => part.kind === target.kind);
      settle(item, partOf(item, target.kind, target.partIndex ?? last?.index ?? 0), text);
    },
    finalItem(wireIndex, itemType) {
      // Items that are ended without an index are ended in the order in which they were opened.
      const item =
        wireIndex === undefined
          ? all.find((each) => each.itemType === itemType && !each.isEnded)
          : find(wireIndex, itemType);
      return item ?? open(wireIndex, itemType);
    },
    cite(target, annotation) {
      const item = itemFor(target);
      const last = item.parts.findLast((part) => part.kind === target.kind);
      cite(item, partOf(item, target.kind, target.partIndex ?? last?.index ?? 0), annotation);
    },
    citeItem(item, index, annotation) {
      cite(item, partOf(item, 'text', index), annotation);
    },
    settleItem(item, kind, index, text) {
      settle(item, partOf(item, kind, index), text);
    },
    end(item) {
      if (item.isEnded) return;
      item.isEnded = true;
      const { outputIndex, itemType, final } = item;
      const isShownWhole = itemType === 'message' || final === undefined;
      emit({ type: 'item-end', outputIndex, itemType, ...(isShownWhole ? {} : { item: final }) });
    },
  };
}
