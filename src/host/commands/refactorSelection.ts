import * as vscode from 'vscode';
import { activeEditor, linesInQuestion, requireWritable } from '../editor.ts';
import type { Command } from './command.ts';
import { type EditParts, requestEdit } from './editCommand.ts';

/** Proposes clearer code for the selected lines that does the same. */
export function refactorSelection(parts: EditParts): Command {
  return {
    id: 'cometapi.refactorSelection',
    async run() {
      const editor = activeEditor();
      requireWritable(editor.document);
      await requestEdit(parts, {
        command: 'refactor',
        document: editor.document,
        lines: await linesInQuestion(editor),
        title: vscode.l10n.t('Refactor this code.'),
        instruction: vscode.l10n.t(
          'Refactor this code: make it simpler and clearer, keep its behaviour and its public names.',
        ),
      });
    },
  };
}
