import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyHunks, changesBetween, matchesDocument, toTextChanges } from '../../../src/edits/hunk.ts';
import { documents, placedHunks } from './arbitraries.ts';
import { createDocumentModel } from './documentModel.ts';

function change(text: string, hunk: { startLine: number; removed: string[]; added: string[] }): unknown {
  const model = createDocumentModel(text);
  const [only, ...others] = toTextChanges(model, [hunk]);
  assert.deepEqual(others, []);
  model.apply(only === undefined ? [] : [only]);
  const { start, end } = only?.range ?? assert.fail('no change');
  return [`${start.line}:${start.character}-${end.line}:${end.character}`, only?.text, model.text()];
}

describe('toTextChanges', () => {
  it('M-D10 touches no line break of replaced lines and takes whole lines otherwise', () => {
    assert.deepEqual(
      [
        change('a\nb\nc', { startLine: 1, removed: ['b'], added: ['x', 'y'] }),
        change('a\nb\nc', { startLine: 1, removed: ['b'], added: [] }),
        change('a\nb\nc', { startLine: 1, removed: [], added: ['x'] }),
      ],
      [
        ['1:0-1:1', 'x\ny', 'a\nx\ny\nc'],
        ['1:0-2:0', '', 'a\nc'],
        ['1:0-1:0', 'x\n', 'a\nx\nb\nc'],
      ],
    );
  });

  it('M-D10 neither makes nor loses a final line break at the end of a document', () => {
    assert.deepEqual(
      [
        change('a\nb', { startLine: 1, removed: ['b'], added: [] }),
        change('a\nb', { startLine: 2, removed: [], added: ['c'] }),
        change('a\n', { startLine: 1, removed: [], added: ['b'] }),
        change('a', { startLine: 0, removed: ['a'], added: [] }),
        change('', { startLine: 0, removed: [''], added: ['a', 'b'] }),
      ],
      [
        ['0:1-1:1', '', 'a'],
        ['1:1-1:1', '\nc', 'a\nb\nc'],
        ['1:0-1:0', 'b\n', 'a\nb\n'],
        ['0:0-0:1', '', ''],
        ['0:0-0:0', 'a\nb', 'a\nb'],
      ],
    );
  });

  it('gives the editor what applyHunks gives, for any hunks and in any line ends', () => {
    fc.assert(
      fc.property(placedHunks(), fc.constantFrom('\n' as const, '\r\n' as const), ({ text, hunks }, eol) => {
        const model = createDocumentModel(text, eol);
        const changes = toTextChanges(model, hunks);
        model.apply(changes);
        const touch = changes.some(({ range }, index) => {
          const next = changes[index + 1]?.range.start;
          if (next === undefined) return false;
          return (
            range.end.line > next.line ||
            (range.end.line === next.line && range.end.character > next.character)
          );
        });
        const expected = applyHunks(text, hunks).replaceAll('\n', eol);
        assert.deepEqual({ text: model.text(), touch }, { text: expected, touch: false });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('applyHunks', () => {
  it('refuses hunks that do not stand in the text, overlap or are out of order', () => {
    const hunk = (startLine: number, ...removed: string[]) => ({ startLine, removed, added: ['x'] });
    for (const hunks of [
      [hunk(0, 'b')],
      [hunk(0, 'a', 'b'), hunk(1, 'b')],
      [hunk(1, 'b'), hunk(0, 'a')],
      [hunk(3)],
    ]) {
      assert.throws(() => applyHunks('a\nb', hunks), RangeError);
    }
  });
});

describe('matchesDocument', () => {
  it('compares whole lines in place and knows where a document ends', () => {
    const lines = ['a', 'b'];
    const matches = (startLine: number, ...removed: string[]) =>
      matchesDocument((line) => lines[line], { startLine, removed, added: [] });
    assert.deepEqual(
      [
        matches(0, 'a', 'b'),
        matches(1, 'b'),
        matches(0),
        matches(2),
        matches(1, 'b', 'c'),
        matches(0, 'b'),
        matches(3),
      ],
      [true, true, true, true, false, false, false],
    );
  });
});

describe('changesBetween', () => {
  it('leads from one text to the other, one change after the other', () => {
    fc.assert(
      fc.property(documents(), documents(), (from, to) => {
        const model = createDocumentModel(from.join('\n'));
        for (const one of changesBetween(from.join('\n'), to.join('\n'))) model.apply([one]);
        assert.equal(model.text(), to.join('\n'));
      }),
      { numRuns: 500 },
    );
  });
});
