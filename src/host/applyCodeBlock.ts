import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { CodeBlock } from '../chat/codeBlock.ts';
import { applyInstruction } from '../chat/prompts.ts';
import type { EditParts } from './commands/editCommand.ts';
import { openText } from './contextFiles.ts';
import { isTooLarge, relativePath, requireWritable, selectedLines } from './editor.ts';
import { createEditRequest } from './editRequest.ts';
import { Refusal } from './reportError.ts';
import { workspaceUri } from './workspaceFile.ts';

/**
 * Asks the model to place a code block of an answer in a file: the one the block names, if the workspace has it, else
 * that of the active editor. What comes of it is a proposed edit like any other: placed by quoted text, checked and
 * reviewed. Nothing is matched by similarity here, and nothing is written. Refuses with a sentence when there is no
 * file to change.
 */
export async function applyCodeBlock(
  { chat, review, contextFiles }: Pick<EditParts, 'chat' | 'review' | 'contextFiles'>,
  block: CodeBlock,
): Promise<void> {
  const named = block.path === undefined ? undefined : await findNamed(block.path);
  const editor = vscode.window.activeTextEditor;
  const document = named ?? editor?.document;
  if (document === undefined) throw new Refusal(vscode.l10n.t('Open the file that this code belongs to.'));
  requireWritable(document);
  const whole = { startLine: 0, endLine: document.lineCount };
  // Of a file that is too large to send, the part that was selected.
  const selection = editor?.document === document && !editor.selection.isEmpty ? editor.selection : undefined;
  const lines = isTooLarge(document) && selection !== undefined ? selectedLines(selection) : whole;
  const request = createEditRequest({
    command: 'apply',
    document,
    lines,
    title: vscode.l10n.t('Apply the code block to {0}.', relativePath(document.uri)),
    instruction: applyInstruction(
      vscode.l10n.t(
        'Put the code of the <code> element into this file. Where it is a new version of something that stands there, it takes its place; what is new goes where it belongs. What it leaves out, or stands for with a remark, stays as it is. Change nothing else.',
      ),
      block,
    ),
    review,
    newId: randomUUID,
  });
  contextFiles.remember(request.attachment, document.uri, lines === whole ? undefined : lines);
  if (named !== undefined) {
    await vscode.window.showTextDocument(named, { preserveFocus: true, preview: false });
  }
  await chat.edit(request);
}

/**
 * The file of the workspace that a model's path means. A hidden file counts only while it is open: its text would go to
 * the model, and the model chose the name.
 */
async function findNamed(name: string): Promise<vscode.TextDocument | undefined> {
  const relative = name.replaceAll('\\', '/');
  const uri = workspaceUri(relative);
  if (uri === undefined) return undefined;
  const isOpen = vscode.workspace.textDocuments.some((each) => each.uri.toString() === uri.toString());
  if (!isOpen && relative.split('/').some((part) => part.startsWith('.'))) return undefined;
  return (await isFile(uri)) ? openText(uri) : undefined;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    // Not a link to one.
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.File;
  } catch {
    // There is no such file.
    return false;
  }
}
