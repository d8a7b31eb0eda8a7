import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Attachment } from '../chat/attachments.ts';
import type { Chat } from './chat.ts';
import { attachLines, type LineRange, relativePath, revealLines, selectedLines } from './editor.ts';
import { Refusal } from './reportError.ts';

/**
 * Makes attachments of documents and finds the documents of attachments again. The panel knows only ids; which
 * file an id means is known here alone.
 */
export class ContextFiles {
  readonly #files = new Map<string, { readonly uri: vscode.Uri; readonly lines: LineRange | undefined }>();

  /** Lines of a document, or the whole document, as an attachment. */
  attachment(document: vscode.TextDocument, lines?: LineRange): Attachment {
    const id = randomUUID();
    const attachment = attachLines(document, lines ?? { startLine: 0, endLine: document.lineCount }, id);
    this.remember(attachment, document.uri, lines);
    return attachment;
  }

  /** Makes the file of an attachment that was made elsewhere known. */
  remember({ item }: Attachment, uri: vscode.Uri, lines: LineRange | undefined): void {
    this.#files.set(item.id, { uri, lines });
  }

  /**
   * Whole files as they are in their editors now, unsaved changes included; what was attached as a selection
   * stays as it was when it was attached. A file that cannot be read any more stays as it was, too.
   */
  async readAgain(attachments: readonly Attachment[]): Promise<readonly Attachment[]> {
    return Promise.all(
      attachments.map(async (attachment) => {
        const file = this.#files.get(attachment.item.id);
        if (file === undefined || file.lines !== undefined) return attachment;
        const document = await openText(file.uri).catch(() => undefined);
        if (document === undefined) return attachment;
        return attachLines(document, { startLine: 0, endLine: document.lineCount }, attachment.item.id);
      }),
    );
  }

  /** Opens the file of an attachment at its lines. An id that is not known does nothing. */
  async open(contextId: string): Promise<void> {
    const file = this.#files.get(contextId);
    if (file === undefined) return;
    await openText(file.uri);
    await revealLines(file.uri, file.lines);
  }

  /** Lets a person choose what to attach: the selection or an open file. */
  async pick(chat: Chat): Promise<void> {
    const items = pickItems();
    if (items.length === 0) throw new Refusal(vscode.l10n.t('Open a file to attach it.'));
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Attach to the next message'),
      matchOnDescription: true,
      canPickMany: true,
    });
    for (const { uri, lines } of picked ?? []) {
      chat.attach(this.attachment(await openText(uri), lines));
    }
  }
}

/** Opens a file as text. Refuses with a sentence when it is gone, too large for VS Code or not text. */
export async function openText(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    throw new Refusal(vscode.l10n.t('{0} cannot be read as text.', relativePath(uri)), { cause: error });
  }
}

interface PickItem extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
  readonly lines?: LineRange;
}

function pickItems(): PickItem[] {
  const items: PickItem[] = [];
  const editor = vscode.window.activeTextEditor;
  if (editor !== undefined && !editor.selection.isEmpty) {
    const lines = selectedLines(editor.selection);
    items.push({
      label: `$(selection) ${vscode.l10n.t('Selection')}`,
      description: `${relativePath(editor.document.uri)} ${lines.startLine + 1}–${lines.endLine}`,
      uri: editor.document.uri,
      lines,
    });
  }
  const seen = new Set<string>();
  for (const { input } of vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs)) {
    if (!(input instanceof vscode.TabInputText) || seen.has(input.uri.toString())) continue;
    seen.add(input.uri.toString());
    items.push({ label: `$(file) ${relativePath(input.uri)}`, uri: input.uri });
  }
  return items;
}
