import * as vscode from 'vscode';
import { placeOf, requireWritable } from '../editor.ts';
import { diagnosticsIn } from '../suggestions.ts';
import type { Command } from './command.ts';
import { type EditParts, requestEdit } from './editCommand.ts';

/** Proposes a fix for the problems VS Code reports in the selected lines, or for the mistakes the model finds. */
export function fixSelection(parts: EditParts): Command {
  return {
    id: 'cometapi.fixSelection',
    async run(...args) {
      const { document, lines } = await placeOf(args);
      requireWritable(document);
      const problems = diagnosticsIn(document, lines).map(
        ({ range, message }) => `- ${vscode.l10n.t('line {0}: {1}', range.start.line + 1, message)}`,
      );
      await requestEdit(parts, {
        command: 'fix',
        document,
        lines,
        title: vscode.l10n.t('Fix this code.'),
        instruction:
          problems.length === 0
            ? vscode.l10n.t('Find the mistakes in this code and fix them. Change nothing else.')
            : `${vscode.l10n.t('Fix these problems and change nothing else:')}\n${problems.join('\n')}`,
      });
    },
  };
}
