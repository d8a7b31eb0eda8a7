import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import * as vscode from 'vscode';

/**
 * The files that addresses from a drop name, out of those that exist. Files of the workspace are taken as they
 * are; about others, also those a link inside the workspace leads to, the person is asked, because a page could
 * have put anything into what was dragged. What is no address of an existing file is passed over.
 */
export async function droppedFiles(addresses: readonly string[]): Promise<readonly vscode.Uri[]> {
  const inside: vscode.Uri[] = [];
  const outside: vscode.Uri[] = [];
  for (const uri of addresses.flatMap(parsed)) {
    if (!(await isFile(uri))) continue;
    ((await isInWorkspace(uri)) ? inside : outside).push(uri);
  }
  if (outside.length === 0) return inside;
  const attach = vscode.l10n.t('Attach');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Attach files from outside this workspace?'),
    { modal: true, detail: outside.map((uri) => uri.fsPath).join('\n') },
    attach,
  );
  return answer === attach ? [...inside, ...outside] : inside;
}

function parsed(address: string): vscode.Uri[] {
  try {
    const uri = local(vscode.Uri.parse(address, true));
    // Other schemes may run code of other extensions or reach other machines when they are read.
    const known = vscode.workspace.workspaceFolders?.some((folder) => folder.uri.scheme === uri.scheme);
    return uri.scheme === 'file' || known === true ? [uri] : [];
  } catch {
    return [];
  }
}

/** A window of another machine gives its files out with an address of its own; the extension runs there, beside them. */
function local(uri: vscode.Uri): vscode.Uri {
  const isRemote = uri.scheme === 'vscode-remote' && vscode.env.remoteName !== undefined;
  return isRemote ? uri.with({ scheme: 'file', authority: '' }) : uri;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}

async function isInWorkspace(uri: vscode.Uri): Promise<boolean> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return false;
  if (uri.scheme !== 'file') return true;
  const [file, root] = await Promise.all([realpath(uri.fsPath), realpath(folder.uri.fsPath)]);
  return file.startsWith(root.endsWith(sep) ? root : root + sep);
}
