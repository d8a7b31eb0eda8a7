import path from 'node:path';
import * as vscode from 'vscode';
import { pendingHunks } from '../../edits/pendingEdit.ts';
import {
  type Comparison,
  comparisonOf,
  pendingIn,
  type ReviewedEdit,
  type ReviewedFile,
} from './reviewedEdit.ts';

const scheme = 'cometapi-edit';

/**
 * Shows an edit side by side: two read-only documents for each file, the text as it is and the text with what is
 * pending, that follow the review. The real document stays out of it, and with it the threads.
 */
export class ProposedText implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #find: (editId: string) => ReviewedEdit | undefined;
  readonly #registration: vscode.Disposable;
  readonly #change = new vscode.EventEmitter<vscode.Uri>();
  /** What was opened so far, by address. */
  readonly #opened = new Map<string, vscode.Uri>();
  readonly onDidChange = this.#change.event;

  constructor(find: (editId: string) => ReviewedEdit | undefined) {
    this.#find = find;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    this.#opened.set(uri.toString(), uri);
    const side = new URLSearchParams(uri.query);
    const editId = side.get('edit') ?? '';
    const file = this.#find(editId)?.files.find(({ fileId }) => fileId === side.get('file'));
    const comparison = file === undefined ? undefined : comparisonOf(editId, file);
    return (side.get('side') === 'before' ? comparison?.before : comparison?.after) ?? '';
  }

  /** Opens one file of an edit, with the caret at `hunkId` on the side of the new text. */
  async compare(edit: ReviewedEdit, file: ReviewedFile, hunkId: string | undefined): Promise<void> {
    const comparison = comparisonOf(edit.id, file);
    if (comparison === undefined) return;
    const line = file.kind === 'document' ? lineAfter(edit.id, file, hunkId) : undefined;
    await vscode.commands.executeCommand(
      'vscode.diff',
      sideOf({ edit, file, comparison }, 'before'),
      sideOf({ edit, file, comparison }, 'after'),
      vscode.l10n.t('{0}: proposed changes', path.posix.basename(comparison.uri.path)),
      line === undefined ? {} : { selection: new vscode.Range(line, 0, line, 0) },
    );
  }

  /** Opens all files of an edit that have something pending below each other. */
  async compareAll(edit: ReviewedEdit): Promise<void> {
    const resources = edit.files.flatMap((file) => {
      const comparison = comparisonOf(edit.id, file);
      if (comparison === undefined) return [];
      const { uri, before, after } = comparison;
      const left = before === undefined ? undefined : sideOf({ edit, file, comparison }, 'before');
      const right = after === undefined ? undefined : sideOf({ edit, file, comparison }, 'after');
      return [[uri, left, right]];
    });
    const title = edit.title === '' ? vscode.l10n.t('Proposed changes') : edit.title;
    if (resources.length > 0) await vscode.commands.executeCommand('vscode.changes', title, resources);
  }

  /** Documents or edits changed: what is open of a comparison is read again. */
  refresh(editIds: readonly string[]): void {
    for (const uri of this.#opened.values()) {
      if (editIds.includes(new URLSearchParams(uri.query).get('edit') ?? '')) this.#change.fire(uri);
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#change.dispose();
  }
}

/** The line of a hunk in the text with everything pending. */
function lineAfter(
  editId: string,
  { reviewed }: ReviewedFile & { kind: 'document' },
  hunkId: string | undefined,
): number | undefined {
  const pending = pendingIn(reviewed, editId);
  if (pending === undefined || hunkId === undefined) return undefined;
  let moved = 0;
  for (const hunk of pendingHunks(pending)) {
    if (hunk.id === hunkId) return hunk.startLine + moved;
    moved += hunk.added.length - hunk.removed.length;
  }
  return 0;
}

/** The path is that of the document, so that VS Code recognises the language. */
function sideOf(
  shown: { readonly edit: ReviewedEdit; readonly file: ReviewedFile; readonly comparison: Comparison },
  side: 'before' | 'after',
): vscode.Uri {
  const query = new URLSearchParams({ edit: shown.edit.id, file: shown.file.fileId, side });
  return vscode.Uri.from({ scheme, path: shown.comparison.uri.path, query: `${query}` });
}
