/**
 * Whether a text can be an API key at all: 1 to 512 printable ASCII characters without any white space.
 * Anything else could break out of the header it is sent in.
 */
export function isPlausibleKey(text: string): boolean {
  return /^[\x21-\x7e]{1,512}$/.test(text);
}
