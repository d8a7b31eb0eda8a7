import type { ApiEvent } from '../api/events.ts';
import type { OutputItem } from '../protocol/outputItem.ts';
import type { TranscriptEvent } from '../protocol/transcript.ts';
import { createItemTexts } from './itemTexts.ts';
import { imageDetail } from './toolImage.ts';
import { finishedTool, newToolItem, stateFor } from './toolItem.ts';

/**
 * Says what each event of one response changes in the transcript; nothing for events that do not show.
 * `now` gives milliseconds since the epoch.
 */
export function createTranscriber(
  turnId: string,
  now: () => number,
): (event: ApiEvent) => readonly TranscriptEvent[] {
  const paragraphs = createItemTexts('\n\n');
  const commands = createItemTexts('\n');

  return (event) => {
    switch (event.type) {
      case 'item-start':
        return [{ type: 'item-start', turnId, item: newItem(event, now()) }];
      case 'text-delta': {
        const { outputIndex, contentIndex, delta } = event;
        const text = paragraphs.append(outputIndex, contentIndex, delta);
        return [{ type: 'text-delta', turnId, outputIndex, delta: text }];
      }
      case 'reasoning-delta': {
        const { outputIndex, part, delta } = event;
        const text = paragraphs.append(outputIndex, part, delta);
        return [{ type: 'text-delta', turnId, outputIndex, delta: text }];
      }
      case 'input-delta': {
        const { outputIndex, part, delta } = event;
        return [
          { type: 'text-delta', turnId, outputIndex, delta: commands.append(outputIndex, part, delta) },
        ];
      }
      case 'text-correction': {
        const { outputIndex, contentIndex } = event;
        const text = paragraphs.correct(outputIndex, contentIndex, event.text);
        return [{ type: 'text-correction', turnId, outputIndex, text }];
      }
      case 'input-correction': {
        const { outputIndex, part } = event;
        const text = commands.correct(outputIndex, part, event.text);
        return [{ type: 'text-correction', turnId, outputIndex, text }];
      }
      case 'citation': {
        const { outputIndex, contentIndex, citation } = event;
        const { source, at } = citation;
        const offset = at === undefined ? {} : { at: paragraphs.offset(outputIndex, contentIndex, at) };
        return [{ type: 'citation', turnId, outputIndex, source, ...offset }];
      }
      case 'refusal-delta':
        return [{ type: 'refusal-delta', turnId, outputIndex: event.outputIndex, delta: event.delta }];
      case 'tool-status': {
        const state = stateFor(event.status);
        if (state === undefined) return [];
        return [{ type: 'tool-change', turnId, outputIndex: event.outputIndex, change: { state } }];
      }
      case 'partial-image': {
        const details = imageDetail(event.data, event.format);
        if (details.length === 0) return [];
        return [{ type: 'tool-change', turnId, outputIndex: event.outputIndex, change: { details } }];
      }
      case 'item-end': {
        const { outputIndex, itemType, item } = event;
        const end = { type: 'item-end', turnId, outputIndex, at: now() } as const;
        if (itemType === 'message' || itemType === 'reasoning') return [end];
        return [{ type: 'tool-change', turnId, outputIndex, change: finishedTool(itemType, item) }, end];
      }
      case 'retry':
      case 'response-start':
      case 'alive':
      case 'response-end':
        return [];
    }
  };
}

function newItem(event: ApiEvent & { type: 'item-start' }, at: number): OutputItem {
  const { outputIndex, itemType, item } = event;
  switch (itemType) {
    case 'message':
      return { kind: 'message', outputIndex, text: '', refusal: '' };
    case 'reasoning':
      return { kind: 'reasoning', outputIndex, text: '', startedAt: at };
    default:
      return newToolItem({ outputIndex, itemType, item, at });
  }
}
