import type { Reference } from './parser.ts';

/** Link reference definitions that are final, and who waits for more. */
export interface Definitions<Waiting> {
  find(label: string): Reference | undefined;
  /** The first definition of a label counts. Returns who looked for it in vain; they do not wait any longer. */
  define(label: string, reference: Reference): Iterable<Waiting>;
  /** Notes that `waiting` looks different once one of the labels is defined. */
  wait(waiting: Waiting, labels: Iterable<string>): void;
}

export function createDefinitions<Waiting>(): Definitions<Waiting> {
  const references = new Map<string, Reference>();
  const waiting = new Map<string, Set<Waiting>>();
  return {
    find: (label) => references.get(label),
    define(label, reference) {
      if (references.has(label)) return [];
      references.set(label, reference);
      const those = waiting.get(label) ?? [];
      waiting.delete(label);
      return those;
    },
    wait(one, labels) {
      for (const label of labels) {
        const those = waiting.get(label);
        if (those === undefined) waiting.set(label, new Set([one]));
        else those.add(one);
      }
    },
  };
}
