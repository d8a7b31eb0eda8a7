import type { TextChange, TextPosition } from '../../../src/edits/hunk.ts';

/** A character and which one it is: an equal character typed elsewhere is another one. */
interface Cell {
  readonly text: string;
  readonly id: number;
}

/** One step of the undo stack, with the changes that lead each way. */
interface Step {
  readonly before: readonly Cell[];
  readonly after: readonly Cell[];
  readonly forward: readonly TextChange[];
  readonly back: readonly TextChange[];
}

/**
 * An editor's document in which every character and line break has an identity, so that a test can tell whether
 * something is in the same place or only reads the same. Changes of one `apply` don't touch each other and are
 * given against the document before it, as in a WorkspaceEdit; their line breaks become the document's; the changes it returns are in the order of VS
 * Code's `contentChanges`, from the last to the first.
 */
export function createDocumentModel(initial: string, eol = '\n') {
  let nextId = 0;
  let cells: readonly Cell[] = toCells(initial);
  const undoStack: Step[] = [];
  const redoStack: Step[] = [];

  function toCells(text: string): Cell[] {
    return (text.match(/\r\n|[\s\S]/g) ?? []).map((character) => ({
      text: isBreak(character) ? eol : character,
      id: nextId++,
    }));
  }

  function lines(): Cell[][] {
    const all: Cell[][] = [[]];
    for (const cell of cells) {
      if (isBreak(cell.text)) all.push([]);
      else all.at(-1)?.push(cell);
    }
    return all;
  }

  function offsetAt({ line, character }: TextPosition): number {
    let offset = 0;
    for (let breaks = 0; breaks < line; offset += 1) if (isBreak(cells[offset]?.text ?? '\n')) breaks += 1;
    return offset + character;
  }

  function positionAt(offset: number): TextPosition {
    const before = cells.slice(0, offset);
    const start = before.findLastIndex(({ text }) => isBreak(text)) + 1;
    return { line: before.filter(({ text }) => isBreak(text)).length, character: offset - start };
  }

  function textOf(some: readonly Cell[]): string {
    return some.map(({ text }) => text).join('');
  }

  return {
    text: () => textOf(cells),
    get lineCount() {
      return lines().length;
    },
    get length() {
      return cells.length;
    },
    lineAt: (line: number): string | undefined => {
      const found = lines()[line];
      return found === undefined ? undefined : textOf(found);
    },
    /** The identities of a line's characters. */
    idsAt: (line: number): readonly number[] | undefined => lines()[line]?.map(({ id }) => id),
    /** The identities of all characters and line breaks. */
    ids: (): readonly number[] => cells.map(({ id }) => id),
    /** A place that does not part the two halves of a character beyond the basic plane, at or before `offset`. */
    betweenCharacters(offset: number): number {
      const isInside = /^[\udc00-\udfff]$/.test(cells[offset]?.text ?? '');
      return isInside && /^[\ud800-\udbff]$/.test(cells[offset - 1]?.text ?? '') ? offset - 1 : offset;
    },
    textBetween: (from: number, to: number): string => textOf(cells.slice(from, to)),
    characterIds: (): readonly number[] => cells.filter(({ text }) => !isBreak(text)).map(({ id }) => id),
    positionAt,
    offsetAt,
    get canUndo() {
      return undoStack.length > 0;
    },
    get canRedo() {
      return redoStack.length > 0;
    },
    apply(changes: readonly TextChange[]): readonly TextChange[] {
      const before = cells;
      const back: TextChange[] = [];
      const placed = changes
        .map(({ range, text }) => ({ from: offsetAt(range.start), to: offsetAt(range.end), text, range }))
        .toReversed();
      for (const { from, to, text } of placed) {
        const added = toCells(text);
        const removed = textOf(cells.slice(from, to));
        cells = [...cells.slice(0, from), ...added, ...cells.slice(to)];
        back.unshift({
          range: { start: positionAt(from), end: positionAt(from + added.length) },
          text: removed,
        });
      }
      const forward = placed.map(({ range, text }) => ({ range, text }));
      undoStack.push({ before, after: cells, forward, back });
      redoStack.length = 0;
      return forward;
    },
    /** Takes the last step back; identities come back too. No changes when there is none. */
    undo(): readonly TextChange[] {
      const step = undoStack.pop();
      if (step === undefined) return [];
      redoStack.push(step);
      cells = step.before;
      return step.back;
    },
    /** Makes the step again that was taken back last. */
    redo(): readonly TextChange[] {
      const step = redoStack.pop();
      if (step === undefined) return [];
      undoStack.push(step);
      cells = step.after;
      return step.forward;
    },
  };
}

export type DocumentModel = ReturnType<typeof createDocumentModel>;

function isBreak(text: string): boolean {
  return text === '\n' || text === '\r' || text === '\r\n';
}
