import * as vscode from 'vscode';
import type { Attachment } from '../chat/attachments.ts';
import type { PanelState, Suggestion } from '../protocol/messages.ts';
import type { Transcript } from '../protocol/transcript.ts';
import { isWritableScheme, selectedLines } from './editor.ts';
import { suggestedContext } from './suggestedContext.ts';

/** What the panel offers for the active editor: context where the setting says so, and rows while it is empty. */
export function offersFor(
  { turns }: Transcript,
  attachments: readonly Attachment[],
): Pick<PanelState, 'suggestions' | 'suggestedContext'> {
  const editor = vscode.window.activeTextEditor;
  const context = suggestedContext(
    editor,
    attachments.map(({ item }) => item),
  );
  return {
    suggestions: turns.size === 0 ? suggestionsFor(editor) : [],
    ...(context === undefined ? {} : { suggestedContext: context }),
  };
}

/** What the empty panel offers for the active editor: only rows that have something to work on. */
export function suggestionsFor(editor: vscode.TextEditor | undefined): Suggestion[] {
  if (editor === undefined) return [];
  const { document, selection } = editor;
  const path = document.uri.path;
  const file = path.slice(path.lastIndexOf('/') + 1);
  const selected = selection.isEmpty ? undefined : selectedLines(selection);
  const { startLine, endLine } = selected ?? selectedLines(wholeRange(document));
  const lines = { start: startLine + 1, end: endLine };
  const problems = diagnosticsIn(document, { startLine, endLine }).length;
  const canEdit = isWritableScheme(document.uri);
  return [
    { command: 'explain', file, lines },
    ...(canEdit && selected !== undefined ? [{ command: 'refactor', file, lines } as const] : []),
    ...(canEdit && problems > 0 ? [{ command: 'fix', file, lines, problems } as const] : []),
  ];
}

/** The arguments that make a command do what its row offers; none when the row is no longer offered. */
export function suggestionTarget(
  editor: vscode.TextEditor | undefined,
  command: Suggestion['command'],
): readonly [vscode.Uri, vscode.Range] | undefined {
  const suggestion = suggestionsFor(editor).find((each) => each.command === command);
  if (editor === undefined || suggestion === undefined) return undefined;
  const { start, end } = suggestion.lines;
  // Up to the next line: the range of a blank line alone would be empty, and so about something else.
  return [editor.document.uri, new vscode.Range(start - 1, 0, end, 0)];
}

function wholeRange(document: vscode.TextDocument): vscode.Range {
  return document.validateRange(new vscode.Range(0, 0, document.lineCount, 0));
}

/** The errors and warnings that touch some lines of a document. */
export function diagnosticsIn(
  document: vscode.TextDocument,
  lines: { readonly startLine: number; readonly endLine: number },
): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(
      ({ range, severity }) =>
        severity <= vscode.DiagnosticSeverity.Warning &&
        range.start.line < lines.endLine &&
        range.end.line >= lines.startLine,
    );
}
