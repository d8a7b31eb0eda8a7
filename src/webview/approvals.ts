import type { Approval } from '../protocol/toolItem.ts';
import { type AssistantTurn, isEnded } from '../protocol/transcript.ts';
import { draft } from './draft.ts';
import { store } from './store.ts';
import { post } from './vscodeApi.ts';

/** The questions of a turn that wait for a person. Once the turn has ended, none does. */
export function waitingApprovals(turn: AssistantTurn): readonly Approval[] {
  if (isEnded(turn.status)) return [];
  return turn.items.flatMap((item) =>
    item.kind === 'tool' && item.approval !== undefined && item.approval.answer === undefined
      ? [item.approval]
      : [],
  );
}

export function answerApproval({ id }: Approval, answer: 'once' | 'conversation' | 'denied'): void {
  post({ type: 'answer-approval', approvalId: id, answer });
}

/**
 * Ctrl+Enter allows the call that waits, Ctrl+Alt+Enter denies it: the one the focus is in, else the first.
 * Whether the key was for a call. Over a half-written message the key is for the message.
 */
export function answerByKey(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' || event.repeat || event.shiftKey || !(event.ctrlKey || event.metaKey))
    return false;
  const isWriting = document.activeElement instanceof HTMLTextAreaElement && !draft.isEmpty.value;
  const { runningTurnId } = store.panel.value;
  const turn = runningTurnId === undefined ? undefined : store.latest(runningTurnId);
  if (isWriting || turn?.kind !== 'assistant') return false;
  const waiting = waitingApprovals(turn);
  const focused = document.activeElement?.closest<HTMLElement>('[data-approval-id]')?.dataset['approvalId'];
  const approval = waiting.find(({ id }) => id === focused) ?? waiting[0];
  if (approval === undefined) return false;
  answerApproval(approval, event.altKey ? 'denied' : 'once');
  return true;
}
