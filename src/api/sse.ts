import { createParser } from 'eventsource-parser';
import { ApiError } from './errors.ts';
import { parseJson } from './json.ts';

/** One thing an event stream said. */
export type SseFrame =
  /** The JSON of an event, and the stream's name for it where it gave one. */
  | { readonly kind: 'json'; readonly name?: string; readonly value: unknown }
  /** An event whose data is not JSON. */
  | { readonly kind: 'not-json'; readonly length: number }
  /** The sentinel `[DONE]`. */
  | { readonly kind: 'done' }
  /** A comment: nothing but a sign of life. */
  | { readonly kind: 'comment' };

/** Turns bytes into frames. The bytes may be cut anywhere. */
export interface SseReader {
  /** The frames completed by these bytes. Throws an ApiError when one event exceeds the cap. */
  push(bytes: Uint8Array): readonly SseFrame[];
  /** The last event, also when no blank line followed it. */
  end(): readonly SseFrame[];
}

const maxEventLength = 32 * 1024 * 1024;

/** A reader for one stream. `maxLength` caps one event, in characters. */
export function createSseReader(maxLength: number = maxEventLength): SseReader {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let frames: SseFrame[] = [];
  let isStart = true;
  let isOverfull = false;
  const parser = createParser({
    maxBufferSize: maxLength,
    onEvent: ({ event, data }) => frames.push(frameOf(data, event)),
    onComment: () => frames.push({ kind: 'comment' }),
    onError: ({ type }) => {
      isOverfull ||= type === 'max-buffer-size-exceeded';
    },
  });
  // Its first chunk alone would be searched for a mark in a wrong encoding, and the result depend on the cut.
  parser.feed('');

  function read(text: string): readonly SseFrame[] {
    if (text === '') return [];
    // The decoder would strip a mark for itself and the parser one more; the standard allows exactly one.
    const start = isStart && text.startsWith('\ufeff') ? 1 : 0;
    isStart = false;
    parser.feed(start === 0 ? text : text.slice(start));
    if (isOverfull)
      throw new ApiError('failed', `One event of the stream is longer than ${maxLength} characters`);
    const read = frames;
    frames = [];
    return read;
  }

  return {
    push: (bytes) => read(decoder.decode(bytes, { stream: true })),
    end: () => (isOverfull ? [] : read(`${decoder.decode()}\n\n`)),
  };
}

function frameOf(data: string, name: string | undefined): SseFrame {
  if (data.trim() === '[DONE]') return { kind: 'done' };
  const value = parseJson(data);
  if (value === undefined) return { kind: 'not-json', length: data.length };
  return name === undefined ? { kind: 'json', value } : { kind: 'json', name, value };
}
