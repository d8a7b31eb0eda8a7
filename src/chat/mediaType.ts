/** The kinds of images and files that are sent as they are. */
export type MediaType = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif' | 'application/pdf';

/** What some bytes are, going by the bytes alone: a name may say anything. */
export type Content =
  | { readonly kind: 'media'; readonly type: MediaType }
  /** A moving image: providers take the still kind only. */
  | { readonly kind: 'animated' }
  /** UTF-8 text; `text` has no byte order mark and `\n` line ends. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unknown' };

/** Finds out what a file is by its first bytes (the magic numbers of each format's specification), else whether it is text. */
export function contentOf(bytes: Uint8Array): Content {
  const type = mediaTypeOf(bytes);
  if (type !== undefined) return isAnimated(bytes, type) ? { kind: 'animated' } : { kind: 'media', type };
  const text = decoded(bytes);
  return text === undefined ? { kind: 'unknown' } : { kind: 'text', text };
}

function mediaTypeOf(bytes: Uint8Array): MediaType | undefined {
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (startsWith(bytes, '\xff\xd8\xff')) return 'image/jpeg';
  if (startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')) return 'image/gif';
  if (startsWith(bytes, 'RIFF') && startsWith(bytes.subarray(8), 'WEBP')) return 'image/webp';
  if (startsWith(bytes, '%PDF-')) return 'application/pdf';
  return undefined;
}

function startsWith(bytes: Uint8Array, signature: string): boolean {
  if (bytes.length < signature.length) return false;
  for (let at = 0; at < signature.length; at++) if (bytes[at] !== signature.charCodeAt(at)) return false;
  return true;
}

function isAnimated(bytes: Uint8Array, type: MediaType): boolean {
  if (type === 'image/gif') return gifImages(bytes) > 1;
  // An extended WebP says in the flags of its first chunk whether it moves.
  const isExtended = type === 'image/webp' && startsWith(bytes.subarray(12), 'VP8X');
  return isExtended && ((bytes[20] ?? 0) & 0b10) !== 0;
}

/** How many images a GIF has, at most two: no more needs to be known. */
function gifImages(bytes: Uint8Array): number {
  let at = 13 + colorTable(bytes[10] ?? 0);
  let images = 0;
  while (at < bytes.length && images < 2) {
    const block = bytes[at];
    if (block === 0x2c) {
      images++;
      at = afterBlocks(bytes, at + 11 + colorTable(bytes[at + 9] ?? 0));
    } else if (block === 0x21) at = afterBlocks(bytes, at + 2);
    else break;
  }
  return images;
}

function colorTable(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Sub-blocks begin with their length and end with an empty one. */
function afterBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
  return at + 1;
}

function decoded(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}
