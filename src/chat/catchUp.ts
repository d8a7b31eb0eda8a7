import type { AssistantTurn, TranscriptEvent } from '../protocol/transcript.ts';

/**
 * Passes on, of an answer that is told again from its beginning, only what `turn` does not show yet: a text that
 * goes on where it ended grows by the rest, and one that differs is replaced. Each delta costs its own length.
 */
export function createCatchUp(turn: AssistantTurn): (event: TranscriptEvent) => TranscriptEvent | undefined {
  const shown = new Map(turn.items.map((item) => [item.outputIndex, item]));
  /** Characters told again, by item; absent once there is nothing left to skip. */
  const told = new Map(turn.items.map((item) => [item.outputIndex, 0]));

  function shownText(event: TranscriptEvent & { type: 'text-delta' | 'refusal-delta' }): string {
    const item = shown.get(event.outputIndex);
    if (event.type === 'refusal-delta') return item?.kind === 'message' ? item.refusal : '';
    return item?.kind === 'message' || item?.kind === 'reasoning' ? item.text : '';
  }

  return (event) => {
    if (event.type !== 'text-delta' && event.type !== 'refusal-delta') return event;
    const { outputIndex, delta } = event;
    const text = shownText(event);
    const start = told.get(outputIndex);
    if (start === undefined || text === '') return event;
    if (text.startsWith(delta, start)) {
      told.set(outputIndex, start + delta.length);
      return undefined;
    }
    told.delete(outputIndex);
    const rest = text.slice(start);
    if (delta.startsWith(rest)) return { ...event, delta: delta.slice(rest.length) };
    if (event.type === 'refusal-delta') return event;
    return { ...event, type: 'text-correction', text: text.slice(0, start) + delta };
  };
}
