import type { WireEvent } from './scripts.ts';

/** What a person has of an item in the end. */
export interface ReadItem {
  readonly index: number;
  readonly type: string;
  /** The texts of its parts that are not empty, in the order in which the parts appeared. */
  readonly texts: readonly string[];
}

export interface Reading {
  readonly items: readonly ReadItem[];
  readonly end: string | undefined;
}

interface Part {
  readonly key: string;
  text: string;
  isDone: boolean;
}

interface Item {
  readonly wire: number;
  readonly index: number;
  readonly type: string;
  readonly parts: Part[];
  isEnded: boolean;
}

/**
 * What a response comes to, worked out the long way: the rules of the client without its shortcuts. Events are
 * looked at one after the other up to the first that ends the response; every look-up searches from the start.
 */
export function readingOf(events: readonly unknown[]): Reading {
  const items: Item[] = [];

  function open(wire: number, type: string): Item {
    const isTaken = items.some((item) => item.index === wire);
    const index = isTaken ? Math.max(...items.map((item) => item.index)) + 1 : wire;
    const item = { wire, index, type, parts: [], isEnded: false };
    items.push(item);
    return item;
  }
  const newest = (wire: number, type: string) =>
    items.findLast((item) => item.wire === wire && item.type === type);
  function partOf(item: Item, key: string): Part {
    const known = item.parts.find((part) => part.key === key);
    if (known !== undefined) return known;
    const part = { key, text: '', isDone: false };
    item.parts.push(part);
    return part;
  }
  /** Without an index an event is about the last part, but a delta begins the next one where that is done. */
  function indexOf({ parts }: Item, isDelta: boolean): number {
    const last = Math.max(0, parts.length - 1);
    return isDelta && parts[last]?.isDone === true ? last + 1 : last;
  }
  /** The longer text wins; another one of the same length or more only where it can be replaced on screen. */
  function settle(part: Part, text: string): void {
    part.isDone = true;
    const isMore = text.length >= part.text.length;
    if (isMore && (text.startsWith(part.text) || /^(text|input)/.test(part.key))) part.text = text;
  }
  function settleItem(item: Item, final: WireEvent): void {
    for (const [key, text] of textsOf(final)) settle(partOf(item, key), text);
  }

  let end: string | undefined;
  for (const event of events) {
    if (!isRecord(event)) continue;
    const name = String(event['type']).replace('response.', '');
    const wire = Number(event['output_index']);
    const kind = kinds[name.replace(/\.(delta|done)$/, '')];
    const { item, part, response } = event;
    // An event without text opens nothing.
    if (name.endsWith('.delta') && !event['delta']) continue;
    if (kind !== undefined && Number.isInteger(wire)) {
      const [type, prefix, indexField, field] = kind;
      const target = newest(wire, type) ?? open(wire, type);
      const isDelta = name.endsWith('.delta');
      const place = partOf(target, `${prefix} ${event[indexField] ?? indexOf(target, isDelta)}`);
      if (isDelta) place.text += String(event['delta'] ?? '');
      else settle(place, String(event[field] ?? ''));
    } else if (name === 'output_item.added' && isRecord(item)) {
      const known = newest(wire, String(item['type']));
      if (known === undefined || known.isEnded) open(wire, String(item['type']));
    } else if (name === 'output_item.done' && isRecord(item)) {
      const target = newest(wire, String(item['type'])) ?? open(wire, String(item['type']));
      settleItem(target, item);
      target.isEnded = true;
    } else if (/part\.done$/.test(name) && isRecord(part)) {
      const [[key, text] = ['', '']] = textsOf({
        type: name.startsWith('reasoning') ? 'reasoning' : 'message',
        [name.startsWith('reasoning') ? 'summary' : 'content']: [part],
      });
      const type = name.startsWith('reasoning') ? 'reasoning' : 'message';
      const target = newest(wire, type) ?? open(wire, type);
      const at = Number(event['content_index'] ?? event['summary_index'] ?? 0);
      settle(partOf(target, key.replace(/\d+$/, String(at))), text);
    } else if (/^(completed|incomplete|failed)$/.test(name)) {
      if (isRecord(response)) settleOutput(response['output']);
      end = isRecord(response) && name === 'completed' ? String(response['status'] ?? name) : name;
      break;
    } else if (name === 'error') {
      end = 'failed';
      break;
    }
  }

  /** The items the response ends with, in order within their type; fewer than were streamed say nothing. */
  function settleOutput(output: unknown): void {
    const finals: readonly unknown[] = Array.isArray(output) ? output : [];
    for (const type of new Set(finals.map((final) => (isRecord(final) ? String(final['type']) : '')))) {
      const known = items.filter((item) => item.type === type).sort((a, b) => a.index - b.index);
      const same = finals.filter((final) => isRecord(final) && final['type'] === type).filter(isRecord);
      if (same.length < known.length) continue;
      for (const [at, final] of same.entries()) {
        const next = items.length === 0 ? 0 : Math.max(...items.map((item) => item.index)) + 1;
        settleItem(known[at] ?? open(next, type), final);
      }
    }
  }

  return {
    items: items
      .map(({ index, type, parts }) => ({
        index,
        type,
        texts: parts.map(({ text }) => text).filter(Boolean),
      }))
      .sort((a, b) => a.index - b.index),
    end,
  };
}

/** By name: the type of the item, the kind of the part, the field of its index and the field of its whole text. */
const kinds: Readonly<Record<string, readonly [string, string, string, string]>> = {
  output_text: ['message', 'text', 'content_index', 'text'],
  refusal: ['message', 'refusal', 'content_index', 'refusal'],
  reasoning_summary_text: ['reasoning', 'summary', 'summary_index', 'text'],
  function_call_arguments: ['function_call', 'input', 'command_index', 'arguments'],
};

/** The texts of a final item by the key of their part. */
function textsOf(item: WireEvent): readonly (readonly [string, string])[] {
  const list = (field: string): readonly unknown[] => (Array.isArray(item[field]) ? item[field] : []);
  if (item['type'] === 'function_call') return [['input 0', String(item['arguments'] ?? '')]];
  const found = [
    ...list('summary').map((part, at) => [`summary ${at}`, part] as const),
    ...list('content').map((part, at) => [`text ${at}`, part] as const),
  ];
  return found.flatMap(([key, part]) => {
    if (!isRecord(part)) return [];
    if (typeof part['refusal'] === 'string')
      return [[key.replace('text', 'refusal'), part['refusal']] as const];
    return typeof part['text'] === 'string' ? [[key, part['text']] as const] : [];
  });
}

function isRecord(value: unknown): value is WireEvent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
