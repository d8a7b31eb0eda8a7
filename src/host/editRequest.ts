import * as vscode from 'vscode';
import type { EditRequest, EditTarget } from '../chat/editAnswer.ts';
import { editMessage } from '../chat/prompts.ts';
import type { EditorCommand } from '../protocol/transcript.ts';
import { attachLines, type LineRange, linesOf, normalizedText, requireWritable } from './editor.ts';
import type { EditReview } from './review/editReview.ts';

/** Lines around the scope that the model may read but not change. */
const surroundingLines = 60;

export interface EditRequestOptions {
  readonly command: EditorCommand;
  readonly document: vscode.TextDocument;
  readonly lines: LineRange;
  /** What the person sees as their message. */
  readonly title: string;
  /** What the model is asked to do. */
  readonly instruction: string;
  readonly review: EditReview;
  readonly newId: () => string;
}

/**
 * An edit request about some lines of a document. Refuses with a sentence when the document cannot be changed.
 * A later attempt finds the same lines again, exactly once in the document as it is then, or none at all; the file
 * may have been closed and opened again.
 */
export function createEditRequest(options: EditRequestOptions): EditRequest {
  const { command, document, lines, title, instruction, review, newId } = options;
  requireWritable(document);
  const attachment = attachLines(document, lines, newId());
  const uri = document.uri.toString();
  /** A file that is opened again has a new document. */
  const openDocument = () => vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri);
  return {
    kind: 'lines',
    command,
    title,
    attachment,
    capture() {
      const current = openDocument();
      if (current === undefined) return { code: 'document_closed' };
      const scope = findAgain(current, lines, attachment.excerpt.text);
      return scope === undefined ? { code: 'document_changed' } : targetOf(current, scope, instruction);
    },
    present(edit) {
      const current = openDocument();
      if (current === undefined) return undefined;
      review.open({
        id: edit.id,
        title: edit.title,
        verdict: edit.verdict,
        hunks: edit.hunks,
        document: current,
        baseText: edit.target.text,
      });
      return review.proposedEdit(edit.id);
    },
  };
}

function findAgain(document: vscode.TextDocument, lines: LineRange, text: string): LineRange | undefined {
  if (lines.endLine <= document.lineCount && linesOf(document, lines) === text) return lines;
  const all = normalizedText(document).split('\n');
  const wanted = text.split('\n');
  const found = all.flatMap((_, at) =>
    wanted.every((line, offset) => all[at + offset] === line) ? [at] : [],
  );
  const [startLine] = found;
  if (startLine === undefined || found.length > 1) return undefined;
  return { startLine, endLine: startLine + wanted.length };
}

function targetOf(document: vscode.TextDocument, scope: LineRange, instruction: string): EditTarget {
  const { startLine, endLine } = scope;
  const around = (from: number, to: number) =>
    from < to ? linesOf(document, { startLine: from, endLine: to }) : '';
  const { excerpt } = attachLines(document, scope, '');
  return {
    text: normalizedText(document),
    scope,
    languageId: document.languageId,
    message: editMessage({
      instruction,
      selection: excerpt,
      before: around(Math.max(0, startLine - surroundingLines), startLine),
      after: around(endLine, Math.min(document.lineCount, endLine + surroundingLines)),
    }),
  };
}
