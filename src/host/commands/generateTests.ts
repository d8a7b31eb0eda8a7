import * as vscode from 'vscode';
import { openText } from '../contextFiles.ts';
import { type Place, placeOf, relativePath } from '../editor.ts';
import { createFilesEditRequest } from '../filesEditRequest.ts';
import { Refusal } from '../reportError.ts';
import { type TestFile, testFileFor } from '../testFile.ts';
import type { Command } from './command.ts';
import type { EditParts } from './editCommand.ts';

const mostFiles = 5000;
const notSources = '**/{node_modules,.git,dist,out,build,target,vendor,.venv}/**';

/**
 * Proposes tests for the selected code in the file they belong into: the one there is for it, or a new one that is
 * made when the person keeps it (M-D2).
 */
export function generateTests(parts: EditParts): Command {
  return {
    id: 'cometapi.generateTests',
    async run(...args) {
      const place = await placeOf(args);
      const tests = await findTestFile(place.document.uri);
      await parts.view.reveal();
      await parts.chat.edit(await requestFor(parts, place, tests));
    },
  };
}

async function requestFor(
  { contextFiles, review }: EditParts,
  { document, lines }: Place,
  { folder, path, exists, sample }: TestFile & { readonly folder: vscode.Uri },
) {
  const read = (relative: string) => openText(vscode.Uri.joinPath(folder, relative));
  const target = vscode.Uri.joinPath(folder, path);
  const isInside = target.toString() === document.uri.toString();
  return createFilesEditRequest({
    command: 'tests',
    title: vscode.l10n.t('Write tests for this code.'),
    instruction: instructionFor({
      source: relativePath(document.uri),
      lines: `${lines.startLine + 1}–${lines.endLine}`,
      target: relativePath(target),
      exists,
      sample: sample === undefined ? undefined : relativePath(vscode.Uri.joinPath(folder, sample)),
    }),
    attachment: contextFiles.attachment(document, lines),
    files: exists ? [isInside ? document : await read(path)] : [],
    context: [...(isInside ? [] : [document]), ...(sample === undefined ? [] : [await read(sample)])],
    create: exists ? [] : [relativePath(target)],
    review,
  });
}

function instructionFor(about: {
  readonly source: string;
  readonly lines: string;
  readonly target: string;
  readonly exists: boolean;
  readonly sample: string | undefined;
}): string {
  const { source, lines, target, exists, sample } = about;
  return [
    vscode.l10n.t(
      'Write tests for the lines {0} of `{1}`: what they do, at their edges and where they fail.',
      lines,
      source,
    ),
    exists
      ? vscode.l10n.t('Add them to `{0}` and change nothing that stands there.', target)
      : vscode.l10n.t('Create `{0}` for them.', target),
    sample === undefined
      ? vscode.l10n.t('Use the test framework that is usual for this language and needs no set-up.')
      : vscode.l10n.t('Use the test framework and the style of `{0}`.', sample),
  ].join('\n');
}

/** Where the tests of a file are or would be. Refuses with a sentence when there is no such place. */
async function findTestFile(uri: vscode.Uri): Promise<TestFile & { readonly folder: vscode.Uri }> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const name = relativePath(uri);
  if (folder === undefined) {
    throw new Refusal(
      vscode.l10n.t(
        '{0} is in no folder of the workspace, so its tests have no place. Open its folder.',
        name,
      ),
    );
  }
  const pattern = new vscode.RelativePattern(folder, '**/*.*');
  const found = await vscode.workspace.findFiles(pattern, notSources, mostFiles);
  const within = (file: vscode.Uri) => vscode.workspace.asRelativePath(file, false);
  const tests = testFileFor(within(uri), found.map(within));
  if (tests === undefined) {
    throw new Refusal(
      vscode.l10n.t('CometAPI does not know where tests for {0} belong. Ask for them in the chat.', name),
    );
  }
  return { ...tests, folder: folder.uri };
}
