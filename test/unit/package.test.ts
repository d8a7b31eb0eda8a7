import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { before, describe, it } from 'mocha';
import { run } from '../vscode/install/installOnce.ts';
import { packageExtension } from '../vscode/packageExtension.ts';

describe('the .vsix (S81, M-J10)', () => {
  let vsix: string;

  before(async () => {
    vsix = await packageExtension();
  });

  it('contains these files and no other: no source, no map, no test', async () => {
    const listed = await run('unzip', ['-Z1', vsix], '.');
    assert.deepEqual(listed.trim().split('\n').sort(), [
      '[Content_Types].xml',
      'extension.vsixmanifest',
      'extension/LICENSE.txt',
      'extension/NOTICE.md',
      'extension/changelog.md',
      'extension/dist/extension.cjs',
      'extension/dist/panel.js',
      'extension/l10n/bundle.l10n.fr.json',
      'extension/media/icon.png',
      'extension/media/icon.svg',
      'extension/media/panel.css',
      'extension/package.json',
      'extension/package.nls.fr.json',
      'extension/package.nls.json',
      'extension/readme.md',
    ]);
  });

  it('is smaller than 1 MB', () => {
    assert.ok(statSync(vsix).size < 1_000_000, `${statSync(vsix).size} bytes`);
  });
});
