import { asArray, asObject, asText } from './json.ts';
import type { PartKind, StreamedItem, StreamedItems } from './streamedItems.ts';

/** A text of a final item object, with the part it belongs to. */
interface FinalText {
  readonly kind: PartKind;
  readonly index: number;
  readonly text: string;
  readonly annotations?: readonly unknown[];
}

/** Takes over a finished item (`response.output_item.done`), with whatever text its deltas did not bring. */
export function takeFinalItem(items: StreamedItems, wireIndex: number | undefined, value: unknown): void {
  const item = asObject(value);
  const itemType = asText(item?.['type']);
  if (item === undefined || itemType === undefined) return;
  const streamed = items.finalItem(wireIndex, itemType);
  streamed.final ??= item;
  const status = item['status'];
  streamed.isComplete = status === 'completed' || status === undefined || status === null;
  settleTexts(items, streamed, item);
  items.end(streamed);
}

/**
 * Takes over the `output` of a finished response as a supplement. Items are paired in order within their type,
 * because indices may have holes; an `output` with fewer items of a type than were streamed says nothing about
 * which of them it means, so it is passed over.
 */
export function takeFinalOutput(items: StreamedItems, output: unknown): void {
  const finals = asArray(output)
    .map(asObject)
    .filter((final) => final !== undefined);
  // The output lists its items by index, whichever of them was announced first.
  const streamed = items.all.toSorted((a, b) => a.outputIndex - b.outputIndex);
  for (const itemType of new Set(finals.map((final) => asText(final['type'])))) {
    const known = streamed.filter((item) => item.itemType === itemType);
    const sameType = finals.filter((final) => final['type'] === itemType);
    if (itemType === undefined || sameType.length < known.length) continue;
    for (const [position, final] of sameType.entries()) {
      const item = known[position];
      if (item === undefined) takeFinalItem(items, undefined, final);
      else {
        item.final ??= final;
        settleTexts(items, item, final);
      }
    }
  }
}

function settleTexts(
  items: StreamedItems,
  streamed: StreamedItem,
  final: Readonly<Record<string, unknown>>,
): void {
  const kindsSeen = new Set(streamed.parts.map((part) => part.kind));
  const texts = textsOf(final);
  for (const kind of new Set(texts.map((text) => text.kind))) {
    // Reasoning that was streamed as one kind is often repeated as the other in the final item.
    if ((kind === 'summary' || kind === 'reasoning') && kindsSeen.size > 0 && !kindsSeen.has(kind)) continue;
    const known = streamed.parts.filter((part) => part.kind === kind).map((part) => part.index);
    for (const { index, text, annotations = [] } of paired(texts, kind, known)) {
      items.settleItem(streamed, kind, index, text);
      for (const annotation of annotations) items.citeItem(streamed, index, annotation);
    }
  }
}

/**
 * The final texts of one kind with the indices their parts were streamed by. Some servers count the parts from
 * another start than the final item does; then they are paired in order, as long as none is missing.
 */
function paired(texts: readonly FinalText[], kind: PartKind, known: readonly number[]): readonly FinalText[] {
  const finals = texts.filter((text) => text.kind === kind);
  if (known.every((index) => finals.some((final) => final.index === index))) return finals;
  if (finals.length < known.length) return [];
  const inOrder = known.toSorted((a, b) => a - b);
  const next = Math.max(...known) + 1;
  return finals.map((final, at) => ({ ...final, index: inOrder[at] ?? next + at - known.length }));
}

function textsOf(item: Readonly<Record<string, unknown>>): FinalText[] {
  const type = item['type'];
  if (type !== 'message' && type !== 'reasoning') return inputsOf(item);
  const whole = asText(item['content']);
  const content = whole === undefined ? asArray(item['content']) : [{ type: 'output_text', text: whole }];
  return [
    ...asArray(item['summary']).flatMap((part, index) => finalText(part, index, 'summary')),
    ...content.flatMap((part, index) => finalText(part, index, type === 'reasoning' ? 'reasoning' : 'text')),
  ];
}

/** What a call was given: each command is a part of its own. */
function inputsOf(item: Readonly<Record<string, unknown>>): FinalText[] {
  const action = asObject(item['action']);
  const inputs =
    item['type'] === 'shell_call'
      ? asArray(action?.['commands'])
      : item['type'] === 'local_shell_call'
        ? [asArray(action?.['command']).join(' ')]
        : item['type'] === 'computer_call'
          ? [item['actions'] ?? action]
          : [item['arguments'] ?? item['input'] ?? item['code'] ?? asObject(item['operation'])?.['diff']];
  return inputs.flatMap((input, index) => {
    const text = inputText(input);
    return text === undefined || text === '' ? [] : [{ kind: 'input' as const, index, text }];
  });
}

/** The input of a call as text; some servers send an object where the specification has JSON as text. */
export function inputText(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : asText(value);
}

function finalText(value: unknown, index: number, kind: 'text' | 'summary' | 'reasoning'): FinalText[] {
  const part = asObject(value);
  const refusal = asText(part?.['refusal']);
  if (kind === 'text' && refusal !== undefined) return [{ kind: 'refusal', index, text: refusal }];
  const text = asText(part?.['text']);
  const annotations = asArray(part?.['annotations']);
  const isCited = kind === 'text' && annotations.length > 0;
  return text === undefined ? [] : [{ kind, index, text, ...(isCited ? { annotations } : {}) }];
}
