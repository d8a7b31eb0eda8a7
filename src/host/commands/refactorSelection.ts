import * as vscode from 'vscode';
import type { Command } from './command.ts';
import { type EditParts, selectionEdit } from './editCommand.ts';

/** Proposes clearer code for the selected lines that does the same. */
export function refactorSelection(parts: EditParts): Command {
  return selectionEdit(parts, {
    id: 'cometapi.refactorSelection',
    command: 'refactor',
    title: vscode.l10n.t('Refactor this code.'),
    instruction: vscode.l10n.t(
      'Refactor this code: make it simpler and clearer, keep its behaviour and its public names.',
    ),
  });
}
