import { readdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { exclusionOf } from '../chat/excludedPaths.ts';
import { type CodeProblem, type OpenEditor, ToolFailure, type Workspace } from '../chat/workspace.ts';
import { isSecret, pathSegments } from '../chat/workspacePath.ts';
import { readText, resolveInside } from './containedFile.ts';
import { linesOf, normalizedText, relativePath, selectedLines } from './editor.ts';
import { readSettings } from './settings.ts';

const skippedFolders = '**/{node_modules,.git,.hg,.svn}/**';

/** The open folders as tools see them. Only folders on disk: elsewhere nobody can tell where a link leads. */
export function createWorkspace(): Workspace {
  return {
    async read(path) {
      const { folder, rest } = locate(path);
      requireIncluded(path);
      const realPath = await resolveInside(folder.uri.fsPath, rest);
      const uri = vscode.Uri.joinPath(folder.uri, ...pathSegments(rest));
      const opened = [uri, vscode.Uri.file(realPath)].map(String);
      const document = vscode.workspace.textDocuments.find((each) => opened.includes(each.uri.toString()));
      return document === undefined ? readText(realPath, path) : normalizedText(document);
    },

    async list(path) {
      const folders = diskFolders();
      if (folders.length > 1 && pathSegments(path).length === 0) {
        return folders.map(({ name }) => ({ name, isFolder: true }));
      }
      const { folder, rest } = locate(path);
      const realPath = await resolveInside(folder.uri.fsPath, rest);
      const entries = await readdir(realPath, { withFileTypes: true }).catch((cause: unknown) => {
        throw new ToolFailure(`${path} is not a folder.`, { cause });
      });
      return entries
        .filter(({ name }) => !isSecret([name]))
        .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
        .sort((a, b) => Number(b.isFolder) - Number(a.isFolder) || (a.name < b.name ? -1 : 1));
    },

    async find(glob, { limit, signal }) {
      pathSegments(glob.replaceAll(/[*?{}[\]!,]/g, 'x'));
      const cancellation = new vscode.CancellationTokenSource();
      const cancel = () => cancellation.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      try {
        const uris = await vscode.workspace.findFiles(glob, skippedFolders, limit, cancellation.token);
        signal.throwIfAborted();
        const paths = await Promise.all(uris.map(visiblePath));
        return paths.filter((path) => path !== undefined).sort();
      } finally {
        signal.removeEventListener('abort', cancel);
        cancellation.dispose();
      }
    },

    async problems(path) {
      const files =
        path === undefined
          ? vscode.languages.getDiagnostics()
          : [await existing(path)].map((uri) => [uri, vscode.languages.getDiagnostics(uri)] as const);
      const found = await Promise.all(
        files.map(async ([uri, diagnostics]) => {
          const at = await visiblePath(uri);
          return at === undefined ? [] : diagnostics.flatMap((diagnostic) => problemOf(at, diagnostic));
        }),
      );
      return found.flat().sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
    },

    async openEditors() {
      const active = vscode.window.activeTextEditor;
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      const uris = new Map(
        tabs.flatMap(({ input }) =>
          input instanceof vscode.TabInputText ? [[input.uri.toString(), input.uri] as const] : [],
        ),
      );
      const editors = await Promise.all(
        [...uris.values()].map(async (uri): Promise<OpenEditor | undefined> => {
          const path = await visiblePath(uri);
          if (path === undefined) return undefined;
          if (active?.document.uri.toString() !== uri.toString()) return { path, isActive: false };
          return { path, isActive: true, ...selectionOf(active) };
        }),
      );
      return editors.filter((editor) => editor !== undefined);
    },
  };
}

function diskFolders(): readonly vscode.WorkspaceFolder[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  if (folders.length === 0) throw new ToolFailure('No folder on disk is open.');
  return folders;
}

/** The folder a path is in, and the path below it. */
function locate(path: string): { readonly folder: vscode.WorkspaceFolder; readonly rest: string } {
  const folders = diskFolders();
  const [only] = folders;
  if (folders.length === 1 && only !== undefined) return { folder: only, rest: path };
  const [first, ...others] = pathSegments(path);
  const folder = folders.find(({ name }) => name === first);
  if (folder === undefined) {
    const names = folders.map(({ name }) => name).join(', ');
    throw new ToolFailure(`Begin the path with the name of an open folder: ${names}.`);
  }
  return { folder, rest: others.join('/') };
}

/** Throws a ToolFailure for a file the person keeps out of requests (`cometapi.context.exclude`). */
function requireIncluded(path: string): void {
  if (exclusionOf(path, readSettings()['context.exclude'])?.kind !== 'pattern') return;
  throw new ToolFailure(`${path} is excluded by the person's settings.`);
}

async function existing(path: string): Promise<vscode.Uri> {
  const { folder, rest } = locate(path);
  await resolveInside(folder.uri.fsPath, rest);
  return vscode.Uri.joinPath(folder.uri, ...pathSegments(rest));
}

/** The path of a file as models see it, or undefined for one they may not see. */
async function visiblePath(uri: vscode.Uri): Promise<string | undefined> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (uri.scheme !== 'file' || folder === undefined) return undefined;
  try {
    const path = relativePath(uri);
    requireIncluded(path);
    await resolveInside(folder.uri.fsPath, vscode.workspace.asRelativePath(uri, false));
    return path;
  } catch (error) {
    if (error instanceof ToolFailure) return undefined;
    throw error;
  }
}

function problemOf(path: string, { severity, range, message, source }: vscode.Diagnostic): CodeProblem[] {
  if (severity > vscode.DiagnosticSeverity.Warning) return [];
  return [
    {
      path,
      line: range.start.line + 1,
      severity: severity === vscode.DiagnosticSeverity.Error ? 'error' : 'warning',
      message,
      ...(source === undefined ? {} : { source }),
    },
  ];
}

function selectionOf({ document, selection }: vscode.TextEditor): Pick<OpenEditor, 'selection'> {
  if (selection.isEmpty) return {};
  const lines = selectedLines(selection);
  const text = linesOf(document, lines);
  return { selection: { start: lines.startLine + 1, end: lines.endLine, text } };
}
