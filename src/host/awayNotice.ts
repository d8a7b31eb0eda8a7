import * as vscode from 'vscode';
import type { ChatView } from './chatView.ts';
import type { Conversations } from './conversations.ts';

/**
 * Tells a person who looks elsewhere that an answer made in the background has ended, and shows it when they ask
 * for it (S-11, B-3). The focus stays where it is.
 */
export function noticeAnswers(conversations: Conversations, view: ChatView): vscode.Disposable {
  return conversations.onDidEnd(async ({ conversation, turn }) => {
    if (turn.background === undefined || turn.status.kind === 'stopped') return;
    const isSeen = view.isVisible && conversations.shown === conversation && vscode.window.state.focused;
    if (isSeen) return;
    const { title } = conversation.session.transcript;
    const text =
      turn.status.kind === 'completed'
        ? vscode.l10n.t('CometAPI has answered: {0}', title)
        : vscode.l10n.t('An answer in the background ended before it was complete: {0}', title);
    const show = vscode.l10n.t('Show');
    if ((await vscode.window.showInformationMessage(text, show)) !== show) return;
    await conversations.show(conversation.id);
    await view.reveal();
  });
}
