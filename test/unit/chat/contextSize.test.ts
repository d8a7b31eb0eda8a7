import assert from 'node:assert/strict';
import type { Attachment } from '../../../src/chat/attachments.ts';
import { maxMessageCharacters, sharesOfTooLarge } from '../../../src/chat/contextSize.ts';

function file(name: string, characters: number): Attachment {
  const path = `src/${name}`;
  return {
    item: { id: name, name, path },
    excerpt: { path, languageId: 'text', text: 'x'.repeat(characters) },
  };
}

describe('the size of a message', () => {
  it('M-C13 is refused with a row for each item, the largest first, and only when it is too large', () => {
    const text = 'Why?';
    const files = [file('small.ts', 400), file('large.ts', maxMessageCharacters - 400 - text.length)];
    assert.deepEqual(
      [sharesOfTooLarge(text, files), sharesOfTooLarge(`${text}!`, files)],
      [
        undefined,
        [
          { name: 'large.ts', characters: 10_485_356, tokens: 2_621_339 },
          { name: 'small.ts', characters: 400, tokens: 100 },
          { name: undefined, characters: 5, tokens: 2 },
        ],
      ],
    );
  });

  it('M-C13 does not count what is no text', () => {
    const image: Attachment = {
      item: { id: 'i', name: 'a.png', path: 'a.png', kind: 'image' },
      media: { type: 'image/png', base64: 'A'.repeat(12_000_000) },
    };
    assert.equal(sharesOfTooLarge('Why?', [image]), undefined);
  });
});
