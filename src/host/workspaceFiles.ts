import * as vscode from 'vscode';
import { relativePath } from './editor.ts';

const maxFiles = 20_000;
/** Typing a name asks for the list with every letter; new files may wait this long. */
const keptForMs = 10_000;

export interface WorkspaceFile {
  readonly uri: vscode.Uri;
  readonly path: string;
}

/** The files of the workspace without what VS Code's search leaves out. */
export class WorkspaceFiles {
  #files: Promise<readonly WorkspaceFile[]> = Promise.resolve([]);
  #readAt = Number.NEGATIVE_INFINITY;

  list(now = performance.now()): Promise<readonly WorkspaceFile[]> {
    if (now - this.#readAt > keptForMs) {
      this.#readAt = now;
      this.#files = find();
    }
    return this.#files;
  }
}

async function find(): Promise<readonly WorkspaceFile[]> {
  const { exclude } = vscode.workspace.getConfiguration('search');
  const left = Object.entries(typeof exclude === 'object' && exclude !== null ? exclude : {})
    .filter(([, on]) => on === true)
    .map(([pattern]) => pattern);
  const uris = await vscode.workspace.findFiles('**/*', `{${['**/.git/**', ...left].join(',')}}`, maxFiles);
  return uris.map((uri) => ({ uri, path: relativePath(uri) }));
}
