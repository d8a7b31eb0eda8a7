import { type AssistantTurn, isEnded, reduce, type Transcript } from '../protocol/transcript.ts';

/** How an answer ends that was running when VS Code was closed. */
export const interrupted = { kind: 'interrupted', problem: { code: 'restarted' } } as const;

/**
 * Settles what a restart has ended: an answer that was running is interrupted and keeps what had arrived, and an
 * edit that nobody had decided on is none any more. An answer the server makes in the background stays running.
 */
export function settleTurns(transcript: Transcript): void {
  for (const turn of [...transcript.turns.values()]) {
    if (turn.kind !== 'assistant') continue;
    const turnId = turn.id;
    if (!isEnded(turn.status) && turn.background === undefined) {
      reduce(transcript, { type: 'turn-end', turnId, status: interrupted, at: turn.createdAt });
    }
    if (turn.edit?.status.kind === 'pending' || turn.edit?.status.kind === 'generating') {
      const status = { kind: 'failed', problem: { code: 'restarted' } } as const;
      reduce(transcript, { type: 'edit-change', turnId, edit: { ...turn.edit, status, files: [] } });
    }
  }
}

/** The answer the server may still be making, if the last window left one. */
export function backgroundTurn({ turns }: Transcript): AssistantTurn | undefined {
  return [...turns.values()].find(
    (turn): turn is AssistantTurn => turn.kind === 'assistant' && !isEnded(turn.status),
  );
}
