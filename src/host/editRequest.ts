import * as vscode from 'vscode';
import type { TextAttachment } from '../chat/attachments.ts';
import type { EditRequest, EditTarget } from '../chat/editAnswer.ts';
import { editMessage, refineInstruction } from '../chat/prompts.ts';
import { followScope } from '../edits/followScope.ts';
import type { ProposedEdit } from '../protocol/proposedEdit.ts';
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
export function createEditRequest(options: EditRequestOptions): LinesRequest {
  const { document, lines, newId } = options;
  requireWritable(document);
  const attachment = attachLines(document, lines, newId());
  return requestAbout(options, attachment, (current) => findAgain(current, lines, attachment.excerpt.text));
}

type LinesRequest = Extract<EditRequest, { kind: 'lines' }>;

/** @param find the lines in question in the document as it is now */
function requestAbout(
  options: EditRequestOptions,
  attachment: TextAttachment,
  find: (current: vscode.TextDocument) => LineRange | undefined,
): LinesRequest {
  const { command, document, title, instruction, review } = options;
  const uri = document.uri.toString();
  /** What the edits of this request were planned on. */
  const targets = new Map<string, EditTarget>();
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
      const scope = find(current);
      return scope === undefined ? { code: 'document_changed' } : targetOf(current, scope, instruction);
    },
    present(edit) {
      const current = openDocument();
      if (current === undefined) return undefined;
      targets.set(edit.id, edit.target);
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
    preview({ target, ...draft }) {
      const current = openDocument();
      if (current !== undefined) review.preview({ ...draft, document: current, baseText: target.text });
    },
    refine(edit, wish) {
      const target = targets.get(edit.id);
      const current = openDocument();
      if (target === undefined || current === undefined) return undefined;
      return refinement({ ...options, document: current }, { edit, target, wish });
    },
  };
}

/** A request for an edit in place of the open hunks of another one, about the same lines as they are now. */
function refinement(
  options: EditRequestOptions,
  former: { readonly edit: ProposedEdit; readonly target: EditTarget; readonly wish: string },
): LinesRequest | undefined {
  const { edit, target, wish } = former;
  const find = (current: vscode.TextDocument) =>
    followScope(target.scope, target.text, normalizedText(current));
  const lines = find(options.document);
  const instruction = refineInstruction(wish, edit.files);
  if (lines === undefined || instruction === undefined) return undefined;
  const attachment = attachLines(options.document, lines, options.newId());
  const request = requestAbout({ ...options, lines, title: wish, instruction }, attachment, find);
  return {
    ...request,
    present(next) {
      // The new edit is there: now the open hunks of the former one may go.
      options.review.undo(edit.id);
      return request.present(next);
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
