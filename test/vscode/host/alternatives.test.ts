import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { nextAlternative } from '../../../src/host/commands/nextAlternative.ts';
import { previousAlternative } from '../../../src/host/commands/previousAlternative.ts';
import { createEditRequest } from '../../../src/host/editRequest.ts';
import { handleIntent } from '../../../src/host/intents.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createChat, setUserSetting } from './chatParts.ts';
import { replace } from './conversation.ts';

const text = 'one\ntwo\nthree\n';

describe('alternatives of an edit (B-13)', () => {
  let simulator: Simulator;
  let restoreSetting: () => Promise<void>;
  let parts: ReturnType<typeof createChat>;
  let folder: string;
  let document: vscode.TextDocument;
  let restorePick: () => void;
  /** What is chosen of the models offered. */
  let choose: (ids: readonly string[]) => readonly string[];
  let offered: readonly string[];

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
    offered = [];
    restorePick = replace(vscode.window, 'showQuickPick', async (items: readonly vscode.QuickPickItem[]) => {
      offered = items.map(({ label }) => label);
      const chosen = choose(offered);
      return items.filter(({ label }) => chosen.includes(label));
    });
    folder = mkdtempSync(join(tmpdir(), 'alternatives-'));
    parts = createChat();
    await parts.apiKeys.save(simulator.origin, canaryKey);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    writeFileSync(join(folder, 'a.txt'), text);
    const uri = vscode.Uri.file(join(folder, 'a.txt'));
    const editor = await vscode.window.showTextDocument(uri, { preview: false });
    document = editor.document;
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    enqueue('TWO');
    await parts.chat.edit(
      createEditRequest({
        command: 'edit',
        document,
        lines: { startLine: 0, endLine: 3 },
        title: 'Shout',
        instruction: 'Shout.',
        review: parts.review,
        newId: () => 'c1',
      }),
    );
  });

  afterEach(async () => {
    restorePick();
    parts.dispose();
    while (vscode.window.activeTextEditor?.document.isDirty) {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true });
  });

  function enqueue(newText: string): void {
    const edits = [{ why: 'Louder.', oldText: 'two', newText }];
    simulator.enqueue({ name: 'edit', edit: { title: newText, explanation: '.', edits } });
  }

  const answers = () =>
    [...parts.chat.session.transcript.turns.values()].flatMap((turn) =>
      turn.kind === 'assistant' ? [turn] : [],
    );
  const states = () =>
    answers().map(({ edit }) =>
      edit?.files
        .flatMap(({ hunks }) => hunks.map(({ status, added }) => `${status} ${added.join()}`))
        .join(),
    );
  /** The new code in the editor. */
  const inEditor = () =>
    parts.review.threads.map(({ comments }) => {
      const body = comments[0]?.body;
      return (typeof body === 'string' ? body : (body?.value ?? '')).split('\n').at(1);
    });
  const ask = () => handleIntent({ type: 'other-models', turnId: answers()[0]?.id ?? '' }, parts);

  it('are asked one after the other, each a version of its own, and the editor shows the one that is shown', async () => {
    enqueue('Two!');
    enqueue('two.');
    choose = (ids) => ids.slice(0, 2);
    const [firstModel] = answers().map(({ model }) => model);
    await ask();
    const models = answers().map(({ model, status, endedAt, usage }) => [
      model,
      status.kind,
      endedAt !== undefined,
      (usage?.outputTokens ?? 0) > 0,
    ]);
    const shown = [inEditor()];
    for (const command of [nextAlternative, nextAlternative, previousAlternative]) {
      await command(parts.chat, parts.review).run();
      shown.push(inEditor());
    }
    assert.deepEqual(
      [
        models,
        new Set(answers().map(({ parentId }) => parentId)).size,
        offered.includes(firstModel ?? ''),
        shown,
      ],
      [
        [firstModel, ...offered.slice(0, 2)].map((model) => [model, 'completed', true, true]),
        1,
        false,
        [['two.'], ['TWO'], ['Two!'], ['TWO']],
      ],
    );
    assert.equal(document.getText(), text);
  });

  it('are kept one by one: the others have no place any more, and undo brings all back', async () => {
    enqueue('Two!');
    choose = (ids) => ids.slice(0, 1);
    await ask();
    // Keeps all of the file, which means: of what is shown of it.
    await parts.review.keepAll(document.uri);
    const kept = [document.getText(), states()];
    await vscode.commands.executeCommand('undo');
    assert.deepEqual(
      [kept, document.getText(), states(), inEditor()],
      [['one\nTwo!\nthree\n', ['stale TWO', 'kept Two!']], text, ['pending TWO', 'pending Two!'], ['Two!']],
    );
  });

  it('end with Stop: the one that runs and those that would follow', async () => {
    simulator.enqueue({ name: 'stall', afterDeltas: 2 });
    choose = (ids) => ids.slice(0, 3);
    const asking = ask();
    await simulator.waitFor(() => answers().length === 2 && answers()[1]?.edit !== undefined);
    await parts.chat.stop();
    await asking;
    assert.deepEqual(
      answers().map(({ status }) => status.kind),
      ['completed', 'stopped'],
    );
  });

  it('are at most four, of models that have not answered yet; nothing is sent otherwise', async () => {
    const requests = () => simulator.requests.filter(({ path }) => path === '/v1/responses').length;
    choose = (ids) => ids.slice(0, 4);
    await assert.rejects(ask(), Refusal);
    choose = () => [];
    await ask();
    assert.deepEqual([requests(), answers().length], [1, 1]);
    choose = (ids) => ids.slice(0, 3);
    await ask();
    await assert.rejects(ask(), Refusal);
    assert.equal(answers().length, 4);
  });

  it('are refused with a sentence for an edit whose request is not known any more', async () => {
    const edit = answers()[0]?.edit;
    await parts.chat.newChat();
    await parts.chat.send('hello');
    const turnId = answers()[0]?.id ?? '';
    assert.ok(edit);
    parts.chat.session.change({ type: 'edit-change', turnId, edit });
    await assert.rejects(handleIntent({ type: 'other-models', turnId }, parts), Refusal);
    assert.equal(answers().length, 1);
  });

  it('that are not shown stay unseen in a new chat and under review, for when their own is opened again', async () => {
    enqueue('Two!');
    choose = (ids) => ids.slice(0, 1);
    await ask();
    const ids = answers().map(({ edit }) => edit?.id ?? '');
    await parts.chat.newChat();
    await parts.chat.send('hello');
    const statuses = ids.map((id) => parts.review.proposedEdit(id)?.status.kind);
    assert.deepEqual([statuses, inEditor()], [['pending', 'pending'], ['Two!']]);
  });
});
