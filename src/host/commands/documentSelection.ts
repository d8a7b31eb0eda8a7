import * as vscode from 'vscode';
import type { Command } from './command.ts';
import { type EditParts, selectionEdit } from './editCommand.ts';

/** Proposes documentation comments for the selected code. */
export function documentSelection(parts: EditParts): Command {
  return selectionEdit(parts, {
    id: 'cometapi.documentSelection',
    command: 'document',
    title: vscode.l10n.t('Document this code.'),
    instruction: vscode.l10n.t(
      'Document this code: add the documentation comments that are usual in its language and its file to what has none, and correct those that are wrong. Say what a caller must know, not what the code says itself. Change no code.',
    ),
  });
}
