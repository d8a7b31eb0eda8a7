import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Which packages and folders of `src` each folder may import, besides itself. `extension.ts` may import all. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  protocol: ['zod'],
  api: ['zod', 'eventsource-parser'],
  edits: ['zod', 'fast-myers-diff', 'protocol'],
  history: ['zod', 'protocol'],
  chat: ['zod', 'markdown-it', 'api', 'edits', 'protocol'],
  host: ['vscode', 'node', 'zod', 'api', 'edits', 'chat', 'history', 'protocol'],
  webview: ['protocol', 'preact', '@preact/signals', 'markdown-it', 'highlight.js'],
};

const root = path.resolve(import.meta.dirname, '../../src');

interface Import {
  readonly from: string;
  readonly to: string;
}

/** Every static, type-only and dynamic import of a source text. */
function importsOf(source: string): string[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\s*\(?\s*['"]([^'"]+)['"]/g;
  return [...source.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? '');
}

/** The folder of `src` or the package that an import leads to. */
function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) {
    const target = path.relative(root, path.resolve(path.dirname(file), specifier));
    return target.split(path.sep)[0] ?? '';
  }
  if (specifier.startsWith('node:')) return 'node';
  const [scope, name] = specifier.split('/');
  return scope?.startsWith('@') ? `${scope}/${name}` : (scope ?? '');
}

function violations(files: readonly { readonly file: string; readonly source: string }[]): Import[] {
  return files.flatMap(({ file, source }) => {
    const folder = path.relative(root, file).split(path.sep)[0] ?? '';
    const allowed = mayImport[folder];
    return importsOf(source)
      .map((specifier) => ({ from: path.relative(root, file), to: targetOf(file, specifier) }))
      .filter(({ to }) => to !== folder && (allowed === undefined || !allowed.includes(to)));
  });
}

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ file: path.join(root, name), source: readFileSync(path.join(root, name), 'utf8') }));

describe('architecture', () => {
  it('lets each folder import only what its place allows', () => {
    assert.ok(sources.length > 50);
    assert.deepEqual(violations(sources.filter(({ file }) => path.basename(file) !== 'extension.ts')), []);
  });

  it('would see a forbidden import, also of a type and also a dynamic one (negative control)', () => {
    const file = path.join(root, 'api/x.ts');
    const forbidden = [
      "import * as vscode from 'vscode';",
      "import type { Chat } from '../host/chat.ts';",
      "const fs = await import('node:fs');",
      "export { a } from '../chat/session.ts';",
      "import {\n  a,\n  b,\n} from 'preact';",
      "import '../webview/main.tsx';",
    ];
    assert.deepEqual(
      forbidden.map((source) => violations([{ file, source }]).length),
      forbidden.map(() => 1),
    );
  });

  it('keeps extension.ts a list of parts', () => {
    const extension = sources.find(({ file }) => path.basename(file) === 'extension.ts');
    assert.ok((extension?.source.split('\n').length ?? 999) <= 100);
  });

  it('keeps every file short enough to hold in the head', () => {
    assert.deepEqual(
      sources
        .filter(({ source }) => source.split('\n').length > 400)
        .map(({ file }) => path.relative(root, file)),
      [],
    );
  });

  it('has no way to make HTML out of a string (S40)', () => {
    const pattern = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(/;
    assert.deepEqual(
      sources.filter(({ source }) => pattern.test(source)).map(({ file }) => path.relative(root, file)),
      [],
    );
  });

  it('reads neither key nor address from the environment (M-A4)', () => {
    assert.deepEqual(
      sources
        .filter(({ source }) => source.includes('process.env'))
        .map(({ file }) => path.relative(root, file)),
      [],
    );
  });

  it('registers no URI handler, no telemetry and no shell, and runs nothing it types into a terminal (S28, M-K4, S66, M-K3)', () => {
    const pattern =
      /registerUriHandler|createTelemetryLogger|child_process|sendText(?!\(text, false\))|executeTask|sendSequence/;
    assert.deepEqual(
      sources.filter(({ source }) => pattern.test(source)).map(({ file }) => path.relative(root, file)),
      [],
    );
  });
});
