import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contentOf } from '../../../src/chat/mediaType.ts';
import { gif, jpegStart, movingGif, movingWebp, pdf, png, webp } from '../../media.ts';

describe('what a file is', () => {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

  it('S-10 is told by its bytes, for every image, PDF and text, and a moving image is none', () => {
    const utf8 = new TextEncoder().encode('\ufeffé\r\nè');
    assert.deepEqual(
      [
        png,
        jpegStart,
        gif,
        webp,
        pdf,
        movingGif,
        movingWebp,
        utf8,
        bytes('BM\0\0'),
        bytes('\xe9'),
        bytes(''),
      ].map(contentOf),
      [
        { kind: 'media', type: 'image/png' },
        { kind: 'media', type: 'image/jpeg' },
        { kind: 'media', type: 'image/gif' },
        { kind: 'media', type: 'image/webp' },
        { kind: 'media', type: 'application/pdf' },
        { kind: 'animated' },
        { kind: 'animated' },
        { kind: 'text', text: 'é\nè' },
        { kind: 'unknown' },
        { kind: 'unknown' },
        { kind: 'text', text: '' },
      ],
    );
  });

  it('S-10 is never guessed from a signature that is cut, whatever follows', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(png.subarray(0, 7), gif.subarray(0, 5), webp.subarray(0, 11), pdf.subarray(0, 4)),
        (start) => contentOf(start).kind !== 'media',
      ),
    );
  });

  it('S-10 is found for any bytes at all, also behind the start of a GIF, without hanging or throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (tail) => {
        contentOf(tail);
        const kind = contentOf(Uint8Array.from([...gif.subarray(0, 10), ...tail])).kind;
        return kind === 'media' || kind === 'animated';
      }),
    );
  });
});
