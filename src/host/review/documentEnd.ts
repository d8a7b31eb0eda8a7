import path from 'node:path';
import * as vscode from 'vscode';

/**
 * Calls `onEnd` when a document goes away: closed, deleted, renamed, or its last tab closed, after which VS Code may
 * hold it for some minutes more. A change of the language is no end. Of a file that no tab shows, VS Code lets go
 * when it likes: then the file is opened again, and `onReopen` is told.
 */
export function watchDocumentEnd(
  { uri }: vscode.TextDocument,
  {
    onEnd,
    onReopen,
  }: { readonly onEnd: () => void; readonly onReopen: (again: vscode.TextDocument) => void },
): vscode.Disposable {
  const isSame = (other: vscode.Uri): boolean => other.toString() === uri.toString();
  let wasShown = openTabs().flatMap(urisOf).some(isSame);
  return vscode.Disposable.from(
    vscode.workspace.onDidCloseTextDocument((closed) => {
      // For a change of the language the event comes too, but the document is not closed.
      if (!closed.isClosed || !isSame(closed.uri)) return;
      if (wasShown || uri.scheme === 'untitled') onEnd();
      else vscode.workspace.openTextDocument(uri).then(onReopen, onEnd);
    }),
    vscode.workspace.onDidDeleteFiles(({ files }) => {
      if (files.some((deleted) => isSame(deleted) || uri.toString().startsWith(`${deleted}/`))) onEnd();
    }),
    vscode.window.tabGroups.onDidChangeTabs(({ opened, closed }) => {
      wasShown ||= opened.flatMap(urisOf).some(isSame);
      if (closed.flatMap(urisOf).some(isSame) && !openTabs().flatMap(urisOf).some(isSame)) onEnd();
    }),
    watchDeletionOutside(uri, onEnd),
  );
}

/** Makes a preview tab of the document a lasting one: the next file that is looked at would close it. */
export function keepTabOpen({ uri }: vscode.TextDocument): void {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  const isShown = tab !== undefined && urisOf(tab).some((other) => other.toString() === uri.toString());
  if (isShown && tab.isPreview) void vscode.commands.executeCommand('workbench.action.keepEditor');
}

function openTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
}

/** The documents that a tab shows. */
function urisOf({ input }: vscode.Tab): vscode.Uri[] {
  if (input instanceof vscode.TabInputText) return [input.uri];
  return input instanceof vscode.TabInputTextDiff ? [input.original, input.modified] : [];
}

/** A document stays open when another program deletes its file. */
function watchDeletionOutside(uri: vscode.Uri, onEnd: () => void): vscode.Disposable {
  if (uri.scheme === 'untitled') return new vscode.Disposable(() => {});
  const folder = uri.with({ path: path.posix.dirname(uri.path) });
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(folder, '*'),
    true,
    true,
    false,
  );
  const subscription = watcher.onDidDelete((deleted) => {
    if (deleted.toString() === uri.toString()) onEnd();
  });
  return vscode.Disposable.from(watcher, subscription);
}
