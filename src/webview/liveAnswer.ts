import { fillIn } from '../protocol/strings.ts';
import { isEnded, type TranscriptEvent } from '../protocol/transcript.ts';
import { announcer } from './announcements.ts';
import { store } from './store.ts';
import { strings } from './texts.ts';

/** Speaks what happens while it happens: the start of an answer, its sentences, and how it ended. */
export function announce(events: readonly TranscriptEvent[]): void {
  for (const event of events) {
    switch (event.type) {
      case 'turn-start':
        if (event.turn.kind === 'assistant' && !isEnded(event.turn.status))
          announcer.say(strings.answerStarted);
        break;
      case 'text-delta':
        if (isMessage(event.turnId, event.outputIndex)) announcer.stream(event.delta);
        break;
      case 'tool-change': {
        const { approval } = event.change;
        if (approval === undefined || approval.answer !== undefined) break;
        announcer.say(fillIn(strings.approvalNeeded, approval.tool));
        break;
      }
      case 'turn-end':
        announcer.endStream();
        announceEnd(event);
        break;
      case 'title-change':
      case 'version-select':
      case 'turn-status':
      case 'item-start':
      case 'refusal-delta':
      case 'text-correction':
      case 'citation':
      case 'item-end':
      case 'item-replay':
      case 'edit-change':
      case 'turn-background':
      case 'turn-note':
        break;
    }
  }
}

function isMessage(turnId: string, outputIndex: number): boolean {
  const turn = store.latest(turnId);
  return (
    turn?.kind === 'assistant' &&
    turn.items.some((item) => item.outputIndex === outputIndex && item.kind === 'message')
  );
}

/** Failures speak for themselves: their notice is an alert. */
function announceEnd({ status }: Extract<TranscriptEvent, { type: 'turn-end' }>): void {
  switch (status.kind) {
    case 'completed':
      announcer.say(strings.answerEnded);
      break;
    case 'stopped':
      announcer.say(strings.answerStopped);
      break;
    case 'refused':
      announcer.say(strings.refusedTitle);
      break;
    case 'incomplete':
      announcer.say(incompleteTitles[status.reason]);
      break;
    case 'failed':
    case 'interrupted':
      break;
  }
}

const incompleteTitles = {
  max_output_tokens: strings.outputLimitTitle,
  content_filter: strings.filteredTitle,
  unknown: strings.incompleteTitle,
} as const;
