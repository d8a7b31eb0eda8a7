import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { compareSent } from '../../../src/host/commands/compareSent.ts';
import { createEditRequest } from '../../../src/host/editRequest.ts';
import { handleIntent } from '../../../src/host/intents.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createChat, setUserSetting } from './chatParts.ts';

describe('what was sent of a file (B-30)', () => {
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
    folder = mkdtempSync(join(tmpdir(), 'sent-'));
    parts = createChat();
    await parts.apiKeys.save(simulator.origin, canaryKey);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    writeFileSync(join(folder, 'a.txt'), 'one\r\ntwo\r\nthree\r\n');
    const uri = vscode.Uri.file(join(folder, 'a.txt'));
    editor = await vscode.window.showTextDocument(uri, { preview: false });
  });

  afterEach(async () => {
    parts.dispose();
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (text: string) =>
    editor.edit((builder) =>
      builder.replace(editor.document.validateRange(new vscode.Range(0, 0, 99, 0)), text),
    );

  async function showSent(): Promise<vscode.TextDocument | undefined> {
    const turn = [...parts.chat.session.transcript.turns.values()].find(({ kind }) => kind === 'user');
    await handleIntent({ type: 'show-sent', turnId: turn?.id ?? '' }, parts);
    return vscode.window.activeTextEditor?.document;
  }

  it('is the file as it was at that moment, unsaved changes included, read-only, whatever happened since', async () => {
    parts.chat.attach(parts.contextFiles.attachment(editor.document));
    await write('sent\n');
    await parts.chat.send('hello');
    await write('later\n');
    const sent = await showSent();
    const asked = JSON.stringify(simulator.requests.at(-1)?.body);
    assert.deepEqual(
      [
        sent?.getText(),
        sent?.uri.scheme,
        vscode.workspace.fs.isWritableFileSystem(sent?.uri.scheme ?? '') === true,
        asked.includes('\\nsent\\n'),
      ],
      ['sent\n', 'cometapi-sent', false, true],
    );
  });

  it('is the selection alone, and is compared with now as the whole file, at its lines', async () => {
    const lines = { startLine: 1, endLine: 2 };
    parts.chat.attach(parts.contextFiles.attachment(editor.document, lines));
    await parts.chat.send('hello');
    await write('zero\ntwo!\n');
    const sent = await showSent();
    await compareSent(parts.contextFiles.sentFiles).run();
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const original = await vscode.workspace.openTextDocument(input.original);
    assert.deepEqual(
      [sent?.getText(), original.getText(), input.modified.toString()],
      ['two', 'one\ntwo\nthree\n', editor.document.uri.toString()],
    );
  });

  it('is known of an edit, too', async () => {
    const lines = { startLine: 1, endLine: 2 };
    simulator.enqueue('empty-edit');
    const request = createEditRequest({
      command: 'edit',
      document: editor.document,
      lines,
      title: 'Shout',
      instruction: 'Shout.',
      review: parts.review,
      newId: () => 'c1',
    });
    parts.contextFiles.remember(request.attachment, editor.document.uri, lines);
    await parts.chat.edit(request);
    await write('gone\n');
    assert.equal((await showSent())?.getText(), 'two');
  });

  it('is told as not kept when it is not, and as gone when its file is', async () => {
    await parts.chat.send('hello');
    await assert.rejects(showSent(), Refusal);
    const { sentFiles } = parts.contextFiles;
    for (const forged of [undefined, 7, editor.document.uri, vscode.Uri.parse('cometapi-sent:/a?id=x')]) {
      await assert.rejects(sentFiles.compare(forged), Refusal);
    }
  });

  it('is forgotten from the oldest on, when it is too much', async () => {
    const { sentFiles } = parts.contextFiles;
    const record = (id: string) =>
      sentFiles.record(
        {
          item: { id, name: id, path: id },
          excerpt: { path: id, languageId: '', text: 'x'.repeat(8_000_000) },
        },
        vscode.Uri.file(`/${id}`),
      );
    for (const id of ['a', 'b', 'c']) record(id);
    await assert.rejects(sentFiles.show(['a']), Refusal);
    record('c');
    const kept = ['a', 'b', 'c'].map(
      (id) =>
        sentFiles.provideTextDocumentContent(vscode.Uri.parse(`cometapi-sent:/x?id=${id}&part=sent`)).length,
    );
    assert.deepEqual(
      kept.map((length) => length === 8_000_000),
      [false, true, true],
    );
  });
});
