import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { deleteAllData } from '../../../src/host/commands/deleteAllData.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import type { HistoryPage } from '../../../src/protocol/historyPage.ts';
import type { Turn } from '../../../src/protocol/transcript.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createChat, setUserSetting } from './chatParts.ts';
import { Conversation, replace } from './conversation.ts';

type Parts = ReturnType<typeof createChat>;

describe('the conversations of a chat', () => {
  let simulator: Simulator;
  let restoreSetting: () => Promise<void>;
  let person: Conversation;
  let windows: Parts[];
  let parts: Parts;

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
    person = new Conversation();
    windows = [];
    parts = await open();
    await parts.apiKeys.save(simulator.origin, canaryKey);
  });

  afterEach(async () => {
    person.end();
    for (const each of windows) each.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** Another window over the same files, or the same one after a restart. */
  async function open(former?: Parts): Promise<Parts> {
    const opened = createChat(former);
    windows.push(opened);
    await opened.chat.opened();
    return opened;
  }

  /** The window as it is after its extension host was killed: nothing is told to anybody before. */
  const afterCrash = () => open(parts);

  const turns = ({ chat }: Parts): Turn[] => [...chat.session.transcript.turns.values()];
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  const kinds = (window: Parts) =>
    turns(window).map((turn) => (turn.kind === 'assistant' ? turn.status.kind : turn.text));
  const textOf = (turn: Turn | undefined) =>
    turn?.kind === 'assistant'
      ? turn.items.map((item) => (item.kind === 'message' ? item.text : '')).join('')
      : '';
  const bodies = () =>
    simulator.requests
      .filter(({ path }) => path === '/v1/responses')
      .map(({ body }) => body as { input: { role: string }[]; previous_response_id?: string });
  const streaming = (count = 1) => {
    let seen = 0;
    return simulator.waitFor(
      ({ scenario, firstByteAt }) => scenario === 'stall' && firstByteAt !== undefined && ++seen >= count,
    );
  };

  it('M-H2 has the conversation, its draft and its options again after a crash', async () => {
    await parts.chat.send('first');
    parts.chat.requestOptions.set('temperature', 0.3);
    await parts.chat.saveDraft('half a thought');
    await parts.chat.conversations.shown.saved();
    const again = await afterCrash();
    assert.deepEqual(
      [plain(turns(again)), again.chat.draft, again.chat.requestOptions.own],
      [plain(turns(parts)), 'half a thought', { temperature: 0.3 }],
    );
  });

  it('B-32 has the attachments of the draft again, and what they are in the files', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'one\ntwo\nthree\n' });
    parts.chat.attach(parts.contextFiles.attachment(document, { startLine: 1, endLine: 2 }));
    await parts.chat.saveDraft('What is this?');
    await parts.chat.conversations.shown.saved();
    const again = await afterCrash();
    const { context } = again.chat.panelState();
    await again.chat.send(again.chat.draft);
    const sent = JSON.stringify(bodies().at(-1));
    await again.contextFiles.open(context[0]?.id ?? '');
    assert.deepEqual(
      [context, sent.includes('two'), sent.includes('three'), vscode.window.activeTextEditor?.document.uri],
      [parts.chat.panelState().context, true, false, document.uri],
    );
  });

  it('M-H2 shows an answer that was running as interrupted, with its text, and can continue it', async () => {
    simulator.enqueue('stall');
    const sent = parts.chat.send('first');
    await streaming();
    await waitForText(parts);
    const { conversations } = parts.chat;
    await conversations.shown.saved();
    const text = textOf(turns(parts)[1]);
    const again = await afterCrash();
    const [, answer] = turns(again);
    const restored = [kinds(again), textOf(answer)];
    await again.chat.continueAfter(answer?.id ?? '');
    const continued = kinds(again).slice(2);
    await parts.chat.stop();
    await sent;
    assert.ok(text !== '');
    assert.deepEqual(
      [restored, continued],
      [
        [['first', 'interrupted'], text],
        ['Continue exactly where you stopped.', 'completed'],
      ],
    );
  });

  it('sends only what is new after a restart, and everything after the key has changed', async () => {
    await parts.chat.send('first');
    const again = await afterCrash();
    await again.chat.send('second');
    const second = bodies().at(-1);
    const third = await afterCrash();
    await third.apiKeys.clear();
    await third.apiKeys.save(simulator.origin, canaryKey);
    await third.chat.send('third');
    assert.deepEqual(
      [second?.input.length, second?.previous_response_id !== undefined, bodies().at(-1)?.input.length],
      [1, true, 5],
    );
  });

  it('has every message on disk before its request leaves, and never the key', async () => {
    simulator.enqueue('stall');
    const sent = parts.chat.send('precious words');
    await simulator.waitFor(({ path }) => path === '/v1/responses');
    const folder = join(parts.storage, 'conversations');
    const written = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
    await parts.chat.stop();
    await sent;
    assert.deepEqual([written.includes('precious words'), written.includes(canaryKey)], [true, false]);
  });

  it('U06 lets an answer go on in its own conversation while another one is shown', async () => {
    simulator.enqueue('stall');
    const first = parts.chat.send('first');
    await streaming();
    const { id } = parts.chat.conversations.shown;
    await parts.chat.newChat();
    const meanwhile = [parts.chat.panelState().runningTurnId, turns(parts).length];
    await parts.chat.send('second');
    const other = kinds(parts);
    await parts.chat.conversations.show(id);
    const back = [kinds(parts), parts.chat.panelState().runningTurnId !== undefined];
    await parts.chat.stop();
    await first;
    assert.deepEqual(
      [meanwhile, other, back, kinds(parts)],
      [
        [undefined, 0],
        ['second', 'completed'],
        [['first', 'streaming'], true],
        ['first', 'stopped'],
      ],
    );
  });

  it('U06 gives each conversation its own draft, attachments and options', async () => {
    await parts.chat.send('first');
    const { id } = parts.chat.conversations.shown;
    await parts.chat.saveDraft('of the first');
    parts.chat.requestOptions.set('temperature', 0.3);
    await parts.chat.newChat();
    const fresh = [parts.chat.draft, parts.chat.requestOptions.own];
    await parts.chat.saveDraft('typed before the panel knew', id);
    await parts.chat.conversations.show(id);
    assert.deepEqual(
      [fresh, parts.chat.draft, parts.chat.requestOptions.own],
      [['', {}], 'typed before the panel knew', { temperature: 0.3 }],
    );
  });

  it('U07 deletes a conversation in mid-stream, and nothing of it comes back', async () => {
    simulator.enqueue('stall');
    const sent = parts.chat.send('first');
    await streaming();
    const { id } = parts.chat.conversations.shown;
    await parts.chat.conversations.drop(id);
    await parts.store.delete(id);
    await sent;
    const again = await afterCrash();
    assert.deepEqual(
      [turns(parts), turns(again), await parts.store.list(), parts.chat.panelState().runningTurnId],
      [[], [], [], undefined],
    );
  });

  it('U12 leaves no file of empty conversations, however many are begun', async () => {
    for (let index = 0; index < 20; index++) await parts.chat.newChat();
    const names = readdirSync(join(parts.storage, 'conversations'));
    assert.deepEqual(
      names.filter((name) => !name.startsWith('shown-')),
      [],
    );
  });

  it('L08 keeps what two windows add to one conversation', async () => {
    await parts.chat.send('first');
    const other = await open(parts);
    await Promise.all([parts.chat.send('from here'), other.chat.send('from there')]);
    const again = await afterCrash();
    assert.deepEqual(
      kinds(again)
        .filter((each) => each.startsWith('from'))
        .sort(),
      ['from here', 'from there'],
    );
    assert.deepEqual(kinds(again).filter((each) => each === 'completed').length, 3);
  });

  it('M-H3 tells once of a damaged file, keeps a copy and shows the rest', async () => {
    await parts.chat.send('first');
    await parts.chat.conversations.shown.saved();
    const file = join(parts.storage, 'conversations', `${parts.chat.conversations.shown.id}.jsonl`);
    const bytes = readFileSync(file);
    bytes[bytes.length - 20] = 0;
    writeFileSync(file, bytes);
    const again = await afterCrash();
    const third = await afterCrash();
    assert.deepEqual(
      [
        kinds(again)[0],
        kinds(third)[0],
        readdirSync(join(parts.storage, 'conversations', 'damaged')).length,
        person.shown.filter(({ kind }) => kind === 'warning').length,
      ],
      ['first', 'first', 1, 1],
    );
  });

  describe('in the list', () => {
    let page: HistoryPage | undefined;
    let subscription: vscode.Disposable;

    beforeEach(() => {
      page = undefined;
      subscription = parts.history.onDidChange((changed) => {
        page = changed;
      });
    });
    afterEach(() => subscription.dispose());

    const shown = () => page?.entries.map(({ title, state, isShown }) => [title, state, isShown]);

    it('M-H1 U06 says which one is shown, which one answers and which one has answered meanwhile', async () => {
      simulator.enqueue('stall');
      const first = parts.chat.send('first');
      await streaming();
      const { id, session } = parts.chat.conversations.shown;
      await parts.chat.newChat();
      await parts.chat.send('second');
      await parts.history.list('', 'workspace');
      const during = shown();
      await session.stop();
      await first;
      while (page?.entries.some(({ state }) => state === 'running')) await new Promise(setImmediate);
      const after = page?.entries.find(({ conversationId }) => conversationId === id)?.state;
      assert.deepEqual(
        [new Map(during?.map(([title, ...rest]) => [title, rest])), after],
        [
          new Map([
            ['first', ['running', false]],
            ['second', ['idle', true]],
          ]),
          'unread',
        ],
      );
    });

    it('U07 M-H1 deletes a running conversation and brings it back with what had arrived', async () => {
      simulator.enqueue('stall');
      const sent = parts.chat.send('first');
      await streaming();
      await waitForText(parts);
      await parts.chat.conversations.shown.saved();
      const { id } = parts.chat.conversations.shown;
      const text = textOf(turns(parts)[1]);
      await parts.history.list('', 'workspace');
      await parts.history.delete(id);
      await sent;
      const deleted = [shown(), page?.deleted?.title, turns(parts).length];
      await parts.history.undoDelete(id);
      assert.deepEqual(
        [deleted, page?.deleted, kinds(parts), textOf(turns(parts)[1])],
        [[[], 'first', 0], undefined, ['first', 'interrupted'], text],
      );
    });

    it('M-H1 M-H5 renames, pins and finds also what is not open, here and in other workspaces', async () => {
      await parts.chat.send('first');
      const { id } = parts.chat.conversations.shown;
      await parts.chat.newChat();
      await parts.chat.send('second');
      await parts.history.list('', 'workspace');
      await parts.history.rename(id, 'Renamed');
      await parts.history.pin(id, true);
      const pinned = page?.entries.map(({ title, isPinned }) => [title, isPinned]);
      await parts.history.list('renamed', 'all');
      const found = page?.entries.map(({ title, excerpt }) => [title, excerpt?.match]);
      await parts.store.add(parts.chat.session.transcript, 'file:///elsewhere');
      await parts.history.list('', 'workspace');
      const here = page?.total;
      parts.history.close();
      assert.deepEqual(
        [pinned, found, here],
        [
          [
            ['Renamed', true],
            ['second', false],
          ],
          [['Renamed', 'Renamed']],
          2,
        ],
      );
    });
  });

  it('M-H4 exports what is shown without the key, and imports it as a conversation of its own', async () => {
    await parts.chat.send('first');
    const { id } = parts.chat.conversations.shown;
    // Not the usual key, which no file of a test may hold.
    const key = 'another-key-8c1f52ab07';
    await parts.apiKeys.save(simulator.origin, key);
    parts.chat.session.change({ type: 'title-change', title: `Is ${key} bad?` });
    const target = vscode.Uri.file(join(parts.storage, 'export.json'));
    const restore = [
      replace(vscode.window, 'showSaveDialog', async () => target),
      replace(vscode.window, 'showOpenDialog', async () => [target]),
    ];
    person.choose = () => 'dismiss';
    try {
      await parts.historyFiles.exportChat();
      const text = readFileSync(target.fsPath, 'utf8');
      await parts.historyFiles.importChats();
      const imported = parts.chat.conversations.shown;
      assert.deepEqual(
        [text.includes('bad?'), text.includes(key), imported.id === id, kinds(parts)],
        [true, false, false, ['first', 'completed']],
      );
      writeFileSync(target.fsPath, '{"messages":[]}');
      await assert.rejects(parts.historyFiles.importChats(), Refusal);
    } finally {
      for (const each of restore) each();
    }
  });

  it('M-H6 deletes everything on this machine, and only when that was wanted', async () => {
    await parts.chat.send('first');
    await parts.chat.saveDraft('half a thought');
    const { chat, store, apiKeys, globalState } = parts;
    const command = deleteAllData({ chat, store, apiKeys, globalState });
    person.choose = () => 'Cancel';
    await command.run();
    const before = [turns(parts).length, existsSync(join(parts.storage, 'conversations'))];
    person.choose = () => 'Delete All';
    await command.run();
    assert.deepEqual(
      [before, existsSync(join(parts.storage, 'conversations')), turns(parts), parts.secrets.values.size],
      [[2, true], false, [], 0],
    );
    await parts.apiKeys.save(simulator.origin, canaryKey);
    await parts.chat.send('anew');
    const again = await afterCrash();
    assert.deepEqual(kinds(again), ['anew', 'completed']);
  });

  async function waitForText(window: Parts): Promise<void> {
    while (textOf(turns(window)[1]) === '') await new Promise(setImmediate);
  }
});
