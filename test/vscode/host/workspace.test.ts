import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { ToolFailure } from '../../../src/chat/workspace.ts';
import { createWorkspace } from '../../../src/host/workspace.ts';
import { setUserSetting } from './chatParts.ts';

describe('the workspace as tools see it', () => {
  const workspace = createWorkspace();
  const { signal } = new AbortController();
  let root: string;
  let folder: string;
  const outside = join(tmpdir(), `outside-${process.pid}.txt`);

  before(() => {
    root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    assert.notEqual(root, '');
    folder = join(root, 'tool-files');
    mkdirSync(join(folder, 'sub'), { recursive: true });
    writeFileSync(join(folder, 'a.txt'), 'one\r\ntwo\r\n');
    writeFileSync(join(folder, '.env'), 'SECRET=1');
    writeFileSync(outside, 'outside');
    symlinkSync(outside, join(folder, 'link.txt'));
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    rmSync(folder, { recursive: true, force: true });
    rmSync(outside, { force: true });
  });

  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      (value) => `allowed: ${JSON.stringify(value)}`,
      (error: unknown) => (error instanceof ToolFailure ? error.message : `defect: ${error}`),
    );

  it('M-K7, S08 reads inside and refuses links out, parents and secrets', async () => {
    assert.deepEqual(
      [
        await workspace.read('tool-files/a.txt'),
        await refusal(workspace.read('tool-files/link.txt')),
        await refusal(workspace.read('tool-files/../../x')),
        await refusal(workspace.read('tool-files/.env')),
        await refusal(workspace.read('/etc/passwd')),
      ],
      [
        'one\ntwo\n',
        'tool-files/link.txt is a link that leads out of the workspace.',
        'The path "tool-files/../../x" leaves the workspace or ends a name with a dot or a space.',
        'tool-files/.env may hold secrets and is not read by tools. Ask the person for what you need.',
        'The path "/etc/passwd" is not relative to the workspace.',
      ],
    );
  });

  it('S-6 lists and finds what may be read, and nothing else', async () => {
    const found = await workspace.find('tool-files/**', { limit: 50, signal });
    assert.deepEqual(
      [
        await workspace.list('tool-files'),
        found,
        await refusal(workspace.find('../**', { limit: 5, signal })),
      ],
      [
        [
          { name: 'sub', isFolder: true },
          { name: 'a.txt', isFolder: false },
          { name: 'link.txt', isFolder: false },
        ],
        ['tool-files/a.txt'],
        'The path "../xx" leaves the workspace or ends a name with a dot or a space.',
      ],
    );
  });

  it('reads and finds nothing the person excludes from requests', async () => {
    const restore = await setUserSetting('context.exclude', ['*.txt']);
    try {
      assert.deepEqual(
        [
          await refusal(workspace.read('tool-files/a.txt')),
          await workspace.find('tool-files/**', { limit: 50, signal }),
        ],
        ["tool-files/a.txt is excluded by the person's settings.", []],
      );
    } finally {
      await restore();
    }
  });

  it('S-6 sees unsaved changes, the selection and the problems of a file', async () => {
    const uri = vscode.Uri.file(join(folder, 'a.txt'));
    const editor = await vscode.window.showTextDocument(uri);
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'zero\n'));
    editor.selection = new vscode.Selection(1, 0, 2, 3);
    const problems = vscode.languages.createDiagnosticCollection('tools test');
    const range = new vscode.Range(1, 0, 1, 1);
    problems.set(uri, [
      new vscode.Diagnostic(range, 'Wrong', vscode.DiagnosticSeverity.Error),
      new vscode.Diagnostic(range, 'Hint', vscode.DiagnosticSeverity.Hint),
    ]);
    const editors = await workspace.openEditors();
    const seen = [
      await workspace.read('tool-files/a.txt'),
      editors.find(({ path }) => path === 'tool-files/a.txt'),
      await workspace.problems('tool-files/a.txt'),
    ];
    problems.dispose();
    assert.deepEqual(seen, [
      'zero\none\ntwo\n',
      { path: 'tool-files/a.txt', isActive: true, selection: { start: 2, end: 3, text: 'one\ntwo' } },
      [{ path: 'tool-files/a.txt', line: 2, severity: 'error', message: 'Wrong' }],
    ]);
  });
});
