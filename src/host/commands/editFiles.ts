import * as vscode from 'vscode';
import { openText } from '../contextFiles.ts';
import { isWritableScheme, relativePath } from '../editor.ts';
import { createFilesEditRequest } from '../filesEditRequest.ts';
import { Refusal } from '../reportError.ts';
import { isInWorkspace } from '../workspaceFile.ts';
import type { Command } from './command.ts';
import type { EditParts } from './editCommand.ts';
import { askInstruction } from './editSelection.ts';

/** Changes some of the open files together, as the person says; others may be created beside them (M-D12). */
export function editFiles(parts: EditParts, memento: vscode.Memento): Command {
  return {
    id: 'cometapi.editFiles',
    async run() {
      const documents = await pickDocuments();
      const [first] = documents;
      if (first === undefined) return;
      const instruction = await askInstruction(vscode.l10n.t('Edit {0} files', documents.length), memento);
      if (instruction === undefined) return;
      const request = createFilesEditRequest({
        command: 'edit',
        title: instruction,
        instruction,
        attachment: parts.contextFiles.attachment(first),
        files: documents,
        context: [],
        create: 'anywhere',
        review: parts.review,
      });
      await parts.view.reveal();
      await parts.chat.edit(request);
    },
  };
}

/** The open files of the workspace that the person leaves ticked. Refuses with a sentence when none is open. */
async function pickDocuments(): Promise<readonly vscode.TextDocument[]> {
  const uris = new Map<string, vscode.Uri>();
  for (const { input } of vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs)) {
    if (!(input instanceof vscode.TabInputText)) continue;
    if (isWritableScheme(input.uri) && isInWorkspace(input.uri)) uris.set(input.uri.toString(), input.uri);
  }
  if (uris.size === 0) {
    throw new Refusal(vscode.l10n.t('Open the files of the workspace that should change first.'));
  }
  const items = [...uris.values()].map((uri) => ({ label: relativePath(uri), uri, picked: true }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Edit several files'),
    placeHolder: vscode.l10n.t('Which of the open files may change?'),
    canPickMany: true,
  });
  return Promise.all((picked ?? []).map(({ uri }) => openText(uri)));
}
