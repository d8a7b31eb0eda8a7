import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { applyCodeBlock } from '../../../src/host/applyCodeBlock.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import { insertIntoTerminal } from '../../../src/host/terminalInput.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createChat, setUserSetting } from './chatParts.ts';

describe('a code block of an answer', () => {
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
    folder = join(root.uri.fsPath, 'apply');
    mkdirSync(folder);
    writeFileSync(join(folder, 'named.ts'), 'export const one = 1;\n');
    writeFileSync(join(folder, 'front.ts'), 'export const front = 0;\n');
    writeFileSync(join(folder, '.env.local'), 'SECRET=1\n');
    symlinkSync(tmpdir(), join(folder, 'out'));
    writeFileSync(join(tmpdir(), 'outside.ts'), 'export const outside = 1;\n');
    parts = createChat();
    await parts.apiKeys.save(simulator.origin, canaryKey);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  afterEach(async () => {
    parts.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true });
    rmSync(join(tmpdir(), 'outside.ts'));
  });

  const front = () =>
    vscode.window.showTextDocument(vscode.Uri.file(join(folder, 'front.ts')), { preview: false });
  const block = { languageId: 'ts', text: 'export const two = 2;\n' };

  /** What was sent, the file it was about, and what is proposed for it. */
  function outcome() {
    const [request] = simulator.requests.filter(({ path }) => path === '/v1/responses');
    const turns = [...parts.chat.session.transcript.turns.values()];
    const edit = turns.flatMap((turn) => (turn.kind === 'assistant' && turn.edit ? [turn.edit] : []))[0];
    return {
      asked: JSON.stringify(request?.body ?? null),
      path: turns.flatMap((turn) => (turn.kind === 'user' ? turn.context : []))[0]?.path,
      status: edit?.status,
      added: edit?.files.flatMap(({ hunks }) => hunks.flatMap(({ added }) => added)),
    };
  }

  it('M-B13 is applied by the model to the file it names: placed by the strict schema, verified, reviewed, not written', async () => {
    const editor = await front();
    await applyCodeBlock(parts, { ...block, path: 'apply/named.ts' });
    const { asked, ...rest } = outcome();
    assert.deepEqual(
      [
        rest,
        asked.includes('"strict":true') && asked.includes('<code language=\\"ts\\">'),
        (await vscode.workspace.openTextDocument(join(folder, 'named.ts'))).getText(),
        editor.document.getText(),
      ],
      [
        {
          path: 'apply/named.ts',
          status: { kind: 'pending', verdict: { kind: 'verified' } },
          added: ['export const two = 2;'],
        },
        true,
        'export const one = 1;\n',
        'export const front = 0;\n',
      ],
    );
  });

  const notNamed: readonly (readonly [string, string | undefined])[] = [
    ['nothing', undefined],
    ['a file that does not exist', 'apply/none.ts'],
    ['a folder', 'apply/out'],
    ['a file above the workspace', '../outside.ts'],
    ['a file behind a link that leads out of the workspace', 'apply/out/outside.ts'],
    ['a hidden file that is not open', 'apply/.env.local'],
  ];
  for (const [name, path] of notNamed) {
    it(`M-B13 M-K7 is applied to the active editor when it names ${name}`, async () => {
      await front();
      await applyCodeBlock(parts, { ...block, ...(path === undefined ? {} : { path }) });
      assert.equal(outcome().path, 'apply/front.ts');
    });
  }

  it('M-B13 is not applied without a file, and says so', async () => {
    await assert.rejects(applyCodeBlock(parts, block), Refusal);
    assert.equal(outcome().asked, 'null');
  });

  describe('in the terminal', () => {
    let typed: string[];
    let terminal: vscode.Terminal;

    beforeEach(async () => {
      typed = [];
      const write = new vscode.EventEmitter<string>();
      const opened = new Promise<void>((resolve) => {
        terminal = vscode.window.createTerminal({
          name: 'test',
          pty: {
            onDidWrite: write.event,
            open() {
              // A shell that takes pastes as one piece says so.
              write.fire('\u001b[?2004h$ ');
              resolve();
            },
            close() {},
            handleInput: (data: string) => {
              typed.push(data);
            },
          },
        });
      });
      terminal.show();
      await opened;
      while (vscode.window.activeTerminal !== terminal) await new Promise(setImmediate);
    });

    afterEach(() => terminal.dispose());

    it('M-B13 M-K3 is typed and not run', async () => {
      await insertIntoTerminal('npm test');
      while (typed.length === 0) await new Promise(setImmediate);
      assert.equal(typed.join(''), 'npm test');
    });

    it('M-B13 M-K3 is pasted as one piece when it has several lines, and what the clipboard held comes back', async () => {
      await vscode.env.clipboard.writeText('mine');
      await insertIntoTerminal('cd src\nls');
      while (!typed.join('').includes('ls')) await new Promise(setImmediate);
      assert.deepEqual(
        [typed.join(''), await vscode.env.clipboard.readText()],
        ['\u001b[200~cd src\rls\u001b[201~', 'mine'],
      );
    });

    it('M-B13 M-K3 is refused with characters that a terminal takes for keys', async () => {
      for (const text of ['ls\r', 'ls\u001b[201~\nrm', 'a\u0003', 'a\u009b']) {
        await assert.rejects(insertIntoTerminal(text), Refusal);
      }
      assert.deepEqual(typed, []);
    });

    it('M-B13 M-K3 is refused with several lines while VS Code would not ask before it runs them', async () => {
      const settings = vscode.workspace.getConfiguration('terminal.integrated');
      const name = 'enableMultiLinePasteWarning';
      await settings.update(name, 'never', vscode.ConfigurationTarget.Global);
      try {
        await assert.rejects(insertIntoTerminal('cd /\nls'), Refusal);
      } finally {
        await settings.update(name, undefined, vscode.ConfigurationTarget.Global);
      }
      assert.deepEqual(typed, []);
    });
  });
});
