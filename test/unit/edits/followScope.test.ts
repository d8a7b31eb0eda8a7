import assert from 'node:assert/strict';
import fc from 'fast-check';
import { followScope } from '../../../src/edits/followScope.ts';

const text = 'a\nb\nc\nd\ne\n';
const scope = { startLine: 1, endLine: 4 };

describe('followScope', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['nothing', text, 'b c d'],
    ['lines above', 'x\ny\na\nb\nc\nd\ne\n', 'b c d'],
    ['a line kept right above the first', 'a\nx\nb\nc\nd\ne\n', 'x b c d'],
    ['a line kept right below the last', 'a\nb\nc\nd\nx\ne\n', 'b c d x'],
    ['a line between', 'a\nb\nx\nc\nd\ne\n', 'b x c d'],
    ['the first line', 'a\nB\nB2\nc\nd\ne\n', 'B B2 c d'],
    ['the last line', 'a\nb\nc\nD\ne\n', 'b c D'],
    ['all lines', 'a\nX\nY\ne\n', 'X Y'],
    ['the removal of a line', 'a\nb\nd\ne\n', 'b d'],
    ['the removal of all lines', 'a\ne\n', undefined],
  ];
  for (const [what, to, expected] of cases) {
    it(`M-D13 follows the agreed lines through a change: ${what}`, () => {
      const found = followScope(scope, text, to);
      const lines = found === undefined ? undefined : to.split('\n').slice(found.startLine, found.endLine);
      assert.equal(lines?.join(' '), expected);
    });
  }

  const words = fc.array(fc.constantFrom('p', 'q', '', '}'), { maxLength: 4 });

  it('M-D5 M-D13 gives exactly what stands between the lines above and below, whatever was kept there', () => {
    fc.assert(
      fc.property(words, words, words, words, (above, inside, below, kept) => {
        const lines = (middle: readonly string[]) => [...above, ...middle, ...below, 'end'].join('\n');
        const agreed = { startLine: above.length, endLine: above.length + inside.length + 1 };
        const found = followScope(agreed, lines(['x', ...inside]), lines(kept));
        const end = above.length + kept.length;
        assert.deepEqual(found, kept.length === 0 ? undefined : { startLine: above.length, endLine: end });
      }),
      { numRuns: 3000 },
    );
  });

  it('M-D5 M-D13 never reaches a line outside, also where those changed, when no line occurs twice', () => {
    const distinct = (name: string, from: readonly string[]) => from.map((word, at) => `${name}${at}${word}`);
    fc.assert(
      fc.property(words, words, words, words, fc.nat(2), (a, b, c, extra, drop) => {
        const above = distinct('a', a);
        const below = distinct('c', c);
        const from = ['top', ...above, 'first', ...distinct('b', b), 'last', ...below, 'end'];
        const agreed = { startLine: above.length + 1, endLine: above.length + b.length + 3 };
        const newAbove = [...distinct('d', extra), 'top', ...above.slice(drop)];
        const newBelow = [...below.slice(drop), 'end', ...distinct('e', extra)];
        const to = [...newAbove, 'first', ...distinct('f', extra), 'last', ...newBelow];
        const found = followScope(agreed, from.join('\n'), to.join('\n'));
        assert.deepEqual(found, { startLine: newAbove.length, endLine: to.length - newBelow.length });
      }),
      { numRuns: 3000 },
    );
  });
});
