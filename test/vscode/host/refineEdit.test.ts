import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { refineEdit as refineCommand } from '../../../src/host/commands/refineEdit.ts';
import { createEditRequest } from '../../../src/host/editRequest.ts';
import { handleIntent } from '../../../src/host/intents.ts';
import { refineEdit } from '../../../src/host/refineEdit.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createChat, setUserSetting } from './chatParts.ts';

const text = 'one\ntwo\nthree\nfour\nfive\n';

describe('a different change (M-D13)', () => {
  let simulator: Simulator;
  let restoreSetting: () => Promise<void>;
  let parts: ReturnType<typeof createChat>;
  let folder: string;
  let document: vscode.TextDocument;

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
    folder = mkdtempSync(join(tmpdir(), 'refine-'));
    parts = createChat();
    await parts.apiKeys.save(simulator.origin, canaryKey);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    writeFileSync(join(folder, 'a.txt'), text);
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(join(folder, 'a.txt')), {
      preview: false,
    });
    document = editor.document;
    enqueue(['two', 'TWO'], ['four', 'FOUR']);
    const request = createEditRequest({
      command: 'edit',
      document,
      lines: { startLine: 1, endLine: 4 },
      title: 'Shout',
      instruction: 'Shout.',
      review: parts.review,
      newId: () => 'c1',
    });
    parts.contextFiles.remember(request.attachment, document.uri, { startLine: 1, endLine: 4 });
    await parts.chat.edit(request);
  });

  afterEach(async () => {
    parts.dispose();
    while (vscode.window.activeTextEditor?.document.isDirty) {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true });
  });

  function enqueue(...edits: readonly (readonly [string, string])[]): void {
    simulator.enqueue({
      name: 'edit',
      edit: {
        title: 'Shout',
        explanation: 'Because.',
        edits: edits.map(([oldText, newText]) => ({ why: 'Louder.', oldText, newText })),
      },
    });
  }

  const answers = () =>
    [...parts.chat.session.transcript.turns.values()].flatMap((turn) =>
      turn.kind === 'assistant' ? [turn] : [],
    );
  const edits = () => answers().flatMap(({ edit }) => (edit === undefined ? [] : [edit]));
  const hunks = () =>
    edits().map(({ files }) =>
      files.flatMap((file) => file.hunks.map(({ status, added }) => `${status} ${added.join()}`)),
    );
  const lastAsked = () => {
    const body: unknown = simulator.requests.filter(({ path }) => path === '/v1/responses').at(-1)?.body;
    return JSON.stringify(body);
  };

  it('takes the place of what is open, leaves what was kept, and is a turn that carries the former proposal', async () => {
    const [first] = edits();
    await parts.review.keep(first?.id ?? '', '1');
    enqueue(['three', 'THREE']);
    await handleIntent({ type: 'refine', turnId: answers()[0]?.id ?? '', text: ' Only three. ' }, parts);
    const asked = lastAsked();
    const questions = [...parts.chat.session.transcript.turns.values()].flatMap((turn) =>
      turn.kind === 'user' ? [[turn.text, turn.command, turn.context[0]?.lines]] : [],
    );
    assert.deepEqual(
      {
        text: document.getText(),
        hunks: hunks(),
        questions,
        proposal: [
          asked.includes('FOUR'),
          asked.includes('Only three.'),
          asked.includes('\\nTWO\\nthree\\n'),
        ],
        threads: parts.review.threads.length,
      },
      {
        text: 'one\nTWO\nthree\nfour\nfive\n',
        hunks: [['kept TWO', 'undone FOUR'], ['pending THREE']],
        questions: [
          ['Shout', 'edit', { start: 2, end: 4 }],
          ['Only three.', 'edit', { start: 2, end: 4 }],
        ],
        proposal: [true, true, true],
        threads: 1,
      },
    );
  });

  it('leaves the former proposal under review when the new answer is no edit', async () => {
    simulator.enqueue('wrong-anchor');
    await refineEdit(parts, edits()[0]?.id ?? '', 'Differently.');
    assert.deepEqual([hunks(), edits()[1]?.status.kind], [[['pending TWO', 'pending FOUR'], []], 'failed']);
  });

  it('stays inside the lines that were agreed, also after lines came above them', async () => {
    const insert = new vscode.WorkspaceEdit();
    insert.insert(document.uri, new vscode.Position(0, 0), 'zero\n');
    await vscode.workspace.applyEdit(insert);
    enqueue(['five', 'FIVE']);
    enqueue(['five', 'FIVE']);
    await refineEdit(parts, edits()[0]?.id ?? '', 'Five as well.');
    assert.deepEqual(
      [edits()[1]?.status, hunks()[0]],
      [
        { kind: 'failed', problem: { code: 'outside_scope', quote: 'five' } },
        ['pending TWO', 'pending FOUR'],
      ],
    );
  });

  it('is asked for in the reply box of a change, and only there', async () => {
    enqueue(['three', 'THREE']);
    const command = refineCommand({ ...parts, view: { reveal: async () => {} } });
    const [thread] = parts.review.threads;
    await command.run({ thread, text: 'Only three.' });
    const before = hunks();
    for (const forged of [undefined, 'x', { text: 'x' }, { thread: {}, text: 7 }]) await command.run(forged);
    assert.deepEqual([before, hunks()], [[['undone TWO', 'undone FOUR'], ['pending THREE']], before]);
  });

  it('is refused with a sentence once nothing is open, and nothing is sent', async () => {
    const [first] = edits();
    parts.review.undo(first?.id ?? '');
    const requests = simulator.requests.length;
    await assert.rejects(refineEdit(parts, first?.id ?? '', 'Differently.'), Refusal);
    await assert.rejects(refineEdit(parts, 'unknown', 'Differently.'), Refusal);
    await refineEdit(parts, first?.id ?? '', '  ');
    assert.equal(simulator.requests.length, requests);
  });
});
