/** A range of lines, zero-based and end-exclusive, and the lines that shall stand there instead. */
export interface LineChange {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
  readonly why: string;
}

/** One entry of `edits` in an answer. */
export interface AnchoredEdit {
  readonly why: string;
  readonly oldText: string;
  readonly newText: string;
}

/**
 * Turns changes of lines into edits that quote whole lines of `text` occurring exactly once in it. Where the
 * lines alone are not unique, neighbours are quoted too; changes that meet by that become one. Changes that
 * overlap an earlier one are dropped.
 */
export function anchored(text: string, changes: readonly LineChange[]): readonly AnchoredEdit[] {
  const lines = text.split('\n');
  const done: LineChange[] = [];
  const waiting = withoutOverlaps(changes);
  for (let change = waiting.shift(); change !== undefined; change = waiting.shift()) {
    const [next] = waiting;
    const last = done.at(-1);
    const quote = lines.slice(change.start, change.end).join('\n');
    if (occurrences(text, quote) === 1) {
      done.push(change);
    } else if (change.start > (last?.end ?? 0)) {
      const start = change.start - 1;
      waiting.unshift({ ...change, start, lines: [...lines.slice(start, change.start), ...change.lines] });
    } else if (change.end < (next?.start ?? lines.length)) {
      const { end } = change;
      waiting.unshift({ ...change, end: end + 1, lines: [...change.lines, ...lines.slice(end, end + 1)] });
    } else if (next !== undefined) {
      waiting.shift();
      waiting.unshift(joined(change, next));
    } else if (last !== undefined) {
      done.pop();
      waiting.unshift(joined(last, change));
    }
  }
  return done.map(({ start, end, lines: replacement, why }) => ({
    why,
    oldText: lines.slice(start, end).join('\n'),
    newText: replacement.join('\n'),
  }));
}

/** How often the quote occurs in the text, overlaps included. An empty quote is nowhere. */
export function occurrences(text: string, quote: string): number {
  if (quote === '') return 0;
  let count = 0;
  for (let at = text.indexOf(quote); at !== -1; at = text.indexOf(quote, at + 1)) count += 1;
  return count;
}

function joined(a: LineChange, b: LineChange): LineChange {
  return { start: a.start, end: b.end, lines: [...a.lines, ...b.lines], why: `${a.why} ${b.why}` };
}

function withoutOverlaps(changes: readonly LineChange[]): LineChange[] {
  let end = 0;
  return [...changes]
    .sort((a, b) => a.start - b.start)
    .filter((change) => {
      if (change.start < end) return false;
      end = change.end;
      return true;
    });
}
