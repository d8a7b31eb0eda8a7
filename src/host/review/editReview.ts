import path from 'node:path';
import * as vscode from 'vscode';
import {
  createPendingEdit,
  type PendingEdit,
  type PendingHunk,
  toProposedEdit,
} from '../../edits/pendingEdit.ts';
import type { PlannedHunk } from '../../edits/plan.ts';
import type { EditVerdict, ProposedEdit } from '../../protocol/transcript.ts';
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
  readonly #watchers = new Map<string, vscode.Disposable>();
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: vscode.Disposable;

  /** An edit changed: its id. When its document went away, `proposedEdit` answers for the last time. */
  readonly onDidChange = this.#change.event;

  constructor(options: { readonly log: vscode.LogOutputChannel; readonly setContext?: SetContext }) {
    this.#log = options.log;
    this.#context = new ReviewContext(options.setContext ?? setContext);
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((event) => this.#at(event.document.uri)?.follow(event)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        // A change of the language closes and opens the same document, which then is not closed.
        if (document.isClosed) this.#end(document.uri);
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const { document } of [...this.#reviewed.values()]) {
          if (files.some((deleted) => isWithin(document.uri, deleted))) this.#end(document.uri);
        }
      }),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const uri of closed.flatMap(urisOf)) if (!hasTab(uri)) this.#end(uri);
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
      this.#watchers.set(key, this.#watchDeletion(document.uri));
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
    for (const watcher of this.#watchers.values()) watcher.dispose();
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
    const hunks = openHunks(reviewed.edits).toSorted((a, b) => a.startLine - b.startLine);
    const line = reviewed === active ? (editor?.selection.active.line ?? -1) : -1;
    const hunk =
      direction === 1
        ? (hunks.find((each) => caretLine(each) > line) ?? hunks[0])
        : (hunks.findLast((each) => caretLine(each) < line) ?? hunks.at(-1));
    if (hunk !== undefined) await reveal(reviewed.document, hunk);
  }

  /** No event tells that a file was deleted outside VS Code; its document stays open. */
  #watchDeletion(uri: vscode.Uri): vscode.Disposable {
    if (uri.scheme === 'untitled') return new vscode.Disposable(() => {});
    const folder = uri.with({ path: path.posix.dirname(uri.path) });
    const pattern = new vscode.RelativePattern(folder, '*');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern, true, true, false);
    const subscription = watcher.onDidDelete((deleted) => {
      if (deleted.toString() === uri.toString()) this.#end(uri);
    });
    return vscode.Disposable.from(watcher, subscription);
  }

  #end(uri: vscode.Uri): void {
    const key = uri.toString();
    this.#reviewed.get(key)?.abandon();
    const reviewed = this.#reviewed.get(key);
    if (reviewed === undefined) return;
    for (const { id } of reviewed.edits) reviewed.discard(id);
    this.#reviewed.delete(key);
    this.#watchers.get(key)?.dispose();
    this.#watchers.delete(key);
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

function isOpen({ status }: PendingHunk): boolean {
  return status === 'pending' || status === 'stale';
}

function openHunks(edits: readonly PendingEdit[]): PendingHunk[] {
  return edits.flatMap(({ hunks }) => hunks.filter(isOpen));
}

/** An insertion belongs to the line it is shown below. */
function caretLine({ startLine, lineCount }: PendingHunk): number {
  return lineCount === 0 ? Math.max(0, startLine - 1) : startLine;
}

function isAtLine(hunk: PendingHunk, line: number): boolean {
  const first = caretLine(hunk);
  return first <= line && line < first + Math.max(1, hunk.lineCount);
}

function isWithin(uri: vscode.Uri, folder: vscode.Uri): boolean {
  return uri.toString() === folder.toString() || uri.toString().startsWith(`${folder}/`);
}

/** The documents that a tab shows. */
function urisOf({ input }: vscode.Tab): vscode.Uri[] {
  if (input instanceof vscode.TabInputText) return [input.uri];
  return input instanceof vscode.TabInputTextDiff ? [input.original, input.modified] : [];
}

/** A closed tab ends the review although VS Code may hold the document for some minutes more. */
function hasTab(uri: vscode.Uri): boolean {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs.flatMap(urisOf))
    .some((other) => other.toString() === uri.toString());
}

/** A preview tab would give way to the next file that is looked at, and its review with it. */
function keepTabOpen({ uri }: vscode.TextDocument): void {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  const isShown = tab !== undefined && urisOf(tab).some((other) => other.toString() === uri.toString());
  if (isShown && tab.isPreview) void vscode.commands.executeCommand('workbench.action.keepEditor');
}

async function reveal(document: vscode.TextDocument, hunk: PendingHunk): Promise<void> {
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const column = visible?.viewColumn;
  const editor = await vscode.window.showTextDocument(
    document,
    column === undefined ? {} : { viewColumn: column },
  );
  const line = Math.min(caretLine(hunk), document.lineCount - 1);
  const caret = new vscode.Position(line, 0);
  editor.selection = new vscode.Selection(caret, caret);
  editor.revealRange(new vscode.Range(caret, caret), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
