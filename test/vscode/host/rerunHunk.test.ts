import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { handleIntent } from '../../../src/host/intents.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import { rerunHunk } from '../../../src/host/rerunHunk.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createChat, setUserSetting } from './chatParts.ts';

const text = 'one\ntwo\nthree\nfour\nfive\n';

describe('a change in conflict (M-D8)', () => {
  let simulator: Simulator;
  let restoreSetting: () => Promise<void>;
  let parts: ReturnType<typeof createChat>;
  let folder: string;
  let editor: vscode.TextEditor;

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
    folder = mkdtempSync(join(tmpdir(), 'rerun-'));
    parts = createChat();
    await parts.apiKeys.save(simulator.origin, canaryKey);
    writeFileSync(join(folder, 'a.txt'), text);
    editor = await vscode.window.showTextDocument(vscode.Uri.file(join(folder, 'a.txt')), { preview: false });
    parts.review.open({
      id: 'edit',
      title: 'Shout',
      document: editor.document,
      verdict: { kind: 'verified' },
      hunks: [
        { startLine: 1, removed: ['two'], added: ['TWO'], why: 'Louder.' },
        { startLine: 3, removed: ['four'], added: ['FOUR'], why: 'Also louder.' },
      ],
      baseText: text,
    });
  });

  afterEach(async () => {
    parts.dispose();
    while (vscode.window.activeTextEditor?.document.isDirty) {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true });
  });

  function statuses(id: string): string[] | undefined {
    const files = parts.review.proposedEdit(id)?.files;
    return files?.flatMap(({ hunks }) => hunks.map(({ status, line }) => `${status} ${line}`));
  }

  function typeInto(line: number): Thenable<boolean> {
    return editor.edit((builder) => builder.insert(new vscode.Position(line, 0), 'my '));
  }

  function answerWith(oldText: string, newText: string): void {
    const edits = [{ why: 'Louder.', oldText, newText }];
    simulator.enqueue({ name: 'edit', edit: { title: 'Shout', explanation: 'Again.', edits } });
  }

  it('is asked for again on the lines as they are now, and on no other', async () => {
    await typeInto(1);
    const inConflict = statuses('edit');
    answerWith('my two', 'MY TWO');
    await rerunHunk(parts, { editId: 'edit', hunkId: '1' });
    const next = lastEditId();
    const body = JSON.stringify(simulator.requests.at(-1)?.body);
    const shown = [statuses('edit'), statuses(next), editor.document.getText()];
    await parts.review.keep(next);
    assert.deepEqual(
      [
        inConflict,
        shown,
        /<selection [^>]*lines=\\"2-2\\">\\nmy two\\n/.test(body),
        editor.document.getText(),
      ],
      [
        ['stale 2', 'pending 4'],
        [['undone 2', 'pending 4'], ['pending 2'], text.replace('two', 'my two')],
        true,
        text.replace('two', 'MY TWO'),
      ],
    );
  });

  it('may not reach outside of its lines, and stays as it was when the answer is no edit', async () => {
    await typeInto(1);
    answerWith('three', 'THREE');
    answerWith('three', 'THREE');
    await rerunHunk(parts, { editId: 'edit', hunkId: '1' });
    assert.deepEqual(
      [statuses('edit'), statuses(lastEditId()), editor.document.getText()],
      [['stale 2', 'pending 4'], undefined, text.replace('two', 'my two')],
    );
  });

  it('is asked for again from the card, by its id', async () => {
    const turn = await turnWithEdit();
    await typeInto(1);
    answerWith('my two', 'MY TWO');
    await handleIntent({ type: 'edit', turnId: turn, hunkId: '1', action: 'rerun' }, parts);
    assert.deepEqual(statuses('edit'), ['undone 2', 'pending 4']);
  });

  it('is refused with a sentence where there is no conflict', async () => {
    await assert.rejects(rerunHunk(parts, { editId: 'edit', hunkId: '2' }), Refusal);
    await assert.rejects(rerunHunk(parts, { editId: 'other', hunkId: '1' }), Refusal);
    assert.equal(simulator.requests.length, 0);
  });

  /** The edit of the newest answer. */
  function lastEditId(): string {
    const turn = [...parts.chat.session.transcript.turns.values()].at(-1);
    return turn?.kind === 'assistant' ? (turn.edit?.id ?? '') : '';
  }

  async function turnWithEdit(): Promise<string> {
    simulator.enqueue({ name: 'text', text: 'Done.' });
    await parts.chat.send('hello');
    const turn = [...parts.chat.session.transcript.turns.values()].at(-1);
    const edit = parts.review.proposedEdit('edit');
    assert.ok(turn !== undefined && edit !== undefined);
    parts.chat.session.change({ type: 'edit-change', turnId: turn.id, edit });
    return turn.id;
  }
});
