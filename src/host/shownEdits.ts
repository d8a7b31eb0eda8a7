import * as vscode from 'vscode';
import type { TranscriptEvent } from '../protocol/transcript.ts';
import { showEditsOf } from './alternatives.ts';
import type { Conversations } from './conversations.ts';
import type { EditReview } from './review/editReview.ts';

/**
 * Keeps the edits in the editors and those in the conversations the same: a decision in an editor changes the turn
 * the edit belongs to, and the editors show the edits of the version that is shown.
 */
export class ShownEdits implements vscode.Disposable {
  readonly #conversations: Conversations;
  readonly #review: EditReview;
  readonly #subscriptions: vscode.Disposable;
  /** An edit that is shown has other versions. */
  #hasAlternatives = false;

  constructor(conversations: Conversations, review: EditReview) {
    this.#conversations = conversations;
    this.#review = review;
    this.#subscriptions = vscode.Disposable.from(
      review.onDidChange((editId) => this.#changed(editId)),
      conversations.onDidReplace(() => this.#show()),
      conversations.onEvent((event) => {
        if (mayShowOthers(event)) this.#show();
      }),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #show(): void {
    const { transcript } = this.#conversations.shown.session;
    const hasAlternatives = showEditsOf(transcript, this.#review);
    if (hasAlternatives === this.#hasAlternatives) return;
    this.#hasAlternatives = hasAlternatives;
    void vscode.commands.executeCommand('setContext', 'cometapi.hasAlternatives', hasAlternatives);
  }

  #changed(editId: string): void {
    const edit = this.#review.proposedEdit(editId);
    if (edit === undefined) return;
    for (const { session } of this.#conversations.all) {
      for (const turn of session.transcript.turns.values()) {
        if (turn.kind !== 'assistant' || turn.edit?.id !== editId) continue;
        session.change({ type: 'edit-change', turnId: turn.id, edit });
        return;
      }
    }
  }
}

/** Whether another edit than before may be the one to show in an editor. Not for every delta. */
function mayShowOthers(event: TranscriptEvent): boolean {
  if (event.type === 'edit-change') return event.edit.status.kind !== 'generating';
  return event.type === 'turn-start' || event.type === 'version-select';
}
