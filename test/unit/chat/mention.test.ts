import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseMention } from '../../../src/chat/mention.ts';

describe('a mention', () => {
  it('M-C2 names a file, one line or lines of it, also turned round and while they are typed', () => {
    assert.deepEqual(
      [
        'src/cart.ts',
        'cart.ts#L12-14',
        'cart.ts#L14-L12',
        'cart.ts#l7',
        'cart.ts#',
        'cart.ts#L',
        'a#b',
        'x#L0',
      ].map(parseMention),
      [
        { name: 'src/cart.ts' },
        { name: 'cart.ts', lines: { start: 12, end: 14 } },
        { name: 'cart.ts', lines: { start: 12, end: 14 } },
        { name: 'cart.ts', lines: { start: 7, end: 7 } },
        { name: 'cart.ts' },
        { name: 'cart.ts' },
        { name: 'a#b' },
        { name: 'x', lines: { start: 1, end: 1 } },
      ],
    );
  });

  it('M-C2 is understood whatever is typed, and its lines are always a range', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { lines } = parseMention(text);
        return lines === undefined || (lines.start >= 1 && lines.start <= lines.end);
      }),
    );
  });
});
