import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { exclusionOf } from '../chat/excludedPaths.ts';
import type { SuggestedContext } from '../protocol/messages.ts';
import type { ContextItem } from '../protocol/transcript.ts';
import { relativePath } from './editor.ts';
import { readSettings } from './settings.ts';

/**
 * The file of the active editor, to be attached by one click: only where the setting offers it, never one that
 * is attached already and never one that is asked about.
 */
export function suggestedContext(
  editor: vscode.TextEditor | undefined,
  attached: readonly ContextItem[],
): SuggestedContext | undefined {
  const settings = readSettings();
  if (editor === undefined || !settings['context.activeEditor']) return undefined;
  const { uri } = editor.document;
  const path = relativePath(uri);
  const isAttached = attached.some((item) => item.path === path && item.lines === undefined);
  if (isAttached || exclusionOf(path, settings['context.exclude']) !== undefined) return undefined;
  return { id: idOf(uri), name: path.slice(path.lastIndexOf('/') + 1), path };
}

/** The open document that was suggested under this id, if it is still open. */
export function suggestedDocument(id: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(({ uri }) => idOf(uri) === id);
}

/** The same for the same file, and nothing a panel could make up without knowing its address. */
function idOf(uri: vscode.Uri): string {
  return createHash('sha256').update(uri.toString()).digest('hex');
}
