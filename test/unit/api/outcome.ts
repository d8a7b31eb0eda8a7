import type { ApiEvent } from '../../../src/api/events.ts';

/** What a person has seen when the events are through. */
export interface Outcome {
  readonly items: readonly SeenItem[];
  /** How the response ended; undefined when it did not. */
  readonly end: string | undefined;
}

export interface SeenItem {
  readonly outputIndex: number;
  readonly itemType: string;
  text: string;
  refusal: string;
  reasoning: string;
  /** What a tool was given; absent where it was given nothing. */
  input?: string;
  isEnded: boolean;
}

/** Adds events up the way the panel does; throws where they make no sense. */
export function outcomeOf(events: Iterable<ApiEvent>): Outcome {
  const items = new Map<number, SeenItem>();
  const texts = new Map<number, Map<number, string>>();
  const parts = new Map<number, number>();
  const inputs = new Map<number, Map<number, string>>();
  let end: string | undefined;
  const item = (outputIndex: number) => {
    const known = items.get(outputIndex);
    if (known === undefined) throw new Error(`Nothing announced item ${outputIndex}`);
    return known;
  };
  const setText = (outputIndex: number, contentIndex: number, change: (before: string) => string) => {
    const contents = texts.get(outputIndex) ?? new Map<number, string>();
    texts.set(outputIndex, contents.set(contentIndex, change(contents.get(contentIndex) ?? '')));
    item(outputIndex).text = [...contents.values()].join('\n');
  };
  const setInput = (outputIndex: number, part: number, change: (before: string) => string) => {
    const known = inputs.get(outputIndex) ?? new Map<number, string>();
    inputs.set(outputIndex, known.set(part, change(known.get(part) ?? '')));
    item(outputIndex).input = [...known.values()].join('\n');
  };
  for (const event of events) {
    if (end !== undefined) throw new Error(`${event.type} after the end`);
    switch (event.type) {
      case 'item-start': {
        if (items.has(event.outputIndex)) throw new Error(`Item ${event.outputIndex} started twice`);
        const { outputIndex, itemType } = event;
        items.set(outputIndex, {
          outputIndex,
          itemType,
          text: '',
          refusal: '',
          reasoning: '',
          isEnded: false,
        });
        break;
      }
      case 'text-delta':
        setText(event.outputIndex, event.contentIndex, (before) => before + event.delta);
        break;
      case 'text-correction':
        setText(event.outputIndex, event.contentIndex, () => event.text);
        break;
      case 'refusal-delta':
        item(event.outputIndex).refusal += event.delta;
        break;
      case 'reasoning-delta': {
        const isNew = (parts.get(event.outputIndex) ?? event.part) !== event.part;
        parts.set(event.outputIndex, event.part);
        item(event.outputIndex).reasoning += (isNew ? '\n' : '') + event.delta;
        break;
      }
      case 'input-delta':
        setInput(event.outputIndex, event.part, (before) => before + event.delta);
        break;
      case 'input-correction':
        setInput(event.outputIndex, event.part, () => event.text);
        break;
      case 'citation':
      case 'tool-status':
      case 'partial-image':
        item(event.outputIndex);
        break;
      case 'item-end':
        item(event.outputIndex).isEnded = true;
        break;
      case 'response-end':
        end = event.end.status;
        break;
      case 'retry':
      case 'response-start':
      case 'alive':
        break;
    }
  }
  return { items: [...items.values()], end };
}
