import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { before, describe, it } from 'mocha';
import { packageExtension } from '../vscode/packageExtension.ts';

describe('the .vsix (S81, M-J10)', () => {
  let vsix: string;

  before(async () => {
    vsix = await packageExtension();
  });

  it('contains these files and no other: no source, no map, no test', () => {
    assert.deepEqual(namesInZip(readFileSync(vsix)).sort(), [
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

/** The names in a zip file's central directory, of which each record starts with `PK\1\2`. */
function namesInZip(zip: Buffer): string[] {
  const names: string[] = [];
  for (let at = zip.indexOf('PK\x01\x02'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 46)) {
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)));
  }
  return names;
}
