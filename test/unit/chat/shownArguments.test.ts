import assert from 'node:assert/strict';
import { shownArguments } from '../../../src/chat/shownArguments.ts';

describe('shown arguments', () => {
  it('S10 names what hides or reorders, and counts spaces that push the rest out of sight', () => {
    const args = JSON.stringify(
      { a: 'x\u202ey\u200b', b: `ok${' '.repeat(9000)}rm -rf`, c: 'line\nnext\u001b[2K' },
      undefined,
      2,
    );
    assert.equal(
      shownArguments(args),
      [
        '{',
        '  "a": "x[U+202E]y[U+200B]",',
        '  "b": "ok[9000 × U+0020]rm -rf",',
        '  "c": "line\\nnext\\u001b[2K"',
        '}',
      ].join('\n'),
    );
  });

  it('S10 does so at the start of a line, too, and leaves other text alone', () => {
    assert.deepEqual([`${' '.repeat(300)}x`, '    {"a": "é 漢字  two"}', ''].map(shownArguments), [
      '[300 × U+0020]x',
      '    {"a": "é 漢字  two"}',
      '',
    ]);
  });
});
