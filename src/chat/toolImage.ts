import type { ToolDetail } from '../protocol/toolItem.ts';

/** No picture of an answer is as large; a larger one would only fill the memory of the panel. */
const maxLength = 30_000_000;

/**
 * A picture the server sent, as Base64 or as a `data:` URL; none when it is anything else. Only kinds of pictures
 * that cannot hold scripts are shown. `format` is the server's word for the kind, PNG where it says nothing.
 */
export function imageDetail(value: unknown, format = 'png', description?: string): readonly ToolDetail[] {
  if (typeof value !== 'string' || value.length > maxLength) return [];
  const data = value.startsWith('data:') ? value : `data:image/${format};base64,${value}`;
  if (!/^data:image\/(png|jpe?g|webp|gif);base64,[A-Za-z0-9+/]+=*$/.test(data)) return [];
  return [{ kind: 'image', data, ...(description === undefined ? {} : { description }) }];
}
