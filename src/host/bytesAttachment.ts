import * as vscode from 'vscode';
import { type Attachment, isImage } from '../chat/attachments.ts';
import { contentOf } from '../chat/mediaType.ts';
import { estimateTokens } from '../chat/tokenEstimate.ts';
import { maxFileBytes, maxImageBytes } from '../protocol/attachmentLimits.ts';
import type { ContextItem } from '../protocol/transcript.ts';
import { longestExcerpt, tooLargeText } from './editor.ts';
import { Refusal } from './reportError.ts';

/** A file whose bytes are at hand, from the disk or from the panel. */
export interface FileBytes extends Pick<ContextItem, 'id' | 'thumbnail' | 'scaledFrom'> {
  readonly name: string;
  /** Relative to the workspace, for a file of it. */
  readonly path?: string;
  readonly bytes: Uint8Array;
}

/**
 * An image, a PDF or a text as an attachment; what it is, its bytes say. Refuses with a sentence what is none of
 * these, and what is too large, naming the file, its size and the limit.
 */
export function bytesAttachment({ bytes, path, ...file }: FileBytes): Attachment {
  const { id } = file;
  const name = cleanName(file.name);
  requireSize(name, bytes.length, maxFileBytes);
  const content = contentOf(bytes);
  switch (content.kind) {
    case 'media': {
      const image = isImage(content.type);
      if (image) requireSize(name, bytes.length, maxImageBytes);
      const { thumbnail, scaledFrom } = file;
      return {
        item: {
          id,
          name,
          path: path ?? name,
          kind: image ? 'image' : 'pdf',
          bytes: bytes.length,
          ...(image && thumbnail !== undefined ? { thumbnail } : {}),
          ...(image && scaledFrom !== undefined ? { scaledFrom } : {}),
        },
        media: { type: content.type, base64: Buffer.from(bytes).toString('base64') },
      };
    }
    case 'text':
      return textAttachment({ id, name, path: path ?? name, text: content.text });
    case 'animated':
      throw new Refusal(
        vscode.l10n.t('{0} is a moving image. Attach a still one: PNG, JPEG, WebP or GIF.', name),
      );
    case 'unknown':
      throw new Refusal(
        vscode.l10n.t(
          '{0} cannot be attached: it is no text, no PDF and no PNG, JPEG, WebP or GIF image.',
          name,
        ),
      );
  }
}

/** A text that is in no document as an attachment. Refuses one that is too large. */
export function textAttachment(
  file: Pick<ContextItem, 'id' | 'name' | 'path' | 'kind'> & { readonly text: string },
): Attachment {
  const { text, ...item } = file;
  if (text.length > longestExcerpt) throw new Refusal(tooLargeText(item.name, text.length));
  return {
    item: { ...item, tokens: estimateTokens(text) },
    excerpt: { path: item.path, languageId: 'plaintext', text },
  };
}

/** Refuses a file of more than `limit` bytes, naming both. */
export function requireSize(name: string, bytes: number, limit: number): void {
  if (bytes <= limit) return;
  throw new Refusal(
    vscode.l10n.t('{0} is too large to attach: {1}, at most {2}.', name, sizeText(bytes), sizeText(limit)),
  );
}

/** `12.4 MB`, as people write it. */
export function sizeText(bytes: number): string {
  const [unit, value] = bytes < 1024 * 1024 ? ['kilobyte', bytes / 1024] : ['megabyte', bytes / 1024 / 1024];
  const style = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  // Rounded up, or a file just above a limit would seem to have its size.
  return new Intl.NumberFormat(vscode.env.language, style).format(Math.ceil(value * 10) / 10);
}

/** A file name as it can stand in a line of text: no folders, nothing that looks like an element or a new line. */
export function cleanName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  return (
    last
      .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>"]/gu, '_')
      .trim()
      .slice(0, 255) || 'file'
  );
}
