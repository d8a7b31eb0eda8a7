import * as vscode from 'vscode';

/** The notebook whose cell a document is; undefined for any other document. */
export function notebookOf(uri: vscode.Uri): vscode.NotebookDocument | undefined {
  if (uri.scheme !== 'vscode-notebook-cell') return undefined;
  return vscode.workspace.notebookDocuments.find((notebook) => cellOf(notebook, uri) !== undefined);
}

/** The file a document is in: for a cell that of its notebook. */
export function fileOf(uri: vscode.Uri): vscode.Uri {
  return notebookOf(uri)?.uri ?? uri;
}

/** The number people count the cell of a document by, from one; undefined for any other document. */
export function cellNumber(uri: vscode.Uri): number | undefined {
  const notebook = notebookOf(uri);
  const cell = notebook === undefined ? undefined : cellOf(notebook, uri);
  return cell === undefined ? undefined : cell.index + 1;
}

/** The document of a cell that a menu hands to a command; undefined for anything else. */
export function documentOfCell(argument: unknown): vscode.TextDocument | undefined {
  return vscode.workspace.notebookDocuments
    .flatMap((notebook) => notebook.getCells())
    .find((cell) => cell === argument)?.document;
}

/** The document of the chosen cell of the active notebook, also when nobody types in it. */
export function chosenCell(): vscode.TextDocument | undefined {
  const editor = vscode.window.activeNotebookEditor;
  if (editor === undefined || editor.notebook.cellCount === 0) return undefined;
  return editor.notebook.cellAt(editor.selection.start).document;
}

/** Shows a cell and returns its text editor, if it has one by then. */
export async function showCell(uri: vscode.Uri): Promise<vscode.TextEditor | undefined> {
  const notebook = notebookOf(uri);
  const cell = notebook === undefined ? undefined : cellOf(notebook, uri);
  if (notebook === undefined || cell === undefined) return undefined;
  const range = new vscode.NotebookRange(cell.index, cell.index + 1);
  const editor = await vscode.window.showNotebookDocument(notebook, { selections: [range] });
  editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  return vscode.window.visibleTextEditors.find(({ document }) => document === cell.document);
}

function cellOf(notebook: vscode.NotebookDocument, uri: vscode.Uri): vscode.NotebookCell | undefined {
  return notebook.getCells().find(({ document }) => document.uri.toString() === uri.toString());
}
