import assert from 'node:assert/strict';
import fc from 'fast-check';
import { verifyHunks } from '../../../src/edits/verify.ts';

const verified = { kind: 'verified' };
const unverified = { kind: 'unverified', reason: 'brackets' };

function verdict(languageId: string, before: string, after: string): unknown {
  const hunks = [{ startLine: 0, removed: before.split('\n'), added: after.split('\n') }];
  return verifyHunks({ text: before, hunks, languageId });
}

describe('verifyHunks', () => {
  it('B-9 verifies edits that leave brackets as paired as they were, or pair them', () => {
    const verdicts = [
      verdict('typescript', 'f(a[0], { b });', 'g({ b: [f(a[0])] });'),
      verdict('typescript', 'if (x) {', 'if (x && y()) {'),
      verdict('typescript', 'f((x);', 'f((x));'),
    ];
    assert.deepEqual(verdicts, [verified, verified, verified]);
  });

  it('B-9 does not verify an edit that loses, adds or swaps a bracket', () => {
    const after = ['f(x;', 'f(x));', 'f(x];', 'f(x) }', '}\nf(x) {'];
    assert.deepEqual(
      after.map((text) => verdict('typescript', 'f(x);', text)),
      after.map(() => unverified),
    );
  });

  it('does not count brackets in strings and comments of the language', () => {
    const verdicts = [
      verdict('typescript', 'f();', `f('(', "\\"{", \`\n[\n\`); // )\n/* } \n { */`),
      verdict('python', 'f()', `f('(')  # )\n"""{\n["""`),
      verdict('rust', 'f();', `fn g<'a>(x: &'a str) { h('{') }`),
      verdict('sql', 'f()', 'f() -- )'),
      verdict('html', '<p>(a)</p>', '<p>(a)</p><!-- ( -->'),
      verdict('shellscript', 'f', 'f "$(g)" # ('),
    ];
    assert.deepEqual(
      verdicts,
      verdicts.map(() => verified),
    );
  });

  it('B-9 counts brackets of code in a string among themselves, and signs alone as what they are', () => {
    const verdicts = [
      verdict('ruby', 'f("#{a}")', 'f("#{g(a)}")'),
      verdict('ruby', 'f("#{a}")', 'f("#{g(a}")'),
      verdict('html', '<p id="a">', '<p id="a" onclick="go(1">'),
      verdict('rust', "f('a')", "f(g('('))"),
      verdict('typescript', "x('a (');", "y('a (');"),
    ];
    assert.deepEqual(verdicts, [verified, unverified, unverified, verified, verified]);
  });

  it('lets a string or a comment that is not closed hide nothing', () => {
    const opened = ['/*', '"', "'", '`', '"\\"', '`\\`', '"""', "'''"];
    assert.deepEqual(
      opened.map((text) => verdict(text.length === 3 ? 'python' : 'typescript', 'f', `${text} (`)),
      opened.map(() => unverified),
    );
  });

  it('takes no second for 20,000 strings and comments that are not closed', () => {
    const opened = ['/*', '"\\', "'\\", '`\\', '"""\\', "'''\\", '<!--', '<', '/'];
    for (const languageId of ['typescript', 'python', 'html', 'rust']) {
      for (const text of opened) {
        const start = performance.now();
        verdict(languageId, 'f', text.repeat(20_000));
        const time = performance.now() - start;
        assert.ok(time < 300, `${languageId} ${text}: ${time} ms`);
      }
    }
  });

  it('B-9 verifies no edit of balanced code that leaves one bracket alone, wherever it stands', () => {
    const words = fc.constantFrom('a', ' ', ';', '\n', '+ 1');
    const { code } = fc.letrec<{ code: string }>((tie) => ({
      code: fc.oneof(
        { depthSize: 'small' },
        words,
        fc
          .tuple(fc.constantFrom('()', '[]', '{}'), tie('code'), tie('code'))
          .map(([pair, inner, next]) => `${pair[0]}${inner}${pair[1]}${next}`),
      ),
    }));
    fc.assert(
      fc.property(code, fc.constantFrom(...'()[]{}'), fc.nat(), (text, bracket, seed) => {
        const at = seed % (text.length + 1);
        const spoiled = text.slice(0, at) + bracket + text.slice(at);
        assert.deepEqual(
          [verdict('typescript', text, spoiled), verdict('typescript', spoiled, text)],
          [unverified, verified],
        );
      }),
      { numRuns: 500 },
    );
  });
});
