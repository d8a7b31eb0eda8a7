import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, reporters } from 'mocha';
import * as vscode from 'vscode';
import { planEdit } from '../../../src/edits/plan.ts';
import type { LineRange } from '../../../src/host/editor.ts';
import { createEditRequest } from '../../../src/host/editRequest.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import { EditReview } from '../../../src/host/review/editReview.ts';
import { testLog } from './chatParts.ts';

const bom = '\uFEFF';
const text = 'one\ntwo\nthree\n';
const changed = 'one\nTWO\n2.5\nthree\n';

/** A document to change, and what its storage holds once the change of its second line was kept and saved. */
interface Row {
  readonly open: () => Thenable<vscode.TextDocument>;
  readonly lines?: LineRange;
  /** What it holds afterwards, or the sentence that says why not. */
  readonly expected: string | RegExp;
  readonly stored?: () => string;
}

describe('an edit of any kind of document (M-D15)', () => {
  let folder: string;
  let review: EditReview;
  const files = new Map<string, Buffer>();
  const registrations: vscode.Disposable[] = [];
  const results: Record<string, string> = {};

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'any-'));
    review = new EditReview({ log: testLog, setContext: () => {} });
    registrations.push(
      vscode.workspace.registerFileSystemProvider('any-memory', memoryFiles(files)),
      vscode.workspace.registerFileSystemProvider('any-fixed', memoryFiles(files), { isReadonly: true }),
      vscode.workspace.registerTextDocumentContentProvider('any-view', {
        provideTextDocumentContent: () => text,
      }),
    );
  });

  after(async () => {
    for (const [what, result] of Object.entries(results)) {
      reporters.Base.consoleLog(`      ${what.padEnd(40)}${result}`);
    }
    review.dispose();
    for (const registration of registrations) registration.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  function file(name: string, content: string | Buffer): Thenable<vscode.TextDocument> {
    writeFileSync(join(folder, name), content);
    return vscode.workspace.openTextDocument(join(folder, name));
  }

  const saved = (name: string, encoding: 'utf8' | 'utf16le' = 'utf8') =>
    readFileSync(join(folder, name)).toString(encoding);
  const utf16 = (content: string) => Buffer.from(bom + content, 'utf16le');
  const long = `${'x'.repeat(99)}\n`.repeat(60_000);

  const rows: Readonly<Record<string, Row>> = {
    'a file': { open: () => file('a.txt', text), expected: changed, stored: () => saved('a.txt') },
    'CRLF and a byte order mark': {
      open: () => file('crlf.txt', bom + text.replaceAll('\n', '\r\n')),
      expected: bom + changed.replaceAll('\n', '\r\n'),
      stored: () => saved('crlf.txt'),
    },
    'no final line break': {
      open: () => file('end.txt', text.trimEnd()),
      expected: changed.trimEnd(),
      stored: () => saved('end.txt'),
    },
    'UTF-16 with a byte order mark': {
      open: () => file('utf16.txt', utf16(text)),
      expected: bom + changed,
      stored: () => saved('utf16.txt', 'utf16le'),
    },
    // VS Code holds one kind of line end for a document, and writes that one.
    'mixed line ends': {
      open: () => file('mixed.txt', 'one\r\ntwo\nthree\r\n'),
      expected: changed.replaceAll('\n', '\r\n'),
      stored: () => saved('mixed.txt'),
    },
    'an untitled document': {
      open: () => vscode.workspace.openTextDocument({ content: text }),
      expected: changed,
    },
    'a file of an extension’s file system': {
      open: () => {
        files.set('/m.txt', Buffer.from(text));
        return vscode.workspace.openTextDocument(vscode.Uri.parse('any-memory:/m.txt'));
      },
      expected: changed,
      stored: () => files.get('/m.txt')?.toString() ?? '',
    },
    'a file system that is read-only': {
      open: () => {
        files.set('/f.txt', Buffer.from(text));
        return vscode.workspace.openTextDocument(vscode.Uri.parse('any-fixed:/f.txt'));
      },
      expected: /cannot be changed here: it is a read-only view/,
    },
    'a read-only view, as of Git': {
      open: () => vscode.workspace.openTextDocument(vscode.Uri.parse('any-view:/v.txt')),
      expected: /cannot be changed here: it is a read-only view/,
    },
    'a read-only file': {
      open: () => {
        const opened = file('fixed.txt', text);
        chmodSync(join(folder, 'fixed.txt'), 0o444);
        return opened;
      },
      expected: /fixed\.txt is read-only\. Make it writable/,
    },
    'a part of a file of 6 MB': {
      open: () => file('long.txt', text + long),
      lines: { startLine: 0, endLine: 3 },
      expected: changed + long,
      stored: () => saved('long.txt'),
    },
    'all of a file of 6 MB': {
      open: () => file('whole.txt', text + long),
      expected: /whole\.txt is too large to send: 6,000,014 characters, at most 400,000\. Select a part/,
    },
    'a line of 1 MB': {
      open: () => file('line.txt', `one\ntwo\n${'y'.repeat(1_000_000)}\n`),
      expected: /line\.txt is too large to send/,
    },
    'lines beside a line of 1 MB': {
      open: () => file('beside.txt', `one\ntwo\n${'y'.repeat(1_000_000)}\n`),
      lines: { startLine: 0, endLine: 2 },
      expected: `one\nTWO\n2.5\n${'y'.repeat(1_000_000)}\n`,
      stored: () => saved('beside.txt'),
    },
  };

  for (const [what, row] of Object.entries(rows)) {
    const isRefused = row.expected instanceof RegExp;
    it(`${isRefused ? 'is refused with a sentence' : 'is kept to the byte'}: ${what}`, async () => {
      const document = await row.open();
      const actual = await attempt(document, row);
      results[what] = isRefused ? actual : `kept to the byte, ${actual.length} characters`;
      if (row.expected instanceof RegExp) assert.match(actual, row.expected);
      else assert.equal(actual === row.expected ? '' : actual.slice(0, 200), '');
    });
  }

  async function attempt(document: vscode.TextDocument, { lines, stored }: Row): Promise<string> {
    try {
      const request = createEditRequest({
        command: 'edit',
        document,
        lines: lines ?? { startLine: 0, endLine: document.lineCount },
        title: '',
        instruction: '',
        review,
        newId: () => 'id',
      });
      const target = await request.capture();
      assert.ok('text' in target);
      const edits = [{ why: '', oldText: 'two', newText: 'TWO\n2.5' }];
      const plan = planEdit({ ...target, answer: { title: '', explanation: '', edits } });
      assert.ok(plan.ok);
      const id = document.uri.toString();
      await request.present({ id, title: '', verdict: { kind: 'verified' }, hunks: plan.hunks, target });
      await review.keep(id);
      if (stored === undefined) return document.getText();
      assert.ok(await document.save());
      return stored();
    } catch (error) {
      if (error instanceof Refusal) return error.message;
      throw error;
    }
  }
});

function memoryFiles(files: Map<string, Buffer>): vscode.FileSystemProvider {
  const missing = () => {
    throw vscode.FileSystemError.FileNotFound();
  };
  return {
    onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
    watch: () => new vscode.Disposable(() => {}),
    stat: ({ path }) => {
      const size = files.get(path)?.length ?? missing();
      return { type: vscode.FileType.File, ctime: 0, mtime: 0, size };
    },
    readFile: ({ path }) => files.get(path) ?? missing(),
    writeFile: ({ path }, content) => {
      files.set(path, Buffer.from(content));
    },
    readDirectory: () => [],
    createDirectory: missing,
    delete: missing,
    rename: missing,
  };
}
