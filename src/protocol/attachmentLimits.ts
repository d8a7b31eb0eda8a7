/** The most that is attached to one message. */
export const maxAttachments = 50;

/** The largest image, in bytes: its `data:` URL stays below the 20,971,520 characters the API takes. */
export const maxImageBytes = 10 * 1024 * 1024;

/** The largest PDF or text file, in bytes. */
export const maxFileBytes = 20 * 1024 * 1024;

/** All images and files of one message together, in bytes. */
export const maxMessageBytes = 40 * 1024 * 1024;

/** Images with a longer side are made smaller before sending, in pixels: models that read images scale to this themselves. */
export const maxImageSide = 2048;

/** A pasted text of more characters becomes an attachment. */
export const longPaste = 2000;

/** The number of Base64 characters that hold so many bytes. */
export function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}
