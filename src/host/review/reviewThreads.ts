import * as vscode from 'vscode';
import { excerptOf } from '../../edits/excerpt.ts';
import { hiddenCharacters, withVisibleCharacters } from '../../edits/hiddenCharacters.ts';
import type { PendingEdit, PendingHunk } from '../../edits/pendingEdit.ts';
import type { ReviewedDocument } from './reviewedDocument.ts';

/** Names one hunk of an edit, also in the arguments of commands. */
export interface HunkName {
  readonly editId: string;
  readonly hunkId: string;
}

interface ShownThread {
  readonly thread: vscode.CommentThread;
  readonly name: HunkName;
  readonly uri: string;
  hunk: PendingHunk;
  isDraft: boolean;
}

/** Code up to this width never needs a scroll bar in an editor beside the chat. */
const narrowLine = 40;

/** VS Code cuts a comment at 100,000 characters, and a thread is no place to read that much. */
const shownCode = { maxLines: 400, maxCharacters: 20_000 };
const shownReason = { maxLines: 1, maxCharacters: 4000 };
const longestLabel = 500;

/** The commands that links in a thread may run. */
const linkedCommands = [
  'cometapi.keepEdit',
  'cometapi.undoEdit',
  'cometapi.rerunEdit',
  'cometapi.showEditDiff',
];

/**
 * The new code of every open hunk, shown below the lines it replaces as a comment thread: a place in the editor that
 * takes no focus, leaves the document alone, can be reached by keys and is read out.
 */
export class ReviewThreads implements vscode.Disposable {
  readonly #controller: vscode.CommentController;
  readonly #themes: vscode.Disposable;
  readonly #shown = new Map<string, ShownThread>();

  constructor() {
    this.#controller = vscode.comments.createCommentController(
      'cometapi.edits',
      vscode.l10n.t('CometAPI changes'),
    );
    this.#controller.options = {
      prompt: vscode.l10n.t('Ask for a different change'),
      placeHolder: vscode.l10n.t('What should be different? What you kept stays.'),
    };
    // VS Code colours code in a comment when it is set, and not again.
    this.#themes = vscode.window.onDidChangeActiveColorTheme(() => {
      for (const { thread } of this.#shown.values()) thread.comments = [...thread.comments];
    });
  }

  /** Makes the threads of a document those of its open hunks. */
  show(reviewed: ReviewedDocument): void {
    const uri = reviewed.document.uri.toString();
    const open = new Set<string>();
    for (const edit of reviewed.shown) {
      for (const hunk of edit.hunks) {
        if (hunk.status !== 'pending' && hunk.status !== 'stale') continue;
        const key = JSON.stringify([edit.id, hunk.id]);
        open.add(key);
        const shown = this.#shown.get(key);
        if (shown === undefined) this.#shown.set(key, this.#create(reviewed, edit, hunk));
        else update(shown, edit, hunk, reviewed.document);
      }
    }
    for (const [key, shown] of this.#shown) {
      if (shown.uri === uri && !open.has(key)) {
        shown.thread.dispose();
        this.#shown.delete(key);
      }
    }
  }

  /** The hunk that a thread shows; undefined for anything that is not a thread of ours. */
  hunkOf(thread: unknown): HunkName | undefined {
    return [...this.#shown.values()].find((shown) => shown.thread === thread)?.name;
  }

  /** The threads as they are now, in the order they were opened. */
  get threads(): readonly vscode.CommentThread[] {
    return [...this.#shown.values()].map(({ thread }) => thread);
  }

  dispose(): void {
    this.#themes.dispose();
    this.#shown.clear();
    this.#controller.dispose();
  }

  #create(reviewed: ReviewedDocument, edit: PendingEdit, hunk: PendingHunk): ShownThread {
    const { document } = reviewed;
    const name = { editId: edit.id, hunkId: hunk.id };
    // With its comments from the start: a thread that has none shows its reply box open and may take the focus.
    const contents = contentsOf(hunk, name, { edit, languageId: document.languageId });
    const thread = this.#controller.createCommentThread(document.uri, rangeOf(hunk, document), contents);
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    const shown = { thread, name, uri: document.uri.toString(), hunk, isDraft: edit.isDraft };
    describe(shown, edit);
    return shown;
  }
}

function update(
  shown: ShownThread,
  edit: PendingEdit,
  hunk: PendingHunk,
  document: vscode.TextDocument,
): void {
  const before = shown.hunk;
  const isSame =
    before.status === hunk.status &&
    before.added === hunk.added &&
    before.removed === hunk.removed &&
    shown.isDraft === edit.isDraft;
  shown.hunk = hunk;
  shown.isDraft = edit.isDraft;
  const range = rangeOf(hunk, document);
  if (shown.thread.range?.isEqual(range) !== true) shown.thread.range = range;
  if (isSame) return;
  describe(shown, edit);
  shown.thread.comments = contentsOf(hunk, shown.name, { edit, languageId: document.languageId });
}

/** Everything of a thread but its comments. */
function describe({ thread, hunk }: ShownThread, edit: PendingEdit): void {
  thread.contextValue = edit.isDraft ? 'draft' : hunk.status;
  thread.canReply = !edit.isDraft;
  thread.label = labelOf(edit, hunk);
}

function labelOf(edit: PendingEdit, { id, why }: PendingHunk): string {
  const number = edit.hunks.findIndex((hunk) => hunk.id === id) + 1;
  const reason = why === '' || !fitsLabel(why) ? undefined : withVisibleCharacters(why.replaceAll('`', ''));
  if (edit.isDraft) {
    return reason === undefined
      ? vscode.l10n.t('Change {0}, still being written', number)
      : vscode.l10n.t('Change {0}, still being written: {1}', number, reason);
  }
  return reason === undefined
    ? vscode.l10n.t('Change {0} of {1}', number, edit.hunks.length)
    : vscode.l10n.t('Change {0} of {1}: {2}', number, edit.hunks.length, reason);
}

/**
 * The model's words and code are in a comment of their own that can run nothing. The other comment is all ours: its
 * links run commands, and VS Code would cut them off with the end of a long body.
 */
function contentsOf(
  hunk: PendingHunk,
  name: HunkName,
  { edit, languageId }: { readonly edit: PendingEdit; readonly languageId: string },
): vscode.Comment[] {
  const links = new vscode.MarkdownString(linksOf(hunk, name), true);
  links.isTrusted = { enabledCommands: linkedCommands };
  const mode = vscode.CommentMode.Preview;
  const change = {
    author: { name: summaryOf(hunk) },
    body: new vscode.MarkdownString(changeOf(hunk, languageId)),
    mode,
  };
  return edit.isDraft ? [change] : [change, { author: { name: 'CometAPI' }, body: links, mode }];
}

/** The lines the thread hangs below. An insertion hangs below the line in front of it. */
function rangeOf({ startLine, lineCount }: PendingHunk, document: vscode.TextDocument): vscode.Range {
  const first = lineCount === 0 ? startLine - 1 : startLine;
  const last = startLine + lineCount - 1;
  const within = (line: number): number => Math.min(Math.max(line, 0), document.lineCount - 1);
  return new vscode.Range(within(first), 0, within(last), 0);
}

function summaryOf({ removed, added, startLine }: PendingHunk): string {
  if (removed.length === 0) {
    if (startLine === 0) return vscode.l10n.t('Adds at the top of the file');
    return added.length === 1 ? vscode.l10n.t('Adds 1 line') : vscode.l10n.t('Adds {0} lines', added.length);
  }
  if (added.length === 0) {
    return removed.length === 1
      ? vscode.l10n.t('Removes 1 line')
      : vscode.l10n.t('Removes {0} lines', removed.length);
  }
  return removed.length === 1
    ? vscode.l10n.t('Replaces 1 line with')
    : vscode.l10n.t('Replaces {0} lines with', removed.length);
}

/** VS Code escapes the label of a thread as if it were HTML and shows the result, `&lt;` for `<`. */
function fitsLabel(why: string): boolean {
  return why.length <= longestLabel && !/[<>&"]/.test(why);
}

/** The reason, the warnings and the new code, as Markdown. */
function changeOf(hunk: PendingHunk, languageId: string): string {
  const parts: string[] = [];
  if (!fitsLabel(hunk.why)) parts.push(plain(excerptOf([hunk.why], shownReason).lines.join('')));
  if (hunk.status === 'stale') {
    parts.push(
      `**${vscode.l10n.t('Conflict')}** ${vscode.l10n.t('You edited these lines. Ask again to update this change.')}`,
    );
  }
  const hidden = hiddenCharacters(hunk.added);
  if (hidden.length > 0) parts.push(vscode.l10n.t('Contains hidden characters: {0}', hidden.join(', ')));
  const { lines, missing } = excerptOf(hunk.added, shownCode);
  if (hunk.added.length > 0) parts.push(fenced(lines.map(withVisibleCharacters), languageId));
  else if (hunk.removed.length === 1) parts.push(vscode.l10n.t('Removes the line above.'));
  else parts.push(vscode.l10n.t('Removes the {0} lines above.', hunk.removed.length));
  if (missing === 1) parts.push(vscode.l10n.t('… 1 more line, Compare shows all'));
  else if (missing > 1) parts.push(vscode.l10n.t('… {0} more lines, Compare shows all', missing));
  // The scroll bar of wide code lies over the last line.
  else if (lines.some(({ length }) => length > narrowLine)) parts.push('&nbsp;');
  return parts.join('\n\n');
}

function linksOf({ status }: PendingHunk, name: HunkName): string {
  const undo = link('cometapi.undoEdit', '$(discard)', vscode.l10n.t('Undo'), name);
  if (status === 'stale') {
    const rerun = link('cometapi.rerunEdit', '$(debug-rerun)', vscode.l10n.t('Re-run'), name);
    return [rerun, undo].join(' &nbsp; ');
  }
  const keep = link('cometapi.keepEdit', '$(check)', vscode.l10n.t('Keep'), name);
  const compare = link('cometapi.showEditDiff', '$(diff)', vscode.l10n.t('Compare'), name);
  return [keep, undo, compare].join(' &nbsp; ');
}

/** Markdown that shows a text as it is; `appendText` alone leaves `<…>` a link. */
function plain(text: string): string {
  return new vscode.MarkdownString().appendText(withVisibleCharacters(text)).value.replaceAll('<', '&lt;');
}

/** A code block that nothing inside can end. */
function fenced(lines: readonly string[], languageId: string): string {
  const longest = Math.max(2, ...lines.map((line) => /`+/.exec(line.trim())?.[0].length ?? 0));
  const fence = '`'.repeat(longest + 1);
  const language = /^[\w.+#-]+$/.test(languageId) ? languageId : '';
  return [fence + language, ...lines, fence].join('\n');
}

function link(command: string, icon: string, label: string, name: HunkName): string {
  return `[${icon} ${label}](command:${command}?${encodeURIComponent(JSON.stringify([name]))})`;
}
