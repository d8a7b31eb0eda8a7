import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { canaryKey } from '../canary.ts';
import { searchForCanary, writtenForms } from '../searchForCanary.ts';

describe('the key that all tests use (G9, S25)', () => {
  const runDirectory = process.env['TEST_RUN_DIRECTORY'];

  it('is found wherever it is planted, in each of its forms', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'planted-'));
    const written: Record<string, string | Buffer> = {
      plain: `Authorization: Bearer ${canaryKey}\n`,
      'URL, "-" escaped': `?key=${canaryKey.replaceAll('-', '%2D')}&`,
      'Base64 after 0 bytes': Buffer.from(`${canaryKey}:`).toString('base64'),
      'Base64 after 1 bytes': Buffer.from(`:${canaryKey}:`).toString('base64'),
      'Base64 after 2 bytes': Buffer.from(`x:${canaryKey}:`).toString('base64url'),
      'UTF-16': Buffer.from(`key=${canaryKey}`, 'utf16le'),
      hexadecimal: Buffer.from(`key=${canaryKey}`).toString('hex'),
      'JSON, all escaped': [...canaryKey].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join(''),
      'URL, all escaped': [...canaryKey]
        .map((c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
        .join(''),
      reversed: [...canaryKey].reverse().join(''),
    };
    try {
      for (const [form, content] of Object.entries(written))
        await writeFile(join(folder, encodeURIComponent(form)), content);
      await writeFile(join(folder, 'innocent'), `Authorization: Bearer ${canaryKey.slice(0, -1)}\n`);
      const { hits } = await searchForCanary(canaryKey, [folder]);
      assert.deepEqual(
        hits.map(({ file, form }) => ({ file, form })).sort((a, b) => a.file.localeCompare(b.file)),
        [...writtenForms(canaryKey).keys()]
          .map((form) => ({ file: join(folder, encodeURIComponent(form)), form }))
          .sort((a, b) => a.file.localeCompare(b.file)),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is in nothing that this run wrote: user data, logs, workspaces, reports, pictures', async () => {
    assert.ok(runDirectory, 'This suite is the last stage of `npm test`, which names the folder of its run.');
    const folders = [runDirectory, 'artifacts'].filter((folder) => existsSync(folder));
    const { files, hits } = await searchForCanary(canaryKey, folders);
    assert.deepEqual(hits, []);
    assert.ok(files > 0, 'The run left nothing to search, so this proves nothing.');
    console.log(`      ${files} files searched`);
  });
});
