import * as vscode from 'vscode';
import type { TextAttachment } from '../chat/attachments.ts';
import { normalizedText } from './editor.ts';
import { Refusal } from './reportError.ts';

const scheme = 'cometapi-sent';

/** All snapshots together; in characters. The oldest go first. */
const mostCharacters = 20_000_000;

interface Snapshot {
  readonly uri: vscode.Uri;
  readonly name: string;
  /** What the model got. */
  readonly sent: string;
  /** The whole file at that moment, with `\n`. */
  readonly file: string;
  /** Zero-based line of the file where `sent` begins. */
  readonly startLine: number;
}

/**
 * The texts that went to the model, as they were at that moment, as read-only documents (B-30). They live as long as
 * the window.
 */
export class SentFiles implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #snapshots = new Map<string, Snapshot>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  #characters = 0;

  /** Keeps what is sent of a file, in the place of what was kept under the same id. */
  record({ item, excerpt }: TextAttachment, uri: vscode.Uri): void {
    this.#forget(item.id);
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
    const { name, lines } = item;
    const file = document === undefined || lines === undefined ? excerpt.text : normalizedText(document);
    const startLine = (lines?.start ?? 1) - 1;
    this.#snapshots.set(item.id, { uri, name, sent: excerpt.text, file, startLine });
    this.#characters += sizeOf(excerpt.text, file);
    for (const oldest of this.#snapshots.keys()) {
      if (this.#characters <= mostCharacters) break;
      this.#forget(oldest);
    }
  }

  /** Corrects what was sent under an id: secrets in it were masked. */
  correct(id: string, sent: string): void {
    const snapshot = this.#snapshots.get(id);
    if (snapshot === undefined || snapshot.sent === sent) return;
    this.#characters += sizeOf(sent, snapshot.file) - sizeOf(snapshot.sent, snapshot.file);
    this.#snapshots.set(id, { ...snapshot, sent });
  }

  /**
   * Opens what was sent under one of `ids`; a person chooses when there are several. Refuses with a sentence when
   * nothing of it is kept.
   */
  async show(ids: readonly string[]): Promise<void> {
    const rows = ids.flatMap((id) => {
      const snapshot = this.#snapshots.get(id);
      if (snapshot === undefined) return [];
      const { name: label, startLine, sent } = snapshot;
      return [{ id, label, description: `${startLine + 1}–${startLine + sent.split('\n').length}` }];
    });
    if (rows.length === 0) {
      throw new Refusal(
        vscode.l10n.t('What was sent is not kept any more: only as long as its window is open.'),
      );
    }
    const title = vscode.l10n.t('Show what was sent');
    const row = rows.length === 1 ? rows[0] : await vscode.window.showQuickPick(rows, { title });
    const snapshot = row === undefined ? undefined : this.#snapshots.get(row.id);
    if (row !== undefined && snapshot !== undefined) {
      await vscode.window.showTextDocument(uriOf(row.id, snapshot, 'sent'), { preview: true });
    }
  }

  /** Compares the whole file, as it was when the document `uri` of ours was sent, with what it is now. */
  async compare(uri: unknown): Promise<void> {
    const id = uri instanceof vscode.Uri && uri.scheme === scheme ? partOf(uri).id : '';
    const snapshot = this.#snapshots.get(id);
    if (snapshot === undefined) {
      throw new Refusal(
        vscode.l10n.t('What was sent is not kept any more: only as long as its window is open.'),
      );
    }
    const { name, startLine } = snapshot;
    try {
      await vscode.workspace.openTextDocument(snapshot.uri);
    } catch (error) {
      throw new Refusal(vscode.l10n.t('{0} does not exist any more.', name), { cause: error });
    }
    await vscode.commands.executeCommand(
      'vscode.diff',
      uriOf(id, snapshot, 'file'),
      snapshot.uri,
      vscode.l10n.t('{0}: as sent ↔ now', name),
      { selection: new vscode.Range(startLine, 0, startLine, 0) },
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const { id, part } = partOf(uri);
    const snapshot = this.#snapshots.get(id);
    // A tab that VS Code has opened again with a new window.
    if (snapshot === undefined) {
      return vscode.l10n.t('What was sent is not kept any more: only as long as its window is open.');
    }
    return part === 'file' ? snapshot.file : snapshot.sent;
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #forget(id: string): void {
    const snapshot = this.#snapshots.get(id);
    if (snapshot === undefined) return;
    this.#snapshots.delete(id);
    this.#characters -= sizeOf(snapshot.sent, snapshot.file);
  }
}

/** A whole file is the same string twice. */
function sizeOf(sent: string, file: string): number {
  return sent === file ? file.length : sent.length + file.length;
}

/** The name is that of the file, so that VS Code recognises the language; the folder is what a tab says beside it. */
function uriOf(id: string, { uri }: Snapshot, part: 'sent' | 'file'): vscode.Uri {
  const path = `/${vscode.l10n.t('as sent')}/${uri.path.slice(uri.path.lastIndexOf('/') + 1)}`;
  return vscode.Uri.from({ scheme, path, query: `${new URLSearchParams({ id, part })}` });
}

function partOf({ query }: vscode.Uri): { readonly id: string; readonly part: string } {
  const parameters = new URLSearchParams(query);
  return { id: parameters.get('id') ?? '', part: parameters.get('part') ?? '' };
}
