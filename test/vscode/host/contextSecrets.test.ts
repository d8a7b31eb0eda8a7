import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { handleIntent } from '../../../src/host/intents.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createChat, setUserSetting } from './chatParts.ts';
import { Conversation, replace } from './conversation.ts';

const key = `sk-${'a1B2c3D4'.repeat(5)}`;
const token = `ghp_${'Zy9X'.repeat(9)}`;

describe('secrets in what is about to be sent', () => {
  let simulator: Simulator;
  let restoreSetting: () => Promise<void>;
  let person: Conversation;
  let parts: ReturnType<typeof createChat>;
  const written: vscode.Uri[] = [];

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
    parts = createChat();
    await parts.apiKeys.save(simulator.origin, canaryKey);
  });

  afterEach(async () => {
    person.end();
    parts.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const uri of written.splice(0)) await vscode.workspace.fs.delete(uri);
  });

  async function attach(content: string): Promise<void> {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder !== undefined, 'the suites need a workspace');
    // A name of its own: VS Code gives the names of untitled documents out again.
    const uri = vscode.Uri.joinPath(folder.uri, `sample-${written.length}-${Date.now()}.txt`);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
    written.push(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    parts.chat.attach(parts.contextFiles.attachment(document));
  }

  function bodies(): string[] {
    return simulator.requests
      .filter(({ path }) => path === '/v1/responses')
      .map(({ body }) => JSON.stringify(body));
  }

  const carried = () => bodies().map((body) => [body.includes(key), body.includes(token)]);

  it('B-19 hold the message back until they are answered for; it stays with its context', async () => {
    await attach(`one\nkey=${key}\n`);
    person.choose = () => 'dismiss';
    await parts.chat.send('What is this?');
    const { context } = parts.chat.panelState();
    const [asked] = person.shown;
    assert.deepEqual(
      [bodies(), parts.chat.draft, context.length, asked?.modal, asked?.choices, asked?.text],
      [
        [],
        'What is this?',
        1,
        true,
        ['Redact', 'Remove Files', 'Send Anyway'],
        `A key was found in ${context[0]?.name}, line 2`,
      ],
    );
  });

  it('B-19 are masked by Redact in message and context, and the conversation shows what was sent', async () => {
    await attach(`key=${key}\n`);
    person.choose = () => 'Redact';
    await parts.chat.send(`Use ${token} here`);
    const [turn] = parts.chat.session.transcript.turns.values();
    assert.deepEqual(
      [
        carried(),
        bodies()[0]?.includes('key=sk-a••••••'),
        turn?.kind === 'user' ? [turn.text, turn.redacted] : undefined,
        person.shown.map(({ text, choices }) => [text, choices]),
      ],
      [
        [[false, false]],
        true,
        ['Use ghp_•••••• here', true],
        [['2 secrets were found in what is about to be sent', ['Redact', 'Send Anyway']]],
      ],
    );
  });

  it('B-19 are masked in what is kept of what was sent, too (B-30)', async () => {
    await attach(`key=${key}\n`);
    const id = parts.chat.panelState().context[0]?.id ?? '';
    person.choose = () => 'Redact';
    await parts.chat.send('What is this?');
    let shown = '';
    const restore = replace(vscode.window, 'showTextDocument', async (uri: vscode.Uri) => {
      shown = parts.contextFiles.sentFiles.provideTextDocumentContent(uri);
    });
    try {
      await parts.contextFiles.sentFiles.show([id]);
    } finally {
      restore();
    }
    assert.equal(shown, 'key=sk-a••••••\n');
  });

  it('B-19 are masked in a pasted text that is kept with the conversation, too', async () => {
    await handleIntent({ type: 'attach-text', text: `key=${key}` }, parts);
    const id = parts.chat.panelState().context[0]?.id ?? '';
    person.choose = () => 'Redact';
    await parts.chat.send('What is this?');
    assert.deepEqual(
      [carried(), JSON.stringify(parts.contextFiles.originOf(id)).includes(key)],
      [[[false, false]], false],
    );
  });

  it('B-19 go with their files by Remove Files, and the rest is sent', async () => {
    await attach(`key=${key}\n`);
    await attach('harmless');
    person.choose = () => 'Remove Files';
    await parts.chat.send('What is this?');
    const [turn] = parts.chat.session.transcript.turns.values();
    assert.deepEqual(
      [carried(), bodies()[0]?.includes('harmless'), turn?.kind === 'user' ? turn.context.length : undefined],
      [[[false, false]], true, 1],
    );
  });

  it('B-19 are sent by Send Anyway, which is not asked again for the same ones', async () => {
    await attach(`key=${key}\n`);
    person.choose = () => 'Send Anyway';
    await parts.chat.send('What is this?');
    await parts.chat.send(`And ${key}?`);
    await parts.chat.send(`And ${token}?`);
    assert.deepEqual(
      [
        carried().map(([hasKey, hasToken]) => hasKey || hasToken),
        person.shown.map(({ text }) => text.replace(/ was found.*/, '')),
      ],
      [
        [true, true, true],
        ['A key', 'A token'],
      ],
    );
  });

  it('B-19 are asked about once, however often Enter is pressed', async () => {
    const first = parts.chat.send(`Use ${key}`);
    while (person.shown.length === 0) await new Promise(setImmediate);
    await parts.chat.send(`Use ${key}`);
    assert.deepEqual([person.shown.length, bodies()], [1, []]);
    void first;
  });

  it('control: a message without one is sent without a question', async () => {
    await attach('const apiKey = process.env.API_KEY;\n');
    await parts.chat.send('What is this?');
    assert.deepEqual([bodies().length, person.shown], [1, []]);
  });
});
