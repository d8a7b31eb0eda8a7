import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { isPlainPath } from '../edits/filePath.ts';

/**
 * The file of the workspace that a path names, as `relativePath` writes it: with several roots it begins with the
 * name of one. Undefined for anything that is not below the workspace, also by way of a symbolic link (M-K7).
 */
export function workspaceUri(relative: string): vscode.Uri | undefined {
  if (!isPlainPath(relative)) return undefined;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [only] = folders;
  if (only === undefined) return undefined;
  if (folders.length === 1) return insideOrNone(vscode.Uri.joinPath(only.uri, relative));
  const [name, ...rest] = relative.split('/');
  const named = folders.filter((folder) => folder.name === name);
  const [folder] = named;
  if (folder === undefined || named.length > 1 || rest.length === 0) return undefined;
  return insideOrNone(vscode.Uri.joinPath(folder.uri, ...rest));
}

/** Whether a file is below a root of the workspace, links followed; one that does not exist is where its folder is. */
export function isInWorkspace(uri: vscode.Uri): boolean {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return false;
  if (uri.scheme !== 'file') return true;
  try {
    const real = path.relative(realpathSync(folder.uri.fsPath), realPathOf(uri.fsPath));
    return real !== '' && real !== '..' && !real.startsWith(`..${path.sep}`) && !path.isAbsolute(real);
  } catch {
    return false;
  }
}

function insideOrNone(uri: vscode.Uri): vscode.Uri | undefined {
  return isInWorkspace(uri) ? uri : undefined;
}

/** A link that leads nowhere is an error, not a file to be made. */
function realPathOf(file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing || isLink(file)) throw error;
    return path.join(realPathOf(path.dirname(file)), path.basename(file));
  }
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
