import * as vscode from 'vscode';
import { editVersions } from '../chat/editVersions.ts';
import { type Transcript, versionsOf } from '../protocol/transcript.ts';
import type { Chat } from './chat.ts';
import { Refusal } from './reportError.ts';
import type { EditReview } from './review/editReview.ts';

/** More answers to one question nobody compares. */
const mostModels = 4;

/**
 * Lets a person choose other models for the edit of an answer and asks them one after the other (B-13). Each answer is
 * a version of its own, with its state, tokens and time; the editor shows the edit of the version that is shown.
 */
export async function askOtherModels(chat: Chat, turnId: string): Promise<void> {
  const { transcript } = chat.session;
  const turn = transcript.turns.get(turnId);
  if (turn?.kind !== 'assistant' || turn.edit === undefined) return;
  if (chat.session.editOf(turn.edit.id) === undefined) {
    throw new Refusal(vscode.l10n.t('This edit was asked for in an earlier window. Run its command again.'));
  }
  const asked = new Set(
    versionsOf(transcript, turn).flatMap((each) => ('model' in each ? [each.model] : [])),
  );
  const room = mostModels - asked.size;
  if (room <= 0) {
    throw new Refusal(
      vscode.l10n.t('{0} models have answered this already. Retry asks one again.', asked.size),
    );
  }
  const items = (await listedModels(chat)).filter((id) => !asked.has(id)).map((label) => ({ label }));
  if (items.length === 0) {
    throw new Refusal(vscode.l10n.t('The list of models is empty or could not be loaded. Try again later.'));
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Ask other models for this edit'),
    placeHolder: vscode.l10n.t('Choose up to {0}; each answer is billed', room),
    canPickMany: true,
  });
  if (picked === undefined || picked.length === 0) return;
  if (picked.length > room) {
    throw new Refusal(vscode.l10n.t('Choose at most {0} models. Nothing was sent.', room));
  }
  await chat.answerAgain(
    turnId,
    picked.map(({ label }) => label),
  );
}

async function listedModels(chat: Chat): Promise<readonly string[]> {
  const known = () => {
    const { models } = chat.panelState();
    return 'ids' in models ? models.ids : [];
  };
  if (known().length === 0) await chat.refreshModels();
  return known();
}

/**
 * Shows the edits of the version that is shown, and hides the others of the conversation. Returns whether an edit that
 * is shown has other versions.
 */
export function showEditsOf(transcript: Transcript, review: EditReview): boolean {
  const edits = editVersions(transcript);
  for (const { editId, isShown } of edits) review.setShown(editId, isShown);
  return edits.some(({ isShown, versions }) => isShown && versions > 1);
}
