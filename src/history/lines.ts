import { checksum } from './checksum.ts';

const newline = 0x0a;
const checksumLength = 8;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What the lines of a file hold, and whether all of them could be read. */
export interface DecodedLines {
  readonly values: readonly unknown[];
  /** How many lines before each value could not be read, and after the last one. */
  readonly damagedBefore: readonly number[];
  readonly damagedAtEnd: number;
}

/** A value as one line: the checksum of its JSON, a space, the JSON, a line feed. JSON contains no line feed. */
export function encodeLine(value: unknown): Uint8Array {
  const json = encoder.encode(JSON.stringify(value));
  const line = new Uint8Array(checksumLength + 1 + json.length + 1);
  line.set(encoder.encode(`${checksum(json)} `));
  line.set(json, checksumLength + 1);
  line[line.length - 1] = newline;
  return line;
}

/**
 * Reads lines back. Empty lines are passed over. A line that is cut, changed or no line of ours is counted, and
 * the reading goes on behind it; a value is given only when every bit of it is what was written.
 */
export function decodeLines(bytes: Uint8Array): DecodedLines {
  const values: unknown[] = [];
  const damagedBefore: number[] = [];
  let damaged = 0;
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(newline, start);
    const end = found === -1 ? bytes.length : found;
    const decoded = end === start ? undefined : decodeLine(bytes.subarray(start, end));
    if (decoded !== undefined) {
      values.push(decoded.value);
      damagedBefore.push(damaged);
      damaged = 0;
    } else if (end > start) {
      damaged += 1;
    }
    start = end + 1;
  }
  return { values, damagedBefore, damagedAtEnd: damaged };
}

function decodeLine(line: Uint8Array): { readonly value: unknown } | undefined {
  const json = line.subarray(checksumLength + 1);
  const head = decoder.decode(line.subarray(0, checksumLength + 1));
  if (head !== `${checksum(json)} `) return undefined;
  try {
    return { value: JSON.parse(decoder.decode(json)) };
  } catch {
    return undefined;
  }
}
