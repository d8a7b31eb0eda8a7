import path from 'node:path';
import * as vscode from 'vscode';
import { applyHunks } from '../../edits/hunk.ts';
import { pendingHunks } from '../../edits/pendingEdit.ts';
import { normalizedText } from '../editor.ts';
import type { ReviewedDocument } from './reviewedDocument.ts';

const scheme = 'cometapi-edit';

/** Finds the document under review that an edit belongs to. */
type FindReviewed = (editId: string) => ReviewedDocument | undefined;

/**
 * Shows an edit side by side: two read-only documents, the text as it is and the text with the pending hunks, that
 * follow the review. The real document stays out of it, and with it the threads.
 */
export class ProposedText implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #find: FindReviewed;
  readonly #registration: vscode.Disposable;
  readonly #change = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#change.event;

  constructor(find: FindReviewed) {
    this.#find = find;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent({ query }: vscode.Uri): string {
    const side = new URLSearchParams(query);
    const editId = side.get('edit') ?? '';
    const reviewed = this.#find(editId);
    const edit = reviewed?.edits.find(({ id }) => id === editId);
    if (reviewed === undefined || edit === undefined) return '';
    const text = normalizedText(reviewed.document);
    return side.get('side') === 'before' ? text : applyHunks(text, pendingHunks(edit));
  }

  /** Opens the comparison, with the caret at `hunkId` on the side of the new text. */
  async compare(reviewed: ReviewedDocument, editId: string, hunkId: string | undefined): Promise<void> {
    const { document, edits } = reviewed;
    const edit = edits.find(({ id }) => id === editId);
    if (edit === undefined) return;
    let line = 0;
    for (const hunk of pendingHunks(edit)) {
      if (hunk.id === hunkId) {
        line += hunk.startLine;
        break;
      }
      line += hunk.added.length - hunk.removed.length;
    }
    const selection = hunkId === undefined ? undefined : new vscode.Range(line, 0, line, 0);
    const title = vscode.l10n.t('{0}: proposed changes', path.posix.basename(document.uri.path));
    await vscode.commands.executeCommand(
      'vscode.diff',
      sideOf(document, editId, 'before'),
      sideOf(document, editId, 'after'),
      title,
      selection === undefined ? {} : { selection },
    );
  }

  /** The document or an edit of it changed: what is open of the comparison is read again. */
  refresh({ document }: ReviewedDocument, editIds: readonly string[]): void {
    for (const editId of editIds) {
      this.#change.fire(sideOf(document, editId, 'before'));
      this.#change.fire(sideOf(document, editId, 'after'));
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#change.dispose();
  }
}

/** The path is that of the document, so that VS Code recognises the language. */
function sideOf({ uri }: vscode.TextDocument, editId: string, side: 'before' | 'after'): vscode.Uri {
  return vscode.Uri.from({ scheme, path: uri.path, query: `${new URLSearchParams({ edit: editId, side })}` });
}
