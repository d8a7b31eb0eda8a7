/** One number, and what it may be at most, where that is for us to say. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: 'KB' | 'ms' | '×';
  readonly budget?: number;
}

/** The middle one of an odd number of values: a single slow run does not count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('There is no median of no values.');
  return middle;
}

/** Milliseconds of one edit of a long file; `type` is what the review does at a keystroke. */
export interface EditTimes {
  readonly plan: number;
  readonly show: number;
  readonly type: number;
  readonly keep: number;
  /** The same changes as a plain WorkspaceEdit. */
  readonly plain: number;
}
