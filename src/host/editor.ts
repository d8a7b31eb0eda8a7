import { accessSync, constants, statSync } from 'node:fs';
import * as vscode from 'vscode';
import type { TextAttachment } from '../chat/attachments.ts';
import type { Excerpt } from '../chat/prompts.ts';
import { estimateTokens } from '../chat/tokenEstimate.ts';
import { cellNumber, chosenCell, documentOfCell, fileOf, showCell } from './notebookCell.ts';
import { Refusal } from './reportError.ts';

/** Larger documents are not read as a whole into a request; in characters. */
export const longestExcerpt = 400_000;

/** Lines of a document, zero-based, end exclusive. */
export interface LineRange {
  readonly startLine: number;
  readonly endLine: number;
}

/** The text of a document with `\n` line ends, whatever the file has. */
export function normalizedText(document: vscode.TextDocument): string {
  return document.getText().replaceAll('\r\n', '\n');
}

/** The active text editor. Refuses with a sentence when there is none. */
export function activeEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw new Refusal(vscode.l10n.t('Open a file and select some code first.'));
  return editor;
}

/** A document and the lines of it that a command is about. */
export interface Place {
  readonly document: vscode.TextDocument;
  readonly lines: LineRange;
}

/**
 * What an editor command is about: the lines its caller names (a lightbulb entry, a row of the panel), the cell of a
 * notebook whose menu it is in, else those in question in the active editor or the chosen cell. Refuses with a sentence
 * when there is nothing open.
 */
export async function placeOf([uri, range]: readonly unknown[]): Promise<Place> {
  const cell =
    documentOfCell(uri) ?? (vscode.window.activeTextEditor === undefined ? chosenCell() : undefined);
  if (cell !== undefined) return { document: cell, lines: { startLine: 0, endLine: cell.lineCount } };
  const named = vscode.workspace.textDocuments.find((document) => document.uri.toString() === String(uri));
  if (uri instanceof vscode.Uri && range instanceof vscode.Range && named !== undefined) {
    return { document: named, lines: await linesInQuestion(named, named.validateRange(range)) };
  }
  const editor = activeEditor();
  if (editor.selections.length > 1) {
    throw new Refusal(
      vscode.l10n.t(
        'There are {0} selections. Keep the one you mean and try again.',
        editor.selections.length,
      ),
    );
  }
  return { document: editor.document, lines: await linesInQuestion(editor.document, editor.selection) };
}

/**
 * The lines a range is about: those it touches, whole; for an empty range the function or class around it, else the
 * whole document. A range that ends before the first character of a line does not count that line.
 */
export async function linesInQuestion(
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<LineRange> {
  if (!range.isEmpty) return selectedLines(range);
  const symbols = await vscode.commands.executeCommand<unknown>(
    'vscode.executeDocumentSymbolProvider',
    document.uri,
  );
  const around = Array.isArray(symbols) ? innermostRange(symbols, range.start) : undefined;
  return around === undefined
    ? { startLine: 0, endLine: document.lineCount }
    : { startLine: around.start.line, endLine: around.end.line + 1 };
}

/** The lines that a non-empty selection touches. */
export function selectedLines({ start, end }: vscode.Range): LineRange {
  const endLine = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return { startLine: start.line, endLine };
}

const container = new Set([
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
  vscode.SymbolKind.Class,
  vscode.SymbolKind.Interface,
]);

function innermostRange(symbols: readonly unknown[], position: vscode.Position): vscode.Range | undefined {
  for (const symbol of symbols) {
    if (!isSymbol(symbol) || !symbol.range.contains(position)) continue;
    const inner = innermostRange(symbol.children, position);
    if (inner !== undefined) return inner;
    if (container.has(symbol.kind)) return symbol.range;
  }
  return undefined;
}

/** The command answers with objects that have everything of a `DocumentSymbol` but are no instances of it. */
function isSymbol(value: unknown): value is Pick<vscode.DocumentSymbol, 'range' | 'kind' | 'children'> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    'range' in value &&
    value.range instanceof vscode.Range &&
    'children' in value &&
    Array.isArray(value.children)
  );
}

/** Whether a document as a whole is more than `attachLines` takes. */
export function isTooLarge(document: vscode.TextDocument): boolean {
  return document.getText().length > longestExcerpt;
}

/** The lines of a document as an attachment named by `id`. Refuses a document that is too large to send. */
export function attachLines(document: vscode.TextDocument, lines: LineRange, id: string): TextAttachment {
  const whole = lines.startLine === 0 && lines.endLine >= document.lineCount;
  const oneBased = { start: lines.startLine + 1, end: lines.endLine };
  const path = relativePath(document.uri);
  const name = displayName(document.uri);
  const excerpt: Excerpt = {
    path,
    languageId: document.languageId,
    text: linesOf(document, lines),
    ...(whole ? {} : { lines: oneBased }),
  };
  if (excerpt.text.length > longestExcerpt) throw new Refusal(tooLargeText(name, excerpt.text.length));
  const tokens = estimateTokens(excerpt.text);
  return { item: { id, name, path, ...(whole ? {} : { lines: oneBased }), tokens }, excerpt };
}

/** Why a text of so many characters is not attached. */
export function tooLargeText(name: string, characters: number): string {
  return vscode.l10n.t(
    '{0} is too large to send: {1} characters, at most {2}. Select a part of it.',
    name,
    characters.toLocaleString(vscode.env.language),
    longestExcerpt.toLocaleString(vscode.env.language),
  );
}

/** The name of a file without folders, for people; a cell of a notebook has its number, too. */
export function displayName(uri: vscode.Uri): string {
  const { path } = fileOf(uri);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const cell = cellNumber(uri);
  return cell === undefined ? name : vscode.l10n.t('{0}, cell {1}', name, cell);
}

/** The text of whole lines with `\n` between them. */
export function linesOf(document: vscode.TextDocument, { startLine, endLine }: LineRange): string {
  const last = document.lineAt(Math.min(endLine, document.lineCount) - 1);
  return document
    .getText(new vscode.Range(new vscode.Position(startLine, 0), last.range.end))
    .replaceAll('\r\n', '\n');
}

/** The path that people and models see: relative to the workspace, with `/`. */
export function relativePath(uri: vscode.Uri): string {
  // With several roots the path begins with the name of its root, so that equal paths stay apart.
  return uri.scheme === 'untitled' ? uri.path : vscode.workspace.asRelativePath(fileOf(uri));
}

/** Whether documents of this kind can be changed at all; a single one may still be read-only. */
export function isWritableScheme(uri: vscode.Uri): boolean {
  const { scheme } = fileOf(uri);
  return scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(scheme) === true;
}

/** Refuses with a sentence when the document cannot be changed: virtual, on a read-only file system, read-only. */
export function requireWritable(document: vscode.TextDocument): void {
  const uri = fileOf(document.uri);
  const name = relativePath(uri);
  if (uri.scheme === 'untitled') return;
  if (!isWritableScheme(uri)) {
    throw new Refusal(
      vscode.l10n.t(
        '{0} cannot be changed here: it is a read-only view. Open the file itself to edit it.',
        name,
      ),
    );
  }
  if (uri.scheme === 'file' && isReadOnlyFile(uri.fsPath)) {
    throw new Refusal(vscode.l10n.t('{0} is read-only. Make it writable to let CometAPI change it.', name));
  }
}

function isReadOnlyFile(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    // An administrator may write to anything; the file's own permission is what the person meant.
    return (statSync(path).mode & 0o222) === 0;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code !== 'ENOENT';
  }
}

/** Shows a document with some of its lines selected, beside the chat, without taking a preview tab away. */
export async function revealLines(uri: vscode.Uri, lines: LineRange | undefined): Promise<void> {
  const editor = (await showCell(uri)) ?? (await vscode.window.showTextDocument(uri));
  if (lines === undefined) return;
  const last = Math.min(lines.endLine, editor.document.lineCount) - 1;
  const range = new vscode.Range(
    lines.startLine,
    0,
    last,
    editor.document.lineAt(Math.max(last, 0)).range.end.character,
  );
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
