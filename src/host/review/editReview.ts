import path from 'node:path';
import * as vscode from 'vscode';
import { createPendingEdit, type PendingHunk, toProposedEdit } from '../../edits/pendingEdit.ts';
import type { PlannedHunk } from '../../edits/plan.ts';
import type { EditVerdict, ProposedEdit } from '../../protocol/proposedEdit.ts';
import { keepTabOpen, watchDocumentEnd } from './documentEnd.ts';
import { isAtLine, isOpen, neighbour, openHunks, reveal } from './hunkPlace.ts';
import { ProposedText } from './proposedText.ts';
import { RemovedLines } from './removedLines.ts';
import { ReviewContext, type SetContext, setContext } from './reviewContext.ts';
import { type Choice, ReviewedDocument } from './reviewedDocument.ts';
import { type HunkName, ReviewThreads } from './reviewThreads.ts';

export interface OpenEdit {
  readonly id: string;
  readonly title: string;
  readonly document: vscode.TextDocument;
  readonly hunks: readonly PlannedHunk[];
  readonly verdict: EditVerdict;
  /** The text the hunks were planned on, with `\n`. The document may have changed since. */
  readonly baseText: string;
}

/**
 * The review of proposed edits in the editor. A document stays as it is until a person keeps a hunk; until then the
 * proposal is shown around it. Every view is made anew from the one value of each document, and nothing here takes
 * the focus except what a person asks to be shown.
 */
export class EditReview implements vscode.Disposable {
  readonly #reviewed = new Map<string, ReviewedDocument>();
  readonly #threads = new ReviewThreads();
  readonly #removedLines = new RemovedLines();
  readonly #context: ReviewContext;
  readonly #proposedText = new ProposedText((editId) => this.#find(editId));
  readonly #change = new vscode.EventEmitter<string>();
  readonly #lifetimes = new Map<string, vscode.Disposable>();
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: vscode.Disposable;

  /** An edit changed: its id. When its document went away, `proposedEdit` answers for the last time. */
  readonly onDidChange = this.#change.event;

  constructor(options: { readonly log: vscode.LogOutputChannel; readonly setContext?: SetContext }) {
    this.#log = options.log;
    this.#context = new ReviewContext(options.setContext ?? setContext);
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((event) => {
        const reviewed = this.#at(event.document.uri);
        if (reviewed === undefined) return;
        reviewed.follow(event);
        // Also changes that leave every hunk as it is are seen in a comparison.
        this.#proposedText.refresh(
          reviewed,
          reviewed.edits.map(({ id }) => id),
        );
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => {
        for (const reviewed of this.#reviewed.values()) this.#removedLines.show(reviewed);
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.#tellContext()),
      vscode.window.onDidChangeTextEditorSelection(() => this.#tellContext()),
    );
    this.#tellContext();
  }

  /** Shows an edit. One with the same id is replaced. */
  open({ document, baseText, ...edit }: OpenEdit): void {
    const key = document.uri.toString();
    let reviewed = this.#reviewed.get(key);
    if (reviewed === undefined) {
      reviewed = new ReviewedDocument(document, (changed, editIds) => this.#show(changed, editIds));
      this.#reviewed.set(key, reviewed);
      this.#lifetimes.set(
        key,
        watchDocumentEnd(document, () => this.#end(document.uri)),
      );
    }
    reviewed.add(createPendingEdit(edit), baseText);
    keepTabOpen(document);
    this.#log.debug(`Edit ${edit.id} opened with ${edit.hunks.length} hunks`);
  }

  /** Puts a hunk, or all pending hunks of an edit, into the document. Unknown ids do nothing. */
  async keep(editId: string, hunkId?: string): Promise<void> {
    await this.#find(editId)?.keep(named(editId, hunkId));
  }

  /** Drops a hunk, or all open hunks of an edit. Unknown ids do nothing. */
  undo(editId: string, hunkId?: string): void {
    this.#find(editId)?.undo(named(editId, hunkId));
  }

  /** Keeps every pending hunk of a document as one step. */
  async keepAll(uri: vscode.Uri): Promise<void> {
    await this.#at(uri)?.keep(() => true);
  }

  /** Drops every open hunk of a document. */
  undoAll(uri: vscode.Uri): void {
    this.#at(uri)?.undo(() => true);
  }

  /** Brings a hunk, or the first open one of an edit, before the person's eyes and puts the caret there. */
  async show(editId: string, hunkId?: string): Promise<void> {
    const reviewed = this.#find(editId);
    const hunks = reviewed?.edits.find(({ id }) => id === editId)?.hunks ?? [];
    const hunk = hunks.find(({ id }) => id === hunkId) ?? hunks.find(isOpen) ?? hunks[0];
    if (reviewed !== undefined && hunk !== undefined) await reveal(reviewed.document, hunk);
  }

  /** Opens an edit side by side, both sides read-only. */
  async compare(editId: string, hunkId?: string): Promise<void> {
    const reviewed = this.#find(editId);
    if (reviewed !== undefined) await this.#proposedText.compare(reviewed, editId, hunkId);
  }

  /** Goes to the open hunk after the caret, round the end. */
  async next(): Promise<void> {
    await this.#step(1);
  }

  /** Goes to the open hunk before the caret, round the start. */
  async previous(): Promise<void> {
    await this.#step(-1);
  }

  /** The edit as the panel shows it; undefined when it is not, or no longer, under review. */
  proposedEdit(editId: string): ProposedEdit | undefined {
    const reviewed = this.#find(editId);
    const edit = reviewed?.edits.find(({ id }) => id === editId);
    if (reviewed === undefined || edit === undefined) return undefined;
    const { uri, languageId } = reviewed.document;
    const folder = path.posix.dirname(vscode.workspace.asRelativePath(uri, false));
    return toProposedEdit(edit, {
      name: path.posix.basename(uri.path),
      folder: uri.scheme === 'untitled' || folder === '.' ? '' : folder,
      languageId,
      lineAt: reviewed.lineAt,
    });
  }

  /** Takes an edit out of the review. */
  discard(editId: string): void {
    this.#find(editId)?.discard(editId);
  }

  /**
   * The hunk a command is about: that of a thread or a name given as its argument, else the open one around the
   * caret. Arguments are not trusted: what they name is looked up.
   */
  locate(argument: unknown): HunkName | undefined {
    const given = this.#threads.hunkOf(argument) ?? asName(argument);
    if (given !== undefined) return this.#find(given.editId) === undefined ? undefined : given;
    return this.#hunkAtCaret(isOpen);
  }

  /** The threads that are shown. */
  get threads(): readonly vscode.CommentThread[] {
    return this.#threads.threads;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const lifetime of this.#lifetimes.values()) lifetime.dispose();
    this.#reviewed.clear();
    this.#threads.dispose();
    this.#removedLines.dispose();
    this.#proposedText.dispose();
    this.#change.dispose();
  }

  #find(editId: string): ReviewedDocument | undefined {
    return [...this.#reviewed.values()].find(({ edits }) => edits.some(({ id }) => id === editId));
  }

  #at(uri: vscode.Uri): ReviewedDocument | undefined {
    return this.#reviewed.get(uri.toString());
  }

  #show(reviewed: ReviewedDocument, editIds: readonly string[]): void {
    this.#threads.show(reviewed);
    this.#removedLines.show(reviewed);
    this.#proposedText.refresh(reviewed, editIds);
    this.#tellContext();
    for (const editId of editIds) this.#change.fire(editId);
  }

  #tellContext(): void {
    const withOpen = [...this.#reviewed.values()].filter(({ edits }) => openHunks(edits).length > 0);
    this.#context.tell({
      hasPendingEdits: withOpen.length > 0,
      inPendingEdit: this.#hunkAtCaret(({ status }) => status === 'pending') !== undefined,
      resourcesWithEdits: withOpen.map(({ document }) => document.uri),
    });
  }

  #hunkAtCaret(isWanted: (hunk: PendingHunk) => boolean): HunkName | undefined {
    const editor = vscode.window.activeTextEditor;
    const reviewed = editor === undefined ? undefined : this.#at(editor.document.uri);
    const line = editor?.selection.active.line ?? 0;
    for (const edit of reviewed?.edits ?? []) {
      const hunk = edit.hunks.find((each) => isWanted(each) && isAtLine(each, line));
      if (hunk !== undefined) return { editId: edit.id, hunkId: hunk.id };
    }
    return undefined;
  }

  async #step(direction: 1 | -1): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const active = editor === undefined ? undefined : this.#at(editor.document.uri);
    const hasOpen = (reviewed: ReviewedDocument): boolean => openHunks(reviewed.edits).length > 0;
    const reviewed =
      active !== undefined && hasOpen(active) ? active : [...this.#reviewed.values()].find(hasOpen);
    if (reviewed === undefined) return;
    const line = reviewed === active ? (editor?.selection.active.line ?? -1) : -1;
    const hunk = neighbour(openHunks(reviewed.edits), line, direction);
    if (hunk !== undefined) await reveal(reviewed.document, hunk);
  }

  #end(uri: vscode.Uri): void {
    const key = uri.toString();
    const reviewed = this.#reviewed.get(key);
    if (reviewed === undefined) return;
    reviewed.abandon();
    for (const { id } of reviewed.edits) reviewed.discard(id);
    this.#reviewed.delete(key);
    this.#lifetimes.get(key)?.dispose();
    this.#lifetimes.delete(key);
    this.#tellContext();
  }
}

function named(editId: string, hunkId: string | undefined): Choice {
  return (edit, hunk) => edit.id === editId && (hunkId === undefined || hunk.id === hunkId);
}

function asName(argument: unknown): HunkName | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if (!('editId' in argument) || typeof argument.editId !== 'string') return undefined;
  if (!('hunkId' in argument) || typeof argument.hunkId !== 'string') return undefined;
  return { editId: argument.editId, hunkId: argument.hunkId };
}
