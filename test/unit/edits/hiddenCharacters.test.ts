import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { hiddenCharacters, withVisibleCharacters } from '../../../src/edits/hiddenCharacters.ts';

describe('hiddenCharacters', () => {
  it('S68 names every character that hides or reorders code, once', () => {
    const lines = ['a\u202e\u2066b', '\u202e', 'x\u200by\ufeff', 'is\u{e0041}ok', 'a\u200db', '\x1b[2K'];
    assert.deepEqual(hiddenCharacters(lines), [
      'U+202E',
      'U+2066',
      'U+200B',
      'U+FEFF',
      'U+E0041',
      'U+200D',
      'U+001B',
    ]);
  });

  it('S68 leaves text of any script alone', () => {
    const lines = ['\tif (a) {', 'é ö ß 漢字', '👩\u200d👩\u200d👧 ❤️', 'می\u200cخواهم', 'שלום', '\u00a0'];
    assert.deepEqual([hiddenCharacters(lines), lines.map(withVisibleCharacters)], [[], lines]);
  });

  it('S68 makes them visible in their places', () => {
    assert.equal(withVisibleCharacters('if (a\u202e \u2066// b'), 'if (a[U+202E] [U+2066]// b');
  });

  it('S68 finds them in every example of Trojan Source that hides or reorders characters', function () {
    const corpus = new URL('../../../../shared/corpora/unicode-trojan-source.json.gz', import.meta.url);
    if (!existsSync(corpus)) {
      console.warn('SKIPPED: the Trojan Source examples are not here (../shared/corpora)');
      return this.skip();
    }
    const examples: { name: string; b64: string }[] = JSON.parse(gunzipSync(readFileSync(corpus)).toString());
    const missed = examples
      .map(({ name, b64 }) => ({ name, lines: Buffer.from(b64, 'base64').toString().split(/\r?\n/) }))
      .filter(({ lines }) => /[\p{Cf}]/u.test(lines.join('')) && hiddenCharacters(lines).length === 0);
    assert.ok(examples.length > 10);
    assert.deepEqual(missed, []);
  });
});
