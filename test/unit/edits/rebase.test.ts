import assert from 'node:assert/strict';
import type { TextChange } from '../../../src/edits/hunk.ts';
import { rebase } from '../../../src/edits/rebase.ts';

/** `line:character-line:character` and the new text. */
function change(range: string, text: string): TextChange {
  const [startLine = 0, startCharacter = 0, endLine = 0, endCharacter = 0] = range.split(/[:-]/).map(Number);
  return {
    range: {
      start: { line: startLine, character: startCharacter },
      end: { line: endLine, character: endCharacter },
    },
    text,
  };
}

describe('rebase', () => {
  const lines = { startLine: 4, lineCount: 2, lastLine: 'abc' };
  const place = { startLine: 4, lineCount: 0 };

  const outside: readonly (readonly [what: string, change: TextChange, startLine: number])[] = [
    ['typing above', change('3:2-3:2', 'x'), 4],
    ['a line break at the end of the line above', change('3:5-3:5', '\r\n'), 5],
    ['whole lines put right in front', change('4:0-4:0', 'x\ny\n'), 6],
    ['whole lines above removed', change('1:0-4:0', ''), 1],
    ['lines above replaced by others', change('1:3-3:1', 'a\nb\nc\nd'), 5],
    ['typing below', change('6:0-6:0', 'x'), 4],
    ['lines below removed', change('6:0-9:0', ''), 4],
    ['a line break at the end of the last line', change('5:3-5:3', '\n  '), 4],
    ['the lines below removed from the end of the last line', change('5:3-8:2', ''), 4],
  ];
  for (const [what, one, startLine] of outside) {
    it(`moves lines and does not touch them with ${what}`, () => {
      assert.deepEqual(rebase(lines, [one]), { startLine, lineCount: 2, touched: false });
    });
  }

  const inside: readonly (readonly [
    what: string,
    change: TextChange,
    startLine: number,
    lineCount: number,
  ])[] = [
    ['typing at the start of the first line', change('4:0-4:0', 'x'), 4, 2],
    ['text with a rest put in front', change('4:0-4:0', 'x\ny'), 4, 3],
    ['a line break in front of a rest of the first line', change('4:1-4:1', '\n'), 4, 3],
    ['the line break above removed', change('3:5-4:0', ''), 3, 2],
    ['typing at the end of the last line', change('5:3-5:3', 'x'), 4, 2],
    ['the first of the lines removed', change('4:0-5:0', ''), 4, 1],
    ['all of the lines removed', change('4:0-6:0', ''), 4, 0],
    ['everything around replaced', change('2:0-9:0', 'x'), 2, 1],
  ];
  for (const [what, one, startLine, lineCount] of inside) {
    it(`M-D8 reports lines as touched by ${what}`, () => {
      assert.deepEqual(rebase(lines, [one]), { startLine, lineCount, touched: true });
    });
  }

  it('M-D8 does not take the removal of an empty line for one that starts behind it', () => {
    const blank = { startLine: 4, lineCount: 1, lastLine: '' };
    assert.deepEqual(rebase(blank, [change('4:0-5:0', '')]), { startLine: 4, lineCount: 0, touched: true });
  });

  it('keeps a place between lines in front of the line that follows it', () => {
    const moves = [
      change('4:0-4:0', 'x\n'),
      change('4:0-4:0', 'x'),
      change('3:9-3:9', '\n'),
      change('4:1-5:0', ''),
      change('3:0-4:0', ''),
    ];
    assert.deepEqual(
      moves.map((one) => rebase(place, [one])),
      [5, 4, 5, 4, 3].map((startLine) => ({ startLine, lineCount: 0, touched: false })),
    );
  });

  it('M-D8 reports a place between lines as touched when its line or the line break in front of it goes away', () => {
    assert.deepEqual(
      [change('3:9-4:0', ''), change('3:9-4:2', 'x'), change('3:9-4:0', 'x\ny'), change('4:0-5:0', '')].map(
        (one) => rebase(place, [one]).touched,
      ),
      [true, true, true, true],
    );
  });

  it('follows several changes, each against the document the one before it left', () => {
    assert.deepEqual(
      rebase(lines, [change('8:0-8:0', 'z\n'), change('0:0-0:0', 'a\n'), change('5:0-5:0', 'b\n')]),
      {
        startLine: 6,
        lineCount: 2,
        touched: false,
      },
    );
  });
});
