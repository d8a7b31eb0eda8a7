import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { type Attachment, isText, type TextAttachment } from '../chat/attachments.ts';
import { contentOf } from '../chat/mediaType.ts';
import { maxFileBytes } from '../protocol/attachmentLimits.ts';
import type { ChatIntent } from '../protocol/messages.ts';
import type { ContextKind } from '../protocol/transcript.ts';
import { askAboutSecrets } from './askAboutSecrets.ts';
import { AttachmentFiles } from './attachmentFiles.ts';
import { bytesAttachment, cleanName, requireSize, textAttachment } from './bytesAttachment.ts';
import type { Chat } from './chat.ts';
import { attachLines, type LineRange, relativePath, revealLines, selectedLines } from './editor.ts';
import { Refusal } from './reportError.ts';
import { SentFiles } from './sentFiles.ts';

/** Where the content of an attachment is: in a file, or nowhere but in the attachment. */
export type Origin =
  | { readonly kind: 'file'; readonly uri: vscode.Uri; readonly lines: LineRange | undefined }
  | { readonly kind: 'memory'; readonly attachment: Attachment };

/**
 * Makes attachments of files, of what the panel sends and of documents, and finds them again. The panel knows
 * only ids; which file or content an id means is known here alone.
 */
export class ContextFiles implements vscode.Disposable {
  readonly #origins = new Map<string, Origin>();
  readonly #attachmentFiles = new AttachmentFiles();
  /** What was sent of the files. */
  readonly sentFiles = new SentFiles();

  dispose(): void {
    this.#attachmentFiles.dispose();
    this.sentFiles.dispose();
  }

  /** Lines of a document, or the whole document, as an attachment. */
  attachment(document: vscode.TextDocument, lines?: LineRange): TextAttachment {
    const id = randomUUID();
    const attachment = attachLines(document, lines ?? { startLine: 0, endLine: document.lineCount }, id);
    this.remember(attachment, document.uri, lines);
    return attachment;
  }

  /** Makes the file of an attachment that was made elsewhere known. */
  remember(attachment: Attachment, uri: vscode.Uri, lines: LineRange | undefined): void {
    this.#origins.set(attachment.item.id, { kind: 'file', uri, lines });
    if (isText(attachment)) this.sentFiles.record(attachment, uri);
  }

  /** Makes an attachment known that is in no file. */
  keep<A extends Attachment>(attachment: A): A {
    this.#origins.set(attachment.item.id, { kind: 'memory', attachment });
    return attachment;
  }

  /**
   * A file, or lines of it, as an attachment: an image or a PDF as it is, a text as it is in its editor, unsaved
   * changes included. About a file that usually holds secrets the person is asked first; no means a refusal.
   */
  async fileAttachment(uri: vscode.Uri, lines?: LineRange): Promise<Attachment> {
    await askAboutSecrets(relativePath(uri));
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
    const bytes = document === undefined ? await mediaBytes(uri) : undefined;
    if (bytes === undefined) {
      const text = document ?? (await openText(uri));
      if (lines === undefined || lines.startLine < text.lineCount) return this.attachment(text, lines);
      throw new Refusal(vscode.l10n.t('{0} has only {1} lines.', relativePath(uri), text.lineCount));
    }
    const path = relativePath(uri);
    const attachment = bytesAttachment({ id: randomUUID(), name: path, path, bytes });
    this.remember(attachment, uri, undefined);
    return attachment;
  }

  /** A file that the panel sent, as an attachment. Refuses with a sentence one that was too large to be sent. */
  sentFile(file: Extract<ChatIntent, { type: 'attach-file' }>): Attachment {
    const { name, bytes: size, data, thumbnail, scaledFrom } = file;
    requireSize(cleanName(name), size, maxFileBytes);
    if (data === undefined) throw new Refusal(vscode.l10n.t('{0} cannot be read.', cleanName(name)));
    return this.keep(
      bytesAttachment({
        id: randomUUID(),
        name,
        bytes: Buffer.from(data, 'base64'),
        ...(thumbnail === undefined ? {} : { thumbnail }),
        ...(scaledFrom === undefined ? {} : { scaledFrom }),
      }),
    );
  }

  /** A text that is in no file, as an attachment. */
  text(source: { readonly kind: ContextKind; readonly name: string; readonly text: string }): Attachment {
    return this.keep(textAttachment({ id: randomUUID(), path: source.name, ...source }));
  }

  /** A long text that was pasted, as an attachment. */
  pastedText(text: string): Attachment {
    const lines = text.split('\n').length;
    const name =
      lines === 1
        ? vscode.l10n.t('Pasted text')
        : vscode.l10n.t('Pasted text, {0} lines', lines.toLocaleString(vscode.env.language));
    return this.text({ kind: 'pasted', name, text });
  }

  /** Makes an attachment known that is about the same file as another one. */
  rememberAs(attachment: Attachment, known: Attachment): void {
    const origin = this.#origins.get(known.item.id);
    if (origin?.kind === 'file') this.remember(attachment, origin.uri, origin.lines);
  }

  /** Where the content of an attachment is, if it is known. */
  originOf(contextId: string): Origin | undefined {
    return this.#origins.get(contextId);
  }

  /** Makes an attachment known that was made before a restart. */
  restore(contextId: string, origin: Origin): void {
    this.#origins.set(contextId, origin);
  }

  /**
   * Whole files as they are in their editors now, unsaved changes included; what was attached as a selection
   * stays as it was when it was attached. A file that cannot be read any more stays as it was, too.
   */
  async readAgain(attachments: readonly Attachment[]): Promise<readonly Attachment[]> {
    return Promise.all(
      attachments.map(async (attachment) => {
        const origin = this.#origins.get(attachment.item.id);
        if (!isText(attachment) || origin?.kind !== 'file' || origin.lines !== undefined) return attachment;
        const document = await openText(origin.uri).catch(() => undefined);
        if (document === undefined) return attachment;
        const whole = { startLine: 0, endLine: document.lineCount };
        const read = attachLines(document, whole, attachment.item.id);
        this.sentFiles.record(read, origin.uri);
        return read;
      }),
    );
  }

  /** Notes what really goes to the model, which may be masked: nothing else of it is shown or kept on disk. */
  noteSent(attachments: readonly Attachment[]): void {
    for (const attachment of attachments.filter(isText)) {
      const { item, excerpt } = attachment;
      this.sentFiles.correct(item.id, excerpt.text);
      if (this.#origins.get(item.id)?.kind === 'memory') this.keep(attachment);
    }
  }

  /** Opens an attachment: a text at its lines, anything else in the viewer VS Code has for it. An id that is not known does nothing. */
  async open(contextId: string): Promise<void> {
    const origin = this.#origins.get(contextId);
    if (origin === undefined) return;
    if (origin.kind === 'memory') {
      await vscode.commands.executeCommand('vscode.open', this.#attachmentFiles.uriOf(origin.attachment));
    } else if ((await mediaBytes(origin.uri)) !== undefined) {
      await vscode.commands.executeCommand('vscode.open', origin.uri);
    } else {
      await openText(origin.uri);
      await revealLines(origin.uri, origin.lines);
    }
  }

  /** Lets a person choose what to attach: the selection, an open file or any file. */
  async pick(chat: Chat): Promise<void> {
    const picked = await vscode.window.showQuickPick(pickItems(), {
      title: vscode.l10n.t('Attach to the next message'),
      matchOnDescription: true,
      canPickMany: true,
    });
    for (const { target } of picked ?? []) {
      if (target === 'browse') await this.#browse(chat);
      else chat.attach(await this.fileAttachment(target.uri, target.lines));
    }
  }

  async #browse(chat: Chat): Promise<void> {
    const files = await vscode.window.showOpenDialog({
      canSelectMany: true,
      openLabel: vscode.l10n.t('Attach'),
    });
    for (const uri of files ?? []) chat.attach(await this.fileAttachment(uri));
  }
}

/** The bytes of a file that is an image or a PDF; undefined for any other and for one that cannot be read. */
async function mediaBytes(uri: vscode.Uri): Promise<Uint8Array | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    requireSize(relativePath(uri), size, maxFileBytes);
    const bytes = await vscode.workspace.fs.readFile(uri);
    return contentOf(bytes).kind === 'text' ? undefined : bytes;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return undefined;
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
  readonly target: 'browse' | { readonly uri: vscode.Uri; readonly lines?: LineRange };
}

function pickItems(): PickItem[] {
  const items: PickItem[] = [];
  const editor = vscode.window.activeTextEditor;
  if (editor !== undefined && !editor.selection.isEmpty) {
    const lines = selectedLines(editor.selection);
    items.push({
      label: `$(selection) ${vscode.l10n.t('Selection')}`,
      description: `${relativePath(editor.document.uri)} ${lines.startLine + 1}–${lines.endLine}`,
      target: { uri: editor.document.uri, lines },
    });
  }
  for (const uri of openFiles()) {
    items.push({ label: `$(file) ${relativePath(uri)}`, target: { uri } });
  }
  items.push({
    label: `$(folder-opened) ${vscode.l10n.t('Files…')}`,
    description: vscode.l10n.t('Images, PDFs and texts'),
    target: 'browse',
  });
  return items;
}

/** The files that are open in tabs, text or not, each once. */
function openFiles(): readonly vscode.Uri[] {
  const files = new Map<string, vscode.Uri>();
  for (const { input } of vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs)) {
    if (!(input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom)) continue;
    files.set(input.uri.toString(), input.uri);
  }
  return [...files.values()];
}
