import assert from 'node:assert/strict';
import { isPlainPath, isToolSetting, pathKey } from '../../../src/edits/filePath.ts';

describe('isPlainPath', () => {
  it('takes relative paths as people write them', () => {
    const paths = [
      'a.ts',
      'src/cart.test.ts',
      'src/äöü/漢字.md',
      '.eslintrc.json',
      'a b/c.ts',
      '.github/x.yml',
      'console.ts',
    ];
    assert.deepEqual(paths.filter(isPlainPath), paths);
  });

  const ways: Readonly<Record<string, readonly string[]>> = {
    'steps up': ['..', '../a', 'a/../b', 'a/..', './a', 'a/./b', '...'],
    'absolute paths, drives and shares': [
      '/etc/passwd',
      'C:/a',
      'c:a',
      '//host/share/a',
      '\\\\host\\share',
      '~/a',
      'a/~b',
    ],
    'other separators and empty names': ['a\\b', 'a//b', 'a/', '', ' ', 'a/ /b'],
    'streams, wildcards and quotes': ['a.ts:stream', 'a*', 'a?', '"a"', 'a<b', 'a|b'],
    'names that Windows reads differently': ['a.', 'a ', ' a', 'con', 'NUL.txt', 'src/com1.ts', 'LPT9'],
    'what belongs to Git': ['.git/hooks/pre-commit', '.GIT/config', 'a/.Git/config', 'git~1/config'],
    'characters nobody sees': [
      'a\u0000',
      'a\n',
      'a\u202Eb',
      '.g\u200Cit/config',
      '.git\u200D/config',
      'a\u00ADb',
    ],
    'what is too long': ['a'.repeat(501)],
  };
  for (const [what, paths] of Object.entries(ways)) {
    it(`M-K7 refuses ${what}`, () => {
      assert.deepEqual(paths.filter(isPlainPath), []);
    });
  }
});

describe('isToolSetting', () => {
  it('S05 S06 knows the files that make programs run something, however they are spelt', () => {
    const settings = [
      '.vscode/settings.json',
      '.VSCODE/tasks.json',
      'a/.vscode/launch.json',
      'x.code-workspace',
      'package.json',
      'mcp.json',
      '.devcontainer/devcontainer.json',
      '.husky/pre-commit',
      'sub/Makefile',
      'build.rs',
      'app/build.gradle',
    ];
    const others = ['src/package.ts', 'vscode/a.json', 'my-package.json.md', 'Makefile.md', 'settings.json'];
    assert.deepEqual([settings.filter(isToolSetting), others.filter(isToolSetting)], [settings, []]);
  });
});

describe('pathKey', () => {
  it('M-K7 is the same for paths that some systems take for one file', () => {
    assert.equal(pathKey('Src/A\u0308.ts'), pathKey('src/\u00E4.TS'));
  });
});
