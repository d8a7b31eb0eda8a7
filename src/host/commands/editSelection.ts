import * as vscode from 'vscode';
import { placeOf, relativePath, requireWritable } from '../editor.ts';
import { pickFreeText } from '../freeTextPick.ts';
import type { Command } from './command.ts';
import { type EditParts, requestEdit } from './editCommand.ts';

const historyName = 'cometapi.instructions';
const longestHistory = 20;

/** Changes the selected lines as the person says (M-D1). */
export function editSelection(parts: EditParts, memento: vscode.Memento): Command {
  return {
    id: 'cometapi.editSelection',
    async run(...args) {
      const { document, lines } = await placeOf(args);
      requireWritable(document);
      const instruction = await askInstruction(
        vscode.l10n.t(
          'Edit {0}, lines {1}–{2}',
          relativePath(document.uri),
          lines.startLine + 1,
          lines.endLine,
        ),
        memento,
      );
      if (instruction === undefined) return;
      await requestEdit(parts, { command: 'edit', document, lines, title: instruction, instruction });
    },
  };
}

/** Asks what should change, and remembers it; what was asked before stands in the list. */
export async function askInstruction(title: string, memento: vscode.Memento): Promise<string | undefined> {
  const history = memento.get<readonly string[]>(historyName, []);
  const instruction = await pickFreeText({
    title,
    placeholder: vscode.l10n.t('What should change?'),
    rows(typed) {
      const earlier = history
        .filter((each) => each !== typed)
        .map((label) => ({ label, description: vscode.l10n.t('earlier') }));
      return typed === '' ? earlier : [{ label: typed, alwaysShow: true }, ...earlier];
    },
  });
  if (instruction === undefined) return undefined;
  const newest = [instruction, ...history.filter((each) => each !== instruction)];
  await memento.update(historyName, newest.slice(0, longestHistory));
  return instruction;
}
