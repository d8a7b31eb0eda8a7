/** A source of choices that is the same for the same seed. */
export interface Random {
  /** A whole number in [0, below). */
  readonly int: (below: number) => number;
  readonly pick: <T>(values: readonly T[]) => T;
  readonly isOne: () => boolean;
}

/** Choices from a seed, by the mulberry32 generator. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const int = (below: number) => Math.floor(next() * below);
  return {
    int,
    pick(values) {
      const value = values[int(values.length)];
      if (value === undefined) throw new RangeError('There is nothing to pick from');
      return value;
    },
    isOne: () => int(2) === 1,
  };
}
