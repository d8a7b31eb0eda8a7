import * as vscode from 'vscode';
import { createPendingEdit, type PendingHunk } from '../../edits/pendingEdit.ts';
import type { EditVerdict, ProposedEdit } from '../../protocol/proposedEdit.ts';
import { keepTabOpen, watchDocumentEnd } from './documentEnd.ts';
import { FileChange } from './fileChange.ts';
import { type Conflict, isAtLine, isOpen, linesNow, openHunks, reveal, stepFrom } from './hunkPlace.ts';
import type { LanguageCheck } from './languageCheck.ts';
import { checkedFile, type OpenEdit, type OpenFiles } from './openEdit.ts';
import { ProposedText } from './proposedText.ts';
import { RemovedLines } from './removedLines.ts';
import { ReviewContext, type SetContext, setContext } from './reviewContext.ts';
import { type Choice, ReviewedDocument } from './reviewedDocument.ts';
import {
  pendingIn,
  proposedFile,
  type ReviewedEdit,
  type ReviewedFile,
  toProposedEdit,
} from './reviewedEdit.ts';
import { type HunkName, ReviewThreads } from './reviewThreads.ts';

/** What of an edit is meant: one hunk, one file, or all of it. */
export type EditPart = { readonly hunkId?: string | undefined; readonly fileId?: string | undefined };

/**
 * The review of proposed edits in the editor. A document stays as it is until a person keeps a hunk; until then the
 * proposal is shown around it. Every view is made anew from the one value of each document, and nothing here takes
 * the focus except what a person asks to be shown.
 */
export class EditReview implements vscode.Disposable {
  readonly #reviewed = new Map<string, ReviewedDocument>();
  readonly #edits = new Map<string, ReviewedEdit>();
  readonly #threads = new ReviewThreads();
  readonly #removedLines = new RemovedLines();
  readonly #context: ReviewContext;
  readonly #proposedText = new ProposedText((editId) => this.#edits.get(editId));
  readonly #change = new vscode.EventEmitter<string>();
  readonly #lifetimes = new Map<string, vscode.Disposable>();
  readonly #log: vscode.LogOutputChannel;
  readonly #check: LanguageCheck | undefined;
  readonly #subscriptions: vscode.Disposable;

  /** An edit changed: its id. When its document went away, `proposedEdit` answers for the last time. */
  readonly onDidChange = this.#change.event;

  constructor(options: {
    readonly log: vscode.LogOutputChannel;
    readonly setContext?: SetContext;
    /** Asked about every edit whose text is fine; without it, that is enough. */
    readonly check?: LanguageCheck;
  }) {
    this.#log = options.log;
    this.#check = options.check;
    this.#context = new ReviewContext(options.setContext ?? setContext);
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((event) => {
        const reviewed = this.#at(event.document.uri);
        if (reviewed === undefined) return;
        reviewed.follow(event);
        // Also changes that leave every hunk as it is are seen in a comparison.
        this.#proposedText.refresh(reviewed.edits.map(({ id }) => id));
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => {
        for (const reviewed of this.#reviewed.values()) this.#removedLines.show(reviewed);
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.#tellContext()),
      vscode.window.onDidChangeTextEditorSelection(() => this.#tellContext()),
    );
    this.#tellContext();
  }

  /** Shows an edit of one document. One with the same id is replaced. */
  open({ id, title, verdict, ...hunks }: OpenEdit): void {
    this.openFiles({ id, title, verdict, files: [{ kind: 'modify', ...hunks }] });
  }

  /** Shows the hunks of an edit that is still being written, in place of those before; with none, takes them away. */
  preview({ id, title, document, hunks, baseText }: Omit<OpenEdit, 'verdict'>): void {
    if (hunks.length === 0) {
      this.discard(id);
      return;
    }
    const reviewed = this.#watch(document);
    const files: readonly ReviewedFile[] = [{ kind: 'document', fileId: id, reviewed }];
    this.#edits.set(id, { id, title, verdict: { kind: 'unverified', reason: 'checking' }, files });
    reviewed.add(createPendingEdit({ id, hunks, isDraft: true }), baseText);
  }

  /** Shows an edit of several files. One with the same id is replaced. */
  openFiles({ id, title, verdict, files }: OpenFiles): void {
    const isAlone = files.length === 1 && files[0]?.kind === 'modify';
    const opened = files.map((file, index): ReviewedFile => {
      const fileId = isAlone ? id : `${index + 1}`;
      if (file.kind !== 'modify') return { kind: 'change', fileId, change: new FileChange(fileId, file) };
      return { kind: 'document', fileId, reviewed: this.#watch(file.document) };
    });
    const kept = new Set(opened.map((file) => (file.kind === 'document' ? file.reviewed : undefined)));
    for (const reviewed of this.#reviewed.values()) if (!kept.has(reviewed)) reviewed.discard(id);
    const isChecked = this.#check !== undefined && verdict.kind === 'verified';
    const first: EditVerdict = isChecked ? { kind: 'unverified', reason: 'checking' } : verdict;
    this.#edits.set(id, { id, title, verdict: first, files: opened });
    if (isChecked) void this.#judge(id, files);
    for (const [index, file] of files.entries()) {
      if (file.kind !== 'modify') continue;
      const { document, baseText, hunks } = file;
      const ids = isAlone ? { id } : { id, fileId: `${index + 1}` };
      this.#watch(document).add(createPendingEdit({ ...ids, hunks }), baseText);
      keepTabOpen(document);
    }
    this.#log.debug(`Edit ${id} opened with ${files.length} files`);
    if (files.every(({ kind }) => kind !== 'modify')) this.#tell(id);
  }

  /**
   * Puts a hunk, a file or all that is pending of an edit into the workspace: one step to undo for each file. What
   * one file refuses does not hold up the others; the first refusal is thrown at the end. Unknown ids do nothing.
   */
  async keep(editId: string, part: EditPart | string = {}): Promise<void> {
    const { documents, changes } = this.#partsOf(editId, part);
    const refused: unknown[] = [];
    for (const keep of [
      ...documents.map(
        ({ reviewed, choice }) =>
          () =>
            reviewed.keep(choice),
      ),
      ...changes.map((change) => () => change.keep().finally(() => this.#tell(editId))),
    ]) {
      await keep().catch((error: unknown) => refused.push(error));
    }
    if (refused.length > 0) throw refused[0];
  }

  /** Drops a hunk, a file or all that is open of an edit. Unknown ids do nothing. */
  undo(editId: string, part: EditPart | string = {}): void {
    const chosen = this.#partsOf(editId, part);
    for (const { reviewed, choice } of chosen.documents) reviewed.undo(choice);
    for (const change of chosen.changes) change.undo();
    if (chosen.changes.length > 0) this.#tell(editId);
  }

  /** Keeps every pending hunk of a document as one step. */
  async keepAll(uri: vscode.Uri): Promise<void> {
    const reviewed = this.#at(uri);
    await reviewed?.keep(({ id }) => reviewed.isShown(id));
  }

  /** Drops every open hunk of a document. */
  undoAll(uri: vscode.Uri): void {
    const reviewed = this.#at(uri);
    reviewed?.undo(({ id }) => reviewed.isShown(id));
  }

  /** A hunk whose lines the person has changed, with the lines that are left of it or beside its place. */
  conflictOf({ editId, hunkId }: HunkName): Conflict | undefined {
    const files = this.#edits.get(editId)?.files ?? [];
    for (const file of files) {
      if (file.kind !== 'document') continue;
      const { reviewed } = file;
      const hunk = pendingIn(reviewed, editId)?.hunks.find(({ id }) => id === hunkId);
      if (hunk?.status === 'stale') return { ...linesNow(hunk, reviewed.document), hunk };
    }
    return undefined;
  }

  /** Brings a hunk, or the first open one of an edit, before the person's eyes and puts the caret there. */
  async show(editId: string, hunkId?: string): Promise<void> {
    const edit = this.#edits.get(editId);
    const places = (edit?.files ?? []).flatMap((file) =>
      file.kind !== 'document'
        ? []
        : (pendingIn(file.reviewed, editId)?.hunks ?? []).map((hunk) => ({ reviewed: file.reviewed, hunk })),
    );
    const place =
      places.find(({ hunk }) => hunk.id === hunkId) ?? places.find(({ hunk }) => isOpen(hunk)) ?? places[0];
    const isWhole = edit?.files.some(({ kind, fileId }) => kind === 'change' && fileId === hunkId) === true;
    if (isWhole || place === undefined) await this.compare(editId, hunkId);
    else await reveal(place.reviewed.document, place.hunk);
  }

  /** Opens an edit side by side, both sides read-only: the file of a hunk, or all files below each other. */
  async compare(editId: string, hunkId?: string): Promise<void> {
    const edit = this.#edits.get(editId);
    if (edit === undefined) return;
    const [only, ...others] = edit.files;
    const file = edit.files.find((each) =>
      proposedFile(editId, each)?.hunks.some(({ id }) => id === hunkId || each.fileId === hunkId),
    );
    const shown = file ?? (others.length === 0 ? only : undefined);
    if (shown === undefined) await this.#proposedText.compareAll(edit);
    else await this.#proposedText.compare(edit, shown, hunkId);
  }

  /** Goes to the open hunk after the caret, from file to file, round the end. */
  async next(): Promise<void> {
    await this.#step(1);
  }

  /** Goes to the open hunk before the caret, from file to file, round the start. */
  async previous(): Promise<void> {
    await this.#step(-1);
  }

  /** The edit as the panel shows it; undefined when it is not, or no longer, under review. */
  proposedEdit(editId: string): ProposedEdit | undefined {
    const edit = this.#edits.get(editId);
    return edit === undefined ? undefined : toProposedEdit(edit);
  }

  /** Shows an edit in its editors, or hides it while another version of the answer is looked at. */
  setShown(editId: string, isShown: boolean): void {
    for (const file of this.#edits.get(editId)?.files ?? []) {
      if (file.kind === 'document') file.reviewed.setShown(editId, isShown);
    }
  }

  /** Takes an edit out of the review. */
  discard(editId: string): void {
    if (!this.#edits.delete(editId)) return;
    for (const reviewed of this.#reviewed.values()) reviewed.discard(editId);
    this.#tell(editId);
  }

  /**
   * The hunk a command is about: that of a thread or a name given as its argument, else the open one around the
   * caret. Arguments are not trusted: what they name is looked up.
   */
  locate(argument: unknown): HunkName | undefined {
    const given = this.#threads.hunkOf(argument) ?? asName(argument);
    if (given !== undefined) return this.#edits.has(given.editId) ? given : undefined;
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
    this.#edits.clear();
    this.#threads.dispose();
    this.#removedLines.dispose();
    this.#proposedText.dispose();
    this.#change.dispose();
  }

  #at(uri: vscode.Uri): ReviewedDocument | undefined {
    return this.#reviewed.get(uri.toString());
  }

  /** Until the language service has answered, nobody vouches for the edit. */
  async #judge(editId: string, files: OpenFiles['files']): Promise<void> {
    const asked = this.#edits.get(editId)?.files;
    const verdict = await this.#check?.check(files.flatMap(checkedFile));
    const edit = this.#edits.get(editId);
    if (verdict === undefined || edit === undefined || edit.files !== asked) return;
    this.#edits.set(editId, { ...edit, verdict });
    this.#change.fire(editId);
  }

  #watch(document: vscode.TextDocument): ReviewedDocument {
    const key = document.uri.toString();
    const known = this.#reviewed.get(key);
    if (known !== undefined) return known;
    const reviewed = new ReviewedDocument(document, (changed, editIds) => this.#show(changed, editIds));
    this.#reviewed.set(key, reviewed);
    this.#lifetimes.set(
      key,
      watchDocumentEnd(document, {
        onEnd: () => this.#end(document.uri),
        onReopen: (again) => this.#at(document.uri)?.reopen(again),
      }),
    );
    return reviewed;
  }

  #partsOf(
    editId: string,
    part: EditPart | string,
  ): {
    readonly documents: readonly { readonly reviewed: ReviewedDocument; readonly choice: Choice }[];
    readonly changes: readonly FileChange[];
  } {
    const { hunkId, fileId } = typeof part === 'string' ? { hunkId: part, fileId: undefined } : part;
    const files = (this.#edits.get(editId)?.files ?? []).filter(
      (file) => fileId === undefined || file.fileId === fileId,
    );
    const choice: Choice = (edit, hunk) => edit.id === editId && (hunkId === undefined || hunk.id === hunkId);
    return {
      documents: files.flatMap((file) =>
        file.kind === 'document' ? [{ reviewed: file.reviewed, choice }] : [],
      ),
      changes: files.flatMap((file) =>
        file.kind === 'change' && (hunkId === undefined || file.fileId === hunkId) ? [file.change] : [],
      ),
    };
  }

  #show(reviewed: ReviewedDocument, editIds: readonly string[]): void {
    this.#threads.show(reviewed);
    this.#removedLines.show(reviewed);
    for (const editId of editIds) this.#tell(editId);
    if (editIds.length === 0) this.#tellContext();
  }

  #tell(editId: string): void {
    this.#proposedText.refresh([editId]);
    this.#tellContext();
    this.#change.fire(editId);
  }

  #tellContext(): void {
    const withOpen = [...this.#reviewed.values()].filter(({ shown }) => openHunks(shown).length > 0);
    const hasOpenFile = [...this.#edits.values()].some(({ files }) =>
      files.some((file) => file.kind === 'change' && file.change.status === 'pending'),
    );
    this.#context.tell({
      hasPendingEdits: withOpen.length > 0 || hasOpenFile,
      inPendingEdit: this.#hunkAtCaret(({ status }) => status === 'pending') !== undefined,
      resourcesWithEdits: withOpen.map(({ document }) => document.uri),
    });
  }

  #hunkAtCaret(isWanted: (hunk: PendingHunk) => boolean): HunkName | undefined {
    const editor = vscode.window.activeTextEditor;
    const reviewed = editor === undefined ? undefined : this.#at(editor.document.uri);
    const line = editor?.selection.active.line ?? 0;
    for (const edit of reviewed?.shown ?? []) {
      if (edit.isDraft) continue;
      const hunk = edit.hunks.find((each) => isWanted(each) && isAtLine(each, line));
      if (hunk !== undefined) return { editId: edit.id, hunkId: hunk.id };
    }
    return undefined;
  }

  async #step(direction: 1 | -1): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const active = editor === undefined ? undefined : this.#at(editor.document.uri);
    const caret = active === undefined ? undefined : { active, line: editor?.selection.active.line ?? 0 };
    const place = stepFrom([...this.#reviewed.values()], caret, direction);
    if (place !== undefined) await reveal(place.reviewed.document, place.hunk);
  }

  #end(uri: vscode.Uri): void {
    const key = uri.toString();
    const reviewed = this.#reviewed.get(key);
    if (reviewed === undefined) return;
    reviewed.abandon();
    const editIds = reviewed.edits.map(({ id }) => id);
    for (const editId of editIds) this.#forget(editId, reviewed);
    this.#reviewed.delete(key);
    this.#lifetimes.get(key)?.dispose();
    this.#lifetimes.delete(key);
    for (const editId of editIds) reviewed.discard(editId);
    this.#tellContext();
  }

  /** A document of an edit went away: the edit goes with its last file, and shows the others until then. */
  #forget(editId: string, reviewed: ReviewedDocument): void {
    const edit = this.#edits.get(editId);
    if (edit === undefined) return;
    const files = edit.files.map((file): ReviewedFile => {
      if (file.kind !== 'document' || file.reviewed !== reviewed) return file;
      const last = proposedFile(editId, file);
      return last === undefined ? file : { kind: 'ended', fileId: file.fileId, file: last };
    });
    if (files.every(({ kind }) => kind === 'ended')) this.#edits.delete(editId);
    else this.#edits.set(editId, { ...edit, files });
  }
}

function asName(argument: unknown): HunkName | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if (!('editId' in argument) || typeof argument.editId !== 'string') return undefined;
  if (!('hunkId' in argument) || typeof argument.hunkId !== 'string') return undefined;
  return { editId: argument.editId, hunkId: argument.hunkId };
}
