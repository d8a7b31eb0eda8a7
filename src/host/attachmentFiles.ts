import * as vscode from 'vscode';
import { type Attachment, isText } from '../chat/attachments.ts';

const scheme = 'cometapi-attachment';

/**
 * Attachments that are in no file, such as a pasted image, as read-only files of VS Code, so that its own
 * viewers can show them.
 */
export class AttachmentFiles implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #attachments = new Map<string, Attachment>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  /** Made when the first attachment is opened. */
  #registration: vscode.Disposable | undefined;

  readonly onDidChangeFile = this.#changed.event;

  /** The address of an attachment, which can be opened from now on. */
  uriOf(attachment: Attachment): vscode.Uri {
    const { id, name } = attachment.item;
    this.#registration ??= vscode.workspace.registerFileSystemProvider(scheme, this, { isReadonly: true });
    this.#attachments.set(id, attachment);
    return vscode.Uri.from({ scheme, path: `/${id}/${name}` });
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const attachment = this.#attachments.get(uri.path.split('/')[1] ?? '');
    if (attachment === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return isText(attachment)
      ? new TextEncoder().encode(attachment.excerpt.text)
      : Buffer.from(attachment.media.base64, 'base64');
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.readFile(uri).length };
  }

  dispose(): void {
    this.#registration?.dispose();
    this.#changed.dispose();
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  readDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  writeFile(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  delete(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions();
  }
}
