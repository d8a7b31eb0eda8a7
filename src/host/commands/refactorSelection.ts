import * as vscode from 'vscode';
import { placeOf, requireWritable } from '../editor.ts';
import type { Command } from './command.ts';
import { type EditParts, requestEdit } from './editCommand.ts';

/** Proposes clearer code for the selected lines that does the same. */
export function refactorSelection(parts: EditParts): Command {
  return {
    id: 'cometapi.refactorSelection',
    async run(...args) {
      const place = await placeOf(args);
      requireWritable(place.document);
      await requestEdit(parts, {
        command: 'refactor',
        ...place,
        title: vscode.l10n.t('Refactor this code.'),
        instruction: vscode.l10n.t(
          'Refactor this code: make it simpler and clearer, keep its behaviour and its public names.',
        ),
      });
    },
  };
}
