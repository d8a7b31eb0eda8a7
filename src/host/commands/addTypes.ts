import * as vscode from 'vscode';
import type { Command } from './command.ts';
import { type EditParts, selectionEdit } from './editCommand.ts';

/** Proposes types for the selected code, in the way its language has them. */
export function addTypes(parts: EditParts): Command {
  return selectionEdit(parts, {
    id: 'cometapi.addTypes',
    command: 'types',
    title: vscode.l10n.t('Add types to this code.'),
    instruction: vscode.l10n.t(
      'Add types to this code where they are missing: parameters, results and fields, as precise as its use allows, in the form its language and its file use. Do not change what it does.',
    ),
  });
}
