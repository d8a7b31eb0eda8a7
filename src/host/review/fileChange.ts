import { Buffer } from 'node:buffer';
import * as vscode from 'vscode';
import type { HunkStatus } from '../../edits/pendingEdit.ts';
import type { ProposedFile } from '../../protocol/proposedEdit.ts';
import { normalizedText, relativePath } from '../editor.ts';
import { Refusal } from '../reportError.ts';
import { isInWorkspace } from '../workspaceFile.ts';
import { nameOf } from './fileName.ts';

/** A file that is to be created, deleted or renamed. Texts use `\n`. */
export type WholeFile =
  | { readonly kind: 'create'; readonly uri: vscode.Uri; readonly text: string; readonly why: string }
  | { readonly kind: 'delete'; readonly uri: vscode.Uri; readonly text: string; readonly why: string }
  | {
      readonly kind: 'rename';
      readonly uri: vscode.Uri;
      readonly to: vscode.Uri;
      readonly text: string;
      readonly why: string;
    };

/** A change of a whole file under review. Nothing happens to it before `keep`. */
export class FileChange {
  readonly id: string;
  readonly file: WholeFile;
  #status: HunkStatus = 'pending';

  constructor(id: string, file: WholeFile) {
    this.id = id;
    this.file = file;
  }

  get status(): HunkStatus {
    return this.#status;
  }

  /**
   * Makes the change, as one step that VS Code's undo of files takes back. Refuses with a sentence when the file is
   * not what it was, its place is taken, or it is not in the workspace; nothing is ever overwritten.
   */
  async keep(): Promise<void> {
    if (this.#status !== 'pending') return;
    const edit = await this.#prepare();
    if (this.#status !== 'pending') return;
    this.#status = 'kept';
    const isApplied = await vscode.workspace.applyEdit(edit);
    if (isApplied) return;
    this.#status = 'pending';
    throw new Refusal(vscode.l10n.t('{0} could not be changed. Keep it again.', this.#name));
  }

  /** Drops the change. */
  undo(): void {
    if (this.#status === 'pending' || this.#status === 'stale') this.#status = 'undone';
  }

  /** The change as the panel shows it: one hunk with all the lines that come or go. */
  proposed(): ProposedFile {
    const { file, id } = this;
    const lines = file.text.split('\n');
    const shown = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
    return {
      id,
      ...nameOf(file.uri),
      languageId: '',
      change: file.kind === 'rename' ? { kind: 'rename', to: relativePath(file.to) } : { kind: file.kind },
      hunks: [
        {
          id,
          why: file.why,
          status: this.#status,
          line: 1,
          removed: file.kind === 'delete' ? shown : [],
          added: file.kind === 'create' ? shown : [],
        },
      ],
    };
  }

  get #name(): string {
    return relativePath(this.file.uri);
  }

  async #prepare(): Promise<vscode.WorkspaceEdit> {
    const { file } = this;
    const edit = new vscode.WorkspaceEdit();
    const made = file.kind === 'create' ? file.uri : file.kind === 'rename' ? file.to : undefined;
    if (!isInWorkspace(file.uri) || (made !== undefined && !isInWorkspace(made))) {
      this.#refuse(vscode.l10n.t('{0} is not in the workspace any more.', this.#name));
    }
    if (made !== undefined && (await exists(made))) {
      this.#refuse(vscode.l10n.t('{0} exists by now. Ask again.', relativePath(made)));
    }
    if (file.kind !== 'create' && (await textNow(file.uri)) !== file.text) {
      this.#refuse(vscode.l10n.t('{0} has changed since. Ask again.', this.#name));
    }
    switch (file.kind) {
      case 'create':
        edit.createFile(file.uri, { contents: Buffer.from(withSetLineEnds(file)), overwrite: false });
        return edit;
      case 'delete':
        edit.deleteFile(file.uri);
        return edit;
      case 'rename':
        edit.renameFile(file.uri, file.to, { overwrite: false });
        return edit;
    }
  }

  #refuse(sentence: string): never {
    this.#status = 'stale';
    throw new Refusal(sentence);
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
  }
}

/** What a person would lose: the text with unsaved changes. */
async function textNow(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return normalizedText(await vscode.workspace.openTextDocument(uri));
  } catch {
    return undefined;
  }
}

function withSetLineEnds({ uri, text }: { readonly uri: vscode.Uri; readonly text: string }): string {
  const eol = vscode.workspace.getConfiguration('files', uri).get<string>('eol');
  const isWindows = eol === '\r\n' || (eol === 'auto' && process.platform === 'win32');
  return isWindows ? text.replaceAll('\n', '\r\n') : text;
}
