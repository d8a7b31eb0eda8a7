import path from 'node:path';
import * as vscode from 'vscode';
import { displayName } from '../editor.ts';
import { fileOf } from '../notebookCell.ts';

/** A file's name and its folder relative to the workspace, for people. */
export function nameOf(uri: vscode.Uri): { readonly name: string; readonly folder: string } {
  const folder = path.posix.dirname(vscode.workspace.asRelativePath(fileOf(uri), false));
  return {
    name: displayName(uri),
    folder: uri.scheme === 'untitled' || folder === '.' ? '' : folder,
  };
}
