import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { fuzzyMatch } from '../../../src/protocol/fuzzyMatch.ts';

describe('fuzzyMatch', () => {
  it('finds a whole piece before scattered letters, and early before late', () => {
    const ids = ['a-g-p-t', 'chatgpt-4o', 'gpt-5', 'claude'];
    const found = ids
      .map((id) => ({ id, cost: fuzzyMatch(id, 'GPT')?.cost }))
      .filter(({ cost }) => cost !== undefined)
      .sort((a, b) => (a.cost ?? 0) - (b.cost ?? 0))
      .map(({ id }) => id);
    assert.deepEqual(found, ['gpt-5', 'chatgpt-4o', 'a-g-p-t']);
  });

  it('says where the letters stand, and nothing when one is missing', () => {
    assert.deepEqual(
      [fuzzyMatch('claude-sonnet', 'cl son')?.positions, fuzzyMatch('claude', 'clz')],
      [[0, 1, 7, 8, 9], undefined],
    );
  });

  it('finds every subsequence, in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), fc.infiniteStream(fc.boolean()), (text, picks) => {
        const query = [...text].filter(() => picks.next().value).join('');
        const positions = fuzzyMatch(text, query)?.positions ?? [];
        assert.equal(
          positions
            .map((position) => text[position])
            .join('')
            .toLowerCase(),
          query.toLowerCase().replaceAll(' ', ''),
        );
        assert.ok(
          positions.every((position, index) => index === 0 || position > (positions[index - 1] ?? 0)),
        );
      }),
      { numRuns: 300 },
    );
  });
});
