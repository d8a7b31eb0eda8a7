import * as vscode from 'vscode';
import type { Command } from './command.ts';
import { type EditParts, selectionEdit } from './editCommand.ts';

/** Proposes shorter code for the selected lines that does the same. */
export function simplifySelection(parts: EditParts): Command {
  return selectionEdit(parts, {
    id: 'cometapi.simplifySelection',
    command: 'simplify',
    title: vscode.l10n.t('Simplify this code.'),
    instruction: vscode.l10n.t(
      'Simplify this code: remove what is not needed, such as dead branches, needless variables, nesting and repetition. Keep its behaviour, its errors and its public names.',
    ),
  });
}
