import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ToolFailure } from '../../../src/chat/workspace.ts';
import { readText, resolveInside } from '../../../src/host/containedFile.ts';
import { canaryKey } from '../../canary.ts';
import { sharedFile } from '../api/shared.ts';

describe('a file inside a folder', () => {
  let outside: string;
  let root: string;

  before(() => {
    outside = mkdtempSync(join(tmpdir(), 'contained-'));
    root = join(outside, 'workspace');
    mkdirSync(join(root, 'src'), { recursive: true });
    writeFileSync(join(outside, 'outside.txt'), canaryKey);
    writeFileSync(join(root, 'src/a.ts'), 'one\r\ntwo\r\n');
    writeFileSync(join(root, '.env'), canaryKey);
    writeFileSync(join(root, 'src/binary'), Uint8Array.of(65, 0, 66));
    writeFileSync(join(root, 'src/latin1'), Uint8Array.of(0xe9, 0x20));
    writeFileSync(join(root, 'src/large'), Buffer.alloc(2_000_001, 'a'));
    symlinkSync(outside, join(root, 'parent'), 'junction');
    symlinkSync(join(outside, 'outside.txt'), join(root, 'innocent.txt'));
    symlinkSync(join(root, '.env'), join(root, 'readme.md'));
    symlinkSync(join(root, 'src'), join(root, 'link'), 'junction');
  });
  after(() => rmSync(outside, { recursive: true }));

  /** The text, or why there is none. */
  async function read(path: string): Promise<string> {
    try {
      return await readText(await resolveInside(root, path), path);
    } catch (error) {
      if (error instanceof ToolFailure) return `refused: ${error.message}`;
      throw error;
    }
  }

  it('M-K7 is read through every harmless spelling and through links that stay inside', async () => {
    const paths = ['src/a.ts', './src/a.ts', 'src//a.ts', 'src/./a.ts', 'link/a.ts'];
    assert.deepEqual(
      await Promise.all(paths.map(read)),
      paths.map(() => 'one\ntwo\n'),
    );
  });

  it('M-K7 is not read by parents, absolute paths, drives, shares, addresses, odd names or links out', async () => {
    const paths = [
      '../outside.txt',
      'src/../../outside.txt',
      'src/../src/a.ts',
      'parent/outside.txt',
      'innocent.txt',
      '/etc/passwd',
      join(outside, 'outside.txt'),
      '~/.ssh/id_rsa',
      'C:/Windows/win.ini',
      'C:outside.txt',
      '\\\\server\\share\\a.txt',
      '//server/share/a.txt',
      '..\\outside.txt',
      'file:///etc/passwd',
      'src/a.ts\0.png',
      'src/a.ts.',
      'src/a.ts ',
      'src /a.ts',
      '.../outside.txt',
      '%2e%2e/outside.txt',
      '..%2foutside.txt',
      'src/a.ts::$DATA',
    ];
    const texts = await Promise.all(paths.map(read));
    assert.deepEqual(
      texts.filter((text) => !text.startsWith('refused: ')),
      [],
    );
  });

  it('S08 is not read when its name, its folder or what a link leads to is secret', async () => {
    assert.deepEqual(await Promise.all(['.env', 'readme.md', '.ENV', 'src/.ssh/config'].map(read)), [
      'refused: .env may hold secrets and is not read by tools. Ask the person for what you need.',
      'refused: readme.md may hold secrets and is not read by tools. Ask the person for what you need.',
      'refused: .ENV may hold secrets and is not read by tools. Ask the person for what you need.',
      'refused: src/.ssh/config may hold secrets and is not read by tools. Ask the person for what you need.',
    ]);
  });

  it('is not read when it is a folder, missing, too large or no text', async () => {
    assert.deepEqual(
      await Promise.all(['src', 'none.ts', 'src/large', 'src/binary', 'src/latin1'].map(read)),
      [
        'refused: src is a folder.',
        'refused: There is no none.ts.',
        'refused: src/large is too large: 2000001 bytes, at most 2000000.',
        'refused: src/binary is not a UTF-8 text.',
        'refused: src/latin1 is not a UTF-8 text.',
      ],
    );
  });

  it('M-K7 stays inside for every path of segments, dots and separators, however they are put together', async () => {
    const part = fc.constantFrom(
      '..',
      '.',
      'src',
      'parent',
      'link',
      'a.ts',
      'outside.txt',
      'workspace',
      '',
      ' ',
    );
    const separator = fc.constantFrom('/', '//', '\\', '%2f', '/./');
    const path = fc
      .array(fc.tuple(part, separator), { maxLength: 8 })
      .map((parts) => parts.map((each) => each.join('')).join(''));
    let escapes = 0;
    await fc.assert(
      fc.asyncProperty(path, async (each) => {
        if (existsSync(join(root, each, 'outside.txt'))) escapes++;
        assert.ok(!(await read(`${each}/outside.txt`)).includes(canaryKey));
      }),
      { numRuns: 2000 },
    );
    assert.ok(escapes > 20, `only ${escapes} paths would lead out without the guard`);
  });

  it('M-K7 is not read by any path of the traversal collection', async function () {
    const lines = gunzipSync(readFileSync(sharedFile(this, 'corpora/paths.jsonl.gz')))
      .toString()
      .trim()
      .split('\n');
    const paths = lines.map((line) => String(JSON.parse(line).path).replaceAll('{FILE}', 'outside.txt'));
    const inside = `${root}${sep}`;
    const found: string[] = [];
    let escapes = 0;
    for (const path of paths) {
      if (!`${resolve(root, path)}${sep}`.startsWith(inside)) escapes++;
      const target = await resolveInside(root, path).catch((error: unknown) => {
        if (error instanceof ToolFailure) return inside;
        throw new Error(`${path}: ${error}`);
      });
      if (!`${target}${sep}`.startsWith(inside)) found.push(path);
    }
    console.log(`      ${paths.length} paths, ${escapes} of which would lead out`);
    assert.deepEqual([found, escapes > 1000], [[], true]);
  });
});
