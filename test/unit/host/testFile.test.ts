import assert from 'node:assert/strict';
import { testFileFor } from '../../../src/host/testFile.ts';

type Case = readonly [
  what: string,
  source: string,
  files: readonly string[],
  path: string | undefined,
  exists?: true,
];

const cases: readonly Case[] = [
  ['the test beside it', 'src/a.ts', ['src/a.test.ts', 'src/b.test.ts'], 'src/a.test.ts', true],
  ['the test in __tests__', 'src/a.tsx', ['src/__tests__/a.spec.tsx'], 'src/__tests__/a.spec.tsx', true],
  ['the test in a tree of its own', 'src/x/a.ts', ['test/unit/x/a.test.ts'], 'test/unit/x/a.test.ts', true],
  [
    'the nearest of several',
    'src/x/a.ts',
    ['test/y/a.test.ts', 'test/x/a.test.ts'],
    'test/x/a.test.ts',
    true,
  ],
  ['a test in the other script language', 'src/a.ts', ['src/a.test.js'], 'src/a.test.js', true],
  ['no test of another language', 'src/a.ts', ['src/a_test.go'], 'src/a.test.ts'],
  ['itself, when it holds tests', 'src/a.test.ts', ['src/a.ts'], 'src/a.test.ts', true],
  ['itself in Rust', 'src/a.rs', [], 'src/a.rs', true],
  ['a new one beside it', 'src/a.ts', [], 'src/a.test.ts'],
  ['a new one named as the others', 'src/a.ts', ['src/b.spec.ts'], 'src/a.spec.ts'],
  ['a new one placed as the others: beside', 'src/x/a.ts', ['src/b.ts', 'src/b.spec.ts'], 'src/x/a.spec.ts'],
  [
    'a new one in __tests__',
    'src/x/a.ts',
    ['src/b.ts', 'src/__tests__/b.test.ts'],
    'src/x/__tests__/a.test.ts',
  ],
  [
    'a new one in a mirrored tree',
    'src/x/a.ts',
    ['src/y/b.ts', 'test/unit/y/b.test.ts'],
    'test/unit/x/a.test.ts',
  ],
  [
    'a new one as most of the others',
    'src/a.ts',
    ['src/b.ts', 'src/b.test.ts', 'src/c.ts', 'test/c.spec.ts', 'src/d.ts', 'test/d.spec.ts'],
    'test/a.spec.ts',
  ],
  ['pytest', 'src/shop/cart.py', [], 'tests/shop/test_cart.py'],
  ['pytest beside', 'shop/cart.py', ['shop/tax.py', 'shop/tax_test.py'], 'shop/cart_test.py'],
  ['Go', 'pkg/cart.go', [], 'pkg/cart_test.go'],
  [
    'Java',
    'src/main/java/shop/Cart.java',
    ['src/main/java/shop/Tax.java', 'src/test/java/shop/TaxTest.java'],
    'src/test/java/shop/CartTest.java',
  ],
  ['C#', 'Shop/Cart.cs', [], 'Shop/CartTests.cs'],
  ['Ruby', 'lib/cart.rb', [], 'spec/cart_spec.rb'],
  ['PHP', 'src/Cart.php', [], 'tests/CartTest.php'],
  ['none for a style sheet', 'web/a.css', [], undefined],
  ['none for a file without an extension', 'Makefile', [], undefined],
];

describe('the file for generated tests (M-D2)', () => {
  for (const [what, source, files, path, exists] of cases) {
    it(`is ${what}`, () => {
      const found = testFileFor(source, [source, ...files]);
      assert.deepEqual(
        found === undefined ? undefined : [found.path, found.exists],
        path === undefined ? undefined : [path, exists === true],
      );
    });
  }

  it('comes with the nearest other test as a sample of style', () => {
    const files = ['src/x/a.ts', 'src/y/b.test.ts', 'src/x/c.test.ts', 'src/x/a.test.ts'];
    assert.deepEqual(testFileFor('src/x/a.ts', files), {
      path: 'src/x/a.test.ts',
      exists: true,
      sample: 'src/x/c.test.ts',
    });
    assert.equal(testFileFor('src/a.ts', [])?.sample, undefined);
  });
});
