import assert from 'node:assert/strict';
import { excerptOf } from '../../../src/edits/excerpt.ts';

describe('excerptOf', () => {
  it('shows the beginning and counts what is not shown, or not whole', () => {
    const limits = { maxLines: 3, maxCharacters: 10 };
    assert.deepEqual(
      [
        excerptOf([], limits),
        excerptOf(['a', 'b', 'c'], limits),
        excerptOf(['a', 'b', 'c', 'd', 'e'], limits),
        excerptOf(['abcdef', 'ghijkl', 'm'], limits),
        excerptOf(['x'.repeat(200_000)], limits),
        excerptOf(['123456789', 'b', 'c'], limits),
      ],
      [
        { lines: [], missing: 0 },
        { lines: ['a', 'b', 'c'], missing: 0 },
        { lines: ['a', 'b', 'c'], missing: 2 },
        { lines: ['abcdef', 'ghi…'], missing: 2 },
        { lines: ['xxxxxxxxxx…'], missing: 1 },
        { lines: ['123456789'], missing: 2 },
      ],
    );
  });
});
