import * as vscode from 'vscode';
import {
  addEdit,
  type DocumentReview,
  emptyReview,
  followChanges,
  type Keep,
  planKeep,
  removeEdit,
  replaceEdit,
  settleKeep,
} from '../../edits/documentReview.ts';
import { changesBetween, type TextChange, toTextChanges } from '../../edits/hunk.ts';
import type { LineAt } from '../../edits/lines.ts';
import {
  abandonEdit,
  type PendingEdit,
  type PendingHunk,
  rebaseEdit,
  undoHunks,
} from '../../edits/pendingEdit.ts';
import { normalizedText } from '../editor.ts';
import { Refusal } from '../reportError.ts';

/** Chooses hunks of a document. */
export type Choice = (edit: PendingEdit, hunk: PendingHunk) => boolean;

/**
 * The review of one open document: keeps the edits in step with its text and is the only one who writes into it,
 * in one step for each `keep` and never without one. Nothing is saved.
 */
export class ReviewedDocument {
  readonly lineAt: LineAt;
  readonly #onChange: (reviewed: ReviewedDocument, editIds: readonly string[]) => void;
  #document: vscode.TextDocument;
  #review: DocumentReview = emptyReview;
  /** Edits that are not shown: those of versions of an answer that one has turned away from. */
  readonly #hidden = new Set<string>();
  /** What is being applied now: its change of the document is our own. */
  #keeping: Keep | undefined;
  #lastKeep: Promise<void> = Promise.resolve();

  /** `onChange` is told the edits that look different from before, after each change. */
  constructor(
    document: vscode.TextDocument,
    onChange: (reviewed: ReviewedDocument, editIds: readonly string[]) => void,
  ) {
    this.#document = document;
    this.#onChange = onChange;
    this.lineAt = (line) =>
      line >= 0 && line < this.document.lineCount ? this.document.lineAt(line).text : undefined;
  }

  get document(): vscode.TextDocument {
    return this.#document;
  }

  /** Goes on with another document of the same file: VS Code lets go of one that no editor shows. */
  reopen(document: vscode.TextDocument): void {
    if (document === this.#document) return;
    const before = this.#review.text ?? '';
    this.#document = document;
    this.#become(
      followChanges(this.#review, {
        changes: changesBetween(before, normalizedText(document)),
        lineAt: this.lineAt,
        readText: () => normalizedText(document),
        undoing: false,
      }),
    );
  }

  get edits(): readonly PendingEdit[] {
    return this.#review.edits;
  }

  /** The edits to be seen in the editor. */
  get shown(): readonly PendingEdit[] {
    return this.edits.filter(({ id }) => this.isShown(id));
  }

  isShown(editId: string): boolean {
    return !this.#hidden.has(editId);
  }

  /** Shows or hides an edit. A hidden one follows the document all the same. */
  setShown(editId: string, isShown: boolean): void {
    if (this.isShown(editId) === isShown) return;
    if (isShown) this.#hidden.delete(editId);
    else this.#hidden.add(editId);
    this.#onChange(this, []);
  }

  /** Adds an edit that was planned on `baseText` (with `\n`); what changed since is followed, or makes it stale. */
  add(edit: PendingEdit, baseText: string): void {
    const text = normalizedText(this.document);
    const changes = changesBetween(baseText, text);
    const rebased = rebaseEdit(edit, { changes, lineAt: this.lineAt });
    this.#become(addEdit(removeEdit(this.#review, edit.id), rebased, text));
  }

  /** Follows a change of the document. */
  follow({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    if (document !== this.#document) {
      this.reopen(document);
      return;
    }
    const keep = this.#keeping;
    if (keep !== undefined && normalizedText(this.document) === keep.textAfter) {
      this.#keeping = undefined;
      this.#become(settleKeep(this.#review, keep));
      return;
    }
    this.#become(
      followChanges(this.#review, {
        changes: contentChanges,
        lineAt: this.lineAt,
        readText: () => normalizedText(this.document),
        undoing: reason !== undefined,
      }),
    );
  }

  /**
   * Puts the chosen pending hunks into the document as one step of its undo stack. Keeps follow one another, so that
   * a second click finds nothing left to do. Refuses with a sentence when there are only stale hunks to keep, and when
   * the document did not change, whatever the editor said.
   */
  keep(isChosen: Choice): Promise<void> {
    const keep = this.#lastKeep.then(() => this.#apply(isChosen));
    this.#lastKeep = keep.catch(() => {});
    return keep;
  }

  async #apply(isChosen: Choice): Promise<void> {
    if (this.#document.isClosed) this.reopen(await vscode.workspace.openTextDocument(this.#document.uri));
    const { document, lineAt } = this;
    const keep = planKeep(this.#review, isChosen, { text: normalizedText(document), lineAt });
    if (keep.hunks.length === 0) {
      const isStale = this.edits.some((edit) =>
        edit.hunks.some((hunk) => hunk.status === 'stale' && isChosen(edit, hunk)),
      );
      if (!isStale) return;
      throw new Refusal(vscode.l10n.t('You edited these lines. Ask again to update this change.'));
    }
    if (keep.textAfter === keep.textBefore) {
      // Hunks of two edits can cancel each other out, and the editor tells of no change.
      this.#become(settleKeep(this.#review, keep));
      return;
    }
    const changes = toTextChanges({ lineCount: document.lineCount, lineAt }, keep.hunks);
    this.#keeping = keep;
    let isSeen = false;
    const isAccepted = await replaceIn(document, changes).finally(() => {
      isSeen = this.#keeping !== keep;
      this.#keeping = undefined;
    });
    // An editor that is set to read-only takes the edit and does nothing.
    if (isAccepted && !isSeen) {
      throw new Refusal(
        vscode.l10n.t(
          'The change was not applied: the editor is read-only. Make it writable and keep it again.',
        ),
      );
    }
    if (!isAccepted) {
      throw new Refusal(
        vscode.l10n.t('The change was not applied because the file changed at that moment. Keep it again.'),
      );
    }
  }

  /** Drops the chosen hunks, stale ones too. The document is not touched. */
  undo(isChosen: Choice): void {
    let review = this.#review;
    for (const edit of review.edits) {
      if (edit.isDraft) continue;
      const chosen = edit.hunks.filter((hunk) => isChosen(edit, hunk)).map(({ id }) => id);
      review = replaceEdit(review, undoHunks(edit, new Set(chosen)));
    }
    this.#become(review);
  }

  /** Forgets an edit. */
  discard(editId: string): void {
    this.#hidden.delete(editId);
    this.#become(removeEdit(this.#review, editId));
  }

  /** The document went away: nothing can be kept any more. */
  abandon(): void {
    this.#become({ ...this.#review, edits: this.#review.edits.map(abandonEdit) });
  }

  #become(review: DocumentReview): void {
    const before = new Map(this.#review.edits.map((edit) => [edit.id, edit]));
    this.#review = review;
    const changed = review.edits.filter((edit) => before.get(edit.id) !== edit).map(({ id }) => id);
    const removed = [...before.keys()].filter((id) => review.edits.every((edit) => edit.id !== id));
    if (changed.length + removed.length > 0) this.#onChange(this, [...changed, ...removed]);
  }
}

/**
 * Replaces ranges of a document as one step of its undo stack; false when it changed at that moment. In the active
 * editor VS Code shortens a WorkspaceEdit to the UTF-16 units that differ, which destroys a character when another
 * one with the same first half takes its place; an edit of a TextEditor is applied as it is.
 */
async function replaceIn(document: vscode.TextDocument, changes: readonly TextChange[]): Promise<boolean> {
  const replacements = changes.map(({ range: { start, end }, text }) => ({
    range: new vscode.Range(start.line, start.character, end.line, end.character),
    text,
  }));
  const editor = vscode.window.visibleTextEditors.find((visible) => visible.document === document);
  if (editor !== undefined) {
    return editor.edit((builder) => {
      for (const { range, text } of replacements) builder.replace(range, text);
    });
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { range, text } of replacements) edit.replace(document.uri, range, text);
  return vscode.workspace.applyEdit(edit);
}
