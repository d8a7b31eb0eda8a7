/** Small files of each kind that can be attached, and of kinds that cannot. */
const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

export const png = bytes(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
);
export const gif = bytes('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7');
export const webp = bytes('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA');
export const jpegStart = bytes('/9j/4AAQSkZJRgABAQEASABIAAD/');
export const pdf = new TextEncoder().encode(
  '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);

/** Two frames: the blocks after the header and its two colours, twice. */
export const movingGif = Uint8Array.from([...gif.subarray(0, -1), ...gif.subarray(19)]);
/** An extended WebP whose flags say that it moves. */
export const movingWebp = new Uint8Array(
  Buffer.from('RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\0\0\0\0\0\0', 'latin1'),
);

export function base64(content: Uint8Array): string {
  return Buffer.from(content).toString('base64');
}
