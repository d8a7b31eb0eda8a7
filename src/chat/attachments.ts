import type { InputMessage, InputPart } from '../api/request.ts';
import type { ContextItem } from '../protocol/transcript.ts';
import type { MediaType } from './mediaType.ts';
import { chatMessage, type Excerpt, imageList } from './prompts.ts';

/** Something attached to a message: what the panel shows of it and what the model gets of it. Plain JSON. */
export type Attachment = TextAttachment | MediaAttachment;

/** A text, such as a file of the workspace or lines of it. */
export interface TextAttachment {
  readonly item: ContextItem;
  readonly excerpt: Excerpt;
}

/** An image or a PDF, as it is. */
export interface MediaAttachment {
  readonly item: ContextItem;
  readonly media: { readonly type: MediaType; readonly base64: string };
}

/** Whether the model gets the attachment as text. */
export function isText(attachment: Attachment): attachment is TextAttachment {
  return 'excerpt' in attachment;
}

/**
 * What a message and its attachments are on the wire. Text alone stays a string, the form every provider takes.
 * Images and files come first, because models read them best before the question about them.
 */
export function messageContent(text: string, attachments: readonly Attachment[]): InputMessage['content'] {
  const media = attachments.filter((each) => 'media' in each);
  const excerpts = attachments.filter(isText).map(({ excerpt }) => excerpt);
  const images = media.flatMap(({ item, media: { type } }) => (isImage(type) ? [item.name] : []));
  const message = chatMessage(text, excerpts);
  if (media.length === 0) return message;
  const named = images.length === 0 ? message : `${imageList(images)}\n\n${message}`;
  return [...media.map(mediaPart), { type: 'input_text', text: named }];
}

function mediaPart({ item, media: { type, base64 } }: MediaAttachment): InputPart {
  const url = `data:${type};base64,${base64}`;
  return isImage(type)
    ? { type: 'input_image', image_url: url, detail: 'auto' }
    : { type: 'input_file', filename: item.name, file_data: url };
}

/** Whether the media is an image; else it is a file. */
export function isImage(type: MediaType): boolean {
  return type.startsWith('image/');
}

/** The same content for a model that takes text only. It is told that something is missing. */
export function withoutMedia(content: InputMessage['content']): string {
  if (typeof content === 'string') return content;
  const texts = content.flatMap((part) => (part.type === 'input_text' ? [part.text] : []));
  return [leftOut, ...texts].join('\n\n');
}

const leftOut = '(Images and files that belong to this message could not be sent.)';
