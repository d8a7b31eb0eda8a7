import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { openText } from '../../../src/host/contextFiles.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import type { Turn } from '../../../src/protocol/transcript.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createChat, setUserSetting } from './chatParts.ts';
import { Conversation, replace } from './conversation.ts';

describe('the chat', () => {
  let simulator: Simulator;
  let restoreSetting: () => Promise<void>;
  let folder: string;
  let person: Conversation;
  let parts: ReturnType<typeof createChat>;

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
    folder = mkdtempSync(join(tmpdir(), 'chat-'));
    person = new Conversation();
    parts = createChat();
    await parts.apiKeys.save(simulator.origin, canaryKey);
  });

  afterEach(async () => {
    person.end();
    parts.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true });
  });

  function turns(): Turn[] {
    return [...parts.chat.session.transcript.turns.values()];
  }

  function asked(): unknown[] {
    return simulator.requests.filter(({ path }) => path === '/v1/responses').map(({ body }) => body);
  }

  async function attachFile(content: string, name = 'file.txt'): Promise<vscode.TextDocument> {
    const path = join(folder, name);
    writeFileSync(path, content);
    const document = await openText(vscode.Uri.file(path));
    parts.chat.attach(parts.contextFiles.attachment(document));
    return document;
  }

  const question = { text: 'Explain this code.', attachments: [], command: 'explain' } as const;

  describe('asks for a command the model', () => {
    const restores: (() => Promise<void>)[] = [];
    const models = (): unknown[] =>
      asked().map((body) => (typeof body === 'object' && body !== null && 'model' in body ? body.model : ''));

    async function set(name: string, value: unknown): Promise<void> {
      restores.push(await setUserSetting(name, value));
    }

    beforeEach(() => set('model', 'gpt-5.4-mini'));
    afterEach(async () => {
      for (const restore of restores.splice(0).reverse()) await restore();
    });

    it('M-G9 that the settings name for it, also when it is asked again, and that of the chat for all else', async () => {
      await set('commandModels', { explain: ' gpt-5.4-nano ', fix: '' });
      await parts.chat.ask(question);
      await parts.chat.retry(turns().at(-1)?.id ?? '');
      await parts.chat.ask({ ...question, command: 'fix' });
      await parts.chat.send('hello');
      const answers = turns().flatMap((turn) => (turn.kind === 'assistant' ? [turn.model] : []));
      const expected = ['gpt-5.4-nano', 'gpt-5.4-nano', 'gpt-5.4-mini', 'gpt-5.4-mini'];
      assert.deepEqual([models(), answers], [expected, expected]);
    });

    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [{ explian: 'gpt-5.4-nano' }, /“explian”, which is no command. It takes: explain, refactor, /],
      [{ fix: 7 }, /“fix” a model that is no text/],
    ];
    for (const [value, sentence] of wrong) {
      it(`M-G9 and sends nothing while the setting is wrong: ${JSON.stringify(value)}`, async () => {
        await set('commandModels', value);
        await assert.rejects(parts.chat.ask(question), (error: unknown) => {
          return error instanceof Refusal && sentence.test(error.message);
        });
        assert.deepEqual([models(), turns()], [[], []]);
      });
    }
  });

  describe('while the key is asked for', () => {
    let enter: (key: string | undefined) => void;

    beforeEach(async () => {
      await parts.apiKeys.clear();
      person.type = () =>
        new Promise((resolve) => {
          enter = resolve;
        });
    });

    async function untilAsked(): Promise<void> {
      while (person.asked === 0) await new Promise(setImmediate);
    }

    it('M-A6 sends a message once, however often Enter is pressed', async () => {
      const first = parts.chat.send('hello');
      const second = parts.chat.send('hello');
      await untilAsked();
      const third = parts.chat.send('hello');
      enter(canaryKey);
      await Promise.all([first, second, third]);
      assert.deepEqual(
        [person.asked, asked().length, turns().map(({ kind }) => kind)],
        [1, 1, ['user', 'assistant']],
      );
    });

    it('refuses Explain, and draft and attachments stay', async () => {
      await attachFile('content');
      const sent = parts.chat.send('hello');
      await untilAsked();
      await assert.rejects(parts.chat.ask(question), Refusal);
      const { context } = parts.chat.panelState();
      const meanwhile = [parts.chat.draft, context.map(({ name }) => name)];
      enter(undefined);
      await sent;
      const kept = [parts.chat.draft, parts.chat.panelState().context.map(({ name }) => name)];
      assert.deepEqual([meanwhile, kept, asked()], [['hello', ['file.txt']], ['hello', ['file.txt']], []]);
    });

    it('does not ask again for an old answer', async () => {
      enter = () => {};
      person.type = () => canaryKey;
      await parts.chat.send('first');
      await parts.apiKeys.clear();
      person.asked = 0;
      person.type = () =>
        new Promise((resolve) => {
          enter = resolve;
        });
      const sent = parts.chat.send('second');
      await untilAsked();
      await parts.chat.retry(turns()[1]?.id ?? '');
      enter(undefined);
      await sent;
      assert.deepEqual([asked().length, turns().length], [1, 2]);
    });
  });

  it('refuses to retry an old answer while another one runs, and that one goes on', async () => {
    await parts.chat.send('first');
    simulator.enqueue('stall');
    const second = parts.chat.send('second');
    await simulator.waitFor(({ scenario, firstByteAt }) => scenario === 'stall' && firstByteAt !== undefined);
    const running = parts.chat.panelState().runningTurnId;
    await assert.rejects(parts.chat.retry(turns()[1]?.id ?? ''), Refusal);
    const after = [parts.chat.panelState().runningTurnId === running, turns().length, running !== undefined];
    await parts.chat.stop();
    await second;
    assert.deepEqual(after, [true, 4, true]);
  });

  it('stops an answer that runs and asks for it again', async () => {
    simulator.enqueue('stall');
    const sent = parts.chat.send('first');
    await simulator.waitFor(({ scenario, firstByteAt }) => scenario === 'stall' && firstByteAt !== undefined);
    await parts.chat.retry(turns()[1]?.id ?? '');
    await sent;
    assert.deepEqual(
      turns().map((turn) => (turn.kind === 'assistant' ? turn.status.kind : turn.kind)),
      ['user', 'stopped', 'completed'],
    );
  });

  it('continues after the answer that was named, on a branch of its own', async () => {
    await parts.chat.send('first');
    await parts.chat.send('second');
    const [, first] = turns();
    await parts.chat.continueAfter(first?.id ?? '');
    const [, , second, , added, answer] = turns();
    assert.deepEqual(
      [second?.parentId, added?.parentId, added?.kind === 'user' && added.text, answer?.parentId],
      [first?.id, first?.id, 'Continue exactly where you stopped.', added?.id],
    );
    assert.equal(parts.chat.session.transcript.leafId, answer?.id);
    const last = JSON.stringify(asked().at(-1));
    assert.deepEqual([last.includes('Continue exactly'), last.includes('second')], [true, false]);
  });

  it('sends with the former model after the settings could not be written', async () => {
    const former = parts.chat.panelState().model;
    const read = vscode.workspace.getConfiguration;
    const restore = replace(vscode.workspace, 'getConfiguration', (section: string) => ({
      get: (name: string) => read(section).get(name),
      inspect: (name: string) => read(section).inspect(name),
      update: () => Promise.reject(new Error('The settings file is read-only')),
    }));
    try {
      await assert.rejects(parts.chat.selectModel('another'), /read-only/);
      await assert.rejects(parts.chat.setConversationState('local'), /read-only/);
      await parts.chat.send('hello');
    } finally {
      restore();
    }
    assert.deepEqual(
      turns().map((turn) => (turn.kind === 'assistant' ? [turn.model, turn.status.kind] : turn.kind)),
      ['user', [former, 'completed']],
    );
  });

  it('M-A7 warns once about a workspace that redirects, however many messages are sent', async () => {
    const directory = join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', '.vscode');
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'settings.json'), '{ "cometapi.baseUrl": "https://evil.example/v1" }');
    try {
      await parts.chat.send('first');
      await parts.chat.send('second');
      assert.deepEqual([person.shown.length, asked().length], [1, 2]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('M-C6 reads an attached file when the message is sent, unsaved changes included', async () => {
    const document = await attachFile('as saved');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, 0, 8), 'as typed');
    await vscode.workspace.applyEdit(edit);
    await parts.chat.send('hello');
    const sent = JSON.stringify(asked()[0]);
    assert.deepEqual(
      [
        document.isDirty,
        sent.includes('as typed'),
        sent.includes('as saved'),
        parts.chat.panelState().context,
      ],
      [true, true, false, []],
    );
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('M-C6 sends an attached file that has gone away as it was', async () => {
    const path = join(folder, 'gone.bin');
    await attachFile('kept content', 'gone.txt');
    rmSync(join(folder, 'gone.txt'));
    await parts.chat.send('hello');
    assert.ok(JSON.stringify(asked()[0]).includes('kept content'), path);
  });

  describe('refuses to attach, by name (M-D15)', () => {
    const kinds: Readonly<Record<string, readonly [make: (path: string) => void, text: string]>> = {
      'picture.bin': [
        (path) => writeFileSync(path, Buffer.from([0x89, 0x50, 0, 0, 0, 1, 0xff, 0xfe, 0, 0])),
        'picture.bin cannot be attached: it is no text, no PDF and no PNG, JPEG, WebP or GIF image.',
      ],
      folder: [(path) => mkdirSync(path), '{path} has nothing to attach.'],
      'missing.txt': [() => {}, '{path} cannot be read as text.'],
    };
    for (const [name, [make, text]] of Object.entries(kinds)) {
      it(name, async () => {
        const path = join(folder, name);
        make(path);
        await vscode.extensions.getExtension('cometapi.cometapi-assistant')?.activate();
        await vscode.commands.executeCommand('cometapi.addFileToChat', vscode.Uri.file(path));
        assert.deepEqual(person.texts, [`information: ${text.replace('{path}', path)}`]);
      });
    }
  });
});
