import * as vscode from 'vscode';
import { type Attachment, isText } from '../chat/attachments.ts';
import { maxAttachments, maxMessageBytes } from '../protocol/attachmentLimits.ts';
import { sizeText } from './bytesAttachment.ts';
import { Refusal } from './reportError.ts';

/** The attachments of a message with one more; the same thing only once. Refuses with a sentence what would be too much. */
export function withAttached(attachments: readonly Attachment[], added: Attachment): readonly Attachment[] {
  const together = [...attachments.filter((each) => !isSame(each, added)), added];
  requireRoom(together);
  return together;
}

/** Whether two attachments are the same thing: the same lines of the same file, or the same content. */
function isSame(a: Attachment, b: Attachment): boolean {
  if (isText(a) !== isText(b) || a.item.path !== b.item.path) return false;
  if (!isText(a) || !isText(b)) return !isText(a) && !isText(b) && a.media.base64 === b.media.base64;
  const { lines } = b.item;
  const sameLines = a.item.lines?.start === lines?.start && a.item.lines?.end === lines?.end;
  return sameLines && (b.item.kind !== 'pasted' || a.excerpt.text === b.excerpt.text);
}

/** Refuses with a sentence when a message would carry too many attachments or too many bytes. */
function requireRoom(attachments: readonly Attachment[]): void {
  const name = attachments.at(-1)?.item.name ?? '';
  if (attachments.length > maxAttachments) {
    throw new Refusal(
      vscode.l10n.t('{0} was not attached: a message takes at most {1}.', name, maxAttachments),
    );
  }
  const bytes = attachments.reduce((sum, { item }) => sum + (item.bytes ?? 0), 0);
  if (bytes > maxMessageBytes) {
    throw new Refusal(
      vscode.l10n.t(
        '{0} was not attached: all images and files of a message would have {1}, at most {2}.',
        name,
        sizeText(bytes),
        sizeText(maxMessageBytes),
      ),
    );
  }
}
