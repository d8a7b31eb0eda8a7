import * as vscode from 'vscode';
import { maxMessageCharacters, sharesOfTooLarge } from '../chat/contextSize.ts';
import type { Question } from '../chat/session.ts';

const maxListed = 15;

/** Whether a message can be sent at all. One that is too large is shown with what takes its room (M-C13). */
export async function fitsInOneMessage({ text, attachments }: Question): Promise<boolean> {
  const shares = sharesOfTooLarge(text, attachments);
  if (shares === undefined) return true;
  const written = (count: number) => count.toLocaleString(vscode.env.language);
  const rows = shares
    .slice(0, maxListed)
    .map(({ name, characters, tokens }) =>
      vscode.l10n.t(
        '{0}: {1} characters, about {2} tokens',
        name ?? vscode.l10n.t('your message'),
        written(characters),
        written(tokens),
      ),
    );
  await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'This is too large for one message, which takes {0} characters.',
      written(maxMessageCharacters),
    ),
    { modal: true, detail: [...rows, ...(shares.length > maxListed ? ['…'] : [])].join('\n') },
  );
  return false;
}
