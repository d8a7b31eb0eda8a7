import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { CometCodeActions } from '../../../src/host/codeActions.ts';
import { generateTests } from '../../../src/host/commands/generateTests.ts';
import { refineEdit } from '../../../src/host/refineEdit.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createChat, setUserSetting } from './chatParts.ts';

describe('generated tests (M-D2)', () => {
  let simulator: Simulator;
  let restoreSetting: () => Promise<void>;
  let parts: ReturnType<typeof createChat>;
  let folder: string;

  before(async () => {
    simulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 0 });
    restoreSetting = await setUserSetting('baseUrl', simulator.baseUrl);
  });

  after(async () => {
    await restoreSetting();
    await simulator.close();
  });

  beforeEach(async () => {
    simulator.reset();
    const [root] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(root);
    folder = join(root.uri.fsPath, 'generated');
    parts = createChat();
    await parts.apiKeys.save(simulator.origin, canaryKey);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  afterEach(async () => {
    parts.dispose();
    while (vscode.window.activeTextEditor?.document.isDirty) {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  function write(path: string, content: string): vscode.Uri {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return vscode.Uri.file(file);
  }

  /** Runs the command on a file, or on what is in front. */
  async function run(source?: vscode.Uri): Promise<void> {
    if (source !== undefined) await vscode.window.showTextDocument(source, { preview: false });
    await generateTests({ ...parts, view: { reveal: async () => {} } }).run();
  }

  const edit = () =>
    [...parts.chat.session.transcript.turns.values()].flatMap((turn) =>
      turn.kind === 'assistant' && turn.edit !== undefined ? [turn.edit] : [],
    );
  const files = () =>
    edit().map(({ files: all }) => all.map(({ folder: at, name, change }) => `${change.kind} ${at}/${name}`));
  const asked = () =>
    JSON.stringify(simulator.requests.filter(({ path }) => path === '/v1/responses').map(({ body }) => body));

  it('go into the test file that is there, found by its name, with another test as a sample', async () => {
    write('test/sum.test.ts', "import { sum } from '../src/sum.ts';\nit('adds', () => {});\n");
    write('test/mul.test.ts', "it('multiplies', () => {});\n");
    const source = write('src/sum.ts', 'export const sum = (a: number, b: number) => a + b;\n');
    await run(source);
    const body = asked();
    assert.deepEqual(
      [
        files(),
        body.includes('path=\\"generated/test/sum.test.ts\\" language=\\"typescript\\" access=\\"write\\"'),
        body.includes('path=\\"generated/src/sum.ts\\" language=\\"typescript\\" access=\\"read\\"'),
        body.includes('style of `generated/test/mul.test.ts`'),
        readFileSync(join(folder, 'test/sum.test.ts'), 'utf8').includes('multiplies'),
      ],
      [[['modify generated/test/sum.test.ts']], true, true, true, false],
    );
  });

  it('go into a new file beside the others, which is made on Keep and not before, and can be changed once more', async () => {
    write('src/mul.ts', 'export const mul = 1;\n');
    write('src/mul.spec.ts', "it('multiplies', () => {});\n");
    const source = write('src/sum.ts', 'export const sum = 1;\n');
    await run(source);
    const target = join(folder, 'src/sum.spec.ts');
    const before = [files(), existsSync(target)];
    await parts.review.keep(edit()[0]?.id ?? '');
    assert.deepEqual([before, existsSync(target)], [[[['create generated/src/sum.spec.ts']], false], true]);
  });

  it('M-D13 of a new file are asked for differently before it is made', async () => {
    const source = write('src/sum.ts', 'export const sum = 1;\n');
    await run(source);
    await refineEdit(parts, edit()[0]?.id ?? '', 'Test negative numbers, too.');
    assert.deepEqual(
      [
        files(),
        edit().map(({ status }) => status.kind),
        asked().includes('<proposal>'),
        existsSync(join(folder, 'src/sum.test.ts')),
      ],
      [
        [['create generated/src/sum.test.ts'], ['create generated/src/sum.test.ts']],
        ['settled', 'pending'],
        true,
        false,
      ],
    );
  });

  it('are refused with a sentence where no place for them is known, and not offered there', async () => {
    const style = write('web/a.css', 'a {}\n');
    await assert.rejects(run(style), Refusal);
    const outside = await vscode.workspace.openTextDocument({ language: 'typescript', content: 'let a;' });
    await vscode.window.showTextDocument(outside);
    await assert.rejects(run(), Refusal);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    const code = await vscode.workspace.openTextDocument(write('src/sum.ts', 'export const sum = 1;\n'));
    const offered = [await vscode.workspace.openTextDocument(style), outside, code].map((document) =>
      new CometCodeActions()
        .provideCodeActions(document, new vscode.Range(0, 0, 0, 2))
        .some(({ command }) => command?.command === 'cometapi.generateTests'),
    );
    assert.deepEqual([offered, asked()], [[false, false, true], '[]']);
  });
});
