import path from 'node:path';
import * as vscode from 'vscode';

/** A file's name and its folder relative to the workspace, for people. */
export function nameOf(uri: vscode.Uri): { readonly name: string; readonly folder: string } {
  const folder = path.posix.dirname(vscode.workspace.asRelativePath(uri, false));
  return {
    name: path.posix.basename(uri.path),
    folder: uri.scheme === 'untitled' || folder === '.' ? '' : folder,
  };
}
