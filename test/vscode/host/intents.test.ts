import assert from 'node:assert/strict';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { ChatView, chatViewId } from '../../../src/host/chatView.ts';
import { handleIntent } from '../../../src/host/intents.ts';
import { type ChatIntent, codeBlockActions, fromWebviewSchema } from '../../../src/protocol/messages.ts';
import { toSnapshot } from '../../../src/protocol/transcript.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createChat, setUserSetting } from './chatParts.ts';
import { Conversation, replace } from './conversation.ts';

/** The intents that name something by an id, and what they need beside it. */
const naming = [
  'retry',
  'retry-now',
  'retry-without-media',
  'attach-found',
  'attach-suggested',
  'continue',
  'select-version',
  'detach',
  'open-context',
  'copy-turn',
  'copy-problem',
  'code-block',
  'edit',
  'set-parameter',
  'reset-parameter',
  'retry-parameter',
  'other-models',
  'show-sent',
  'unset-parameter',
  'default-parameter',
  'rename-preset',
  'refine',
] as const;

const hostile = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  '0',
  'null',
  '../../etc/passwd',
  'file:///etc/passwd',
  'command:workbench.action.terminal.new',
  'workbench.action.quit',
  'https://evil.example/',
  '\u0000',
  'x'.repeat(101),
];

/** A forged intent: an existing type with ids and values out of the air. */
const forged = fc.record(
  {
    type: fc.constantFrom(...naming),
    turnId: fc.oneof(fc.constantFrom(...hostile), fc.string(), fc.uuid()),
    id: fc.oneof(fc.constantFrom(...hostile), fc.string()),
    contextId: fc.oneof(fc.constantFrom(...hostile), fc.string()),
    hunkId: fc.oneof(fc.constantFrom(...hostile), fc.string()),
    name: fc.oneof(fc.constantFrom(...hostile), fc.string()),
    to: fc.constantFrom(...hostile),
    value: fc.oneof(fc.string(), fc.double(), fc.boolean()),
    outputIndex: fc.nat(5),
    line: fc.nat(20),
    action: fc.constantFrom(...codeBlockActions, 'keep', 'undo', 'show', 'diff', 'rerun'),
    text: fc.string(),
    uri: fc.constantFrom(...hostile),
    command: fc.constantFrom(...hostile),
  },
  { requiredKeys: ['type'] },
);

describe('messages of the panel', () => {
  let simulator: Simulator;
  let restoreSetting: () => Promise<void>;
  let parts: ReturnType<typeof createChat>;
  let effects: string[];
  const restores: (() => void)[] = [];

  before(async () => {
    simulator = await startSimulator({ paceMs: 0 });
    restoreSetting = await setUserSetting('baseUrl', simulator.baseUrl);
    parts = createChat();
    await parts.apiKeys.save(simulator.origin, canaryKey);
    simulator.enqueue({ name: 'text', text: 'Look:\n\n```ts\nconst one = 1;\n```\n' });
    await parts.chat.send('hello');
    const document = await vscode.workspace.openTextDocument({ content: 'one\ntwo\n' });
    parts.chat.attach(parts.contextFiles.attachment(document));
    parts.review.open({
      id: 'edit',
      title: 'Title',
      document,
      verdict: { kind: 'verified' },
      hunks: [{ startLine: 0, removed: ['one'], added: ['ONE'], why: '' }],
      baseText: 'one\ntwo\n',
    });
    const answer = [...parts.chat.session.transcript.turns.values()].at(-1);
    const edit = parts.review.proposedEdit('edit');
    assert.ok(answer !== undefined && edit !== undefined);
    parts.chat.session.change({ type: 'edit-change', turnId: answer.id, edit });

    effects = [];
    const noted =
      (name: string) =>
      (...args: readonly unknown[]) => {
        effects.push(`${name} ${String(args[0])}`);
        return Promise.resolve(undefined);
      };
    restores.push(
      replace(vscode.commands, 'executeCommand', noted('executeCommand')),
      replace(vscode.workspace, 'applyEdit', noted('applyEdit')),
      replace(vscode.workspace, 'openTextDocument', noted('openTextDocument')),
      replace(vscode.window, 'showTextDocument', noted('showTextDocument')),
      replace(vscode.env, 'openExternal', noted('openExternal')),
      replace(vscode.env, 'clipboard', {
        readText: async () => '',
        writeText: noted('writeText'),
      }),
    );
  });

  after(async () => {
    for (const restore of restores.splice(0)) restore();
    parts.dispose();
    await restoreSetting();
    await simulator.close();
  });

  function state(): unknown {
    const { chat, review } = parts;
    return structuredClone({
      transcript: toSnapshot(chat.session.transcript),
      panel: chat.panelState(),
      draft: chat.draft,
      edit: review.proposedEdit('edit'),
      requests: simulator.requests.length,
      effects,
    });
  }

  function isChatIntent(intent: { readonly type: string }): intent is ChatIntent {
    return intent.type !== 'ready' && intent.type !== 'ack';
  }

  async function receive(message: unknown): Promise<'dropped' | 'handled'> {
    const parsed = fromWebviewSchema.safeParse(message);
    if (!parsed.success || !isChatIntent(parsed.data)) return 'dropped';
    await handleIntent(parsed.data, parts);
    return 'handled';
  }

  it('S43 that are any JSON at all are dropped', async () => {
    const former = state();
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (message) => (await receive(message)) === 'dropped'),
      { numRuns: 2000 },
    );
    assert.deepEqual(state(), former);
  });

  it('S43 that name what the host never gave out change nothing, run nothing and never throw', async () => {
    const former = state();
    let handled = 0;
    await fc.assert(
      fc.asyncProperty(forged, async (message) => {
        if ((await receive(message)) === 'handled') handled += 1;
      }),
      { numRuns: 3000 },
    );
    assert.ok(handled > 500, `only ${handled} passed the schema`);
    assert.deepEqual(state(), former);
  });

  it('S43 that name a real turn with a hunk, an item or a line that it does not have do nothing', async () => {
    const former = state();
    const [user, answer] = [...parts.chat.session.transcript.turns.keys()];
    const messages: readonly unknown[] = [
      { type: 'code-block', turnId: answer, outputIndex: 9, line: 2, action: 'copy' },
      { type: 'code-block', turnId: answer, outputIndex: 0, line: 900, action: 'insert' },
      { type: 'code-block', turnId: user, outputIndex: 0, line: 0, action: 'new-file' },
      { type: 'code-block', turnId: answer, outputIndex: 0, line: 900, action: 'apply' },
      { type: 'code-block', turnId: user, outputIndex: 0, line: 2, action: 'terminal' },
      { type: 'edit', turnId: user, action: 'keep' },
      { type: 'edit', turnId: answer, hunkId: 'unknown', action: 'keep' },
      { type: 'edit', turnId: answer, hunkId: '__proto__', action: 'undo' },
      { type: 'refine', turnId: user, text: 'Differently.' },
      { type: 'other-models', turnId: user },
      { type: 'copy-problem', turnId: user },
    ];
    for (const message of messages) assert.equal(await receive(message), 'handled');
    assert.deepEqual(state(), former);
  });

  it('S43 do act on what the host gave out: the same block by its right line is copied', async () => {
    const [, answer] = [...parts.chat.session.transcript.turns.keys()];
    await receive({ type: 'code-block', turnId: answer, outputIndex: 0, line: 2, action: 'copy' });
    assert.deepEqual(effects.splice(0), ['writeText const one = 1;']);
  });

  it('S43 have limits: ids, titles, models and texts that are too long are dropped', () => {
    const messages: readonly unknown[] = [
      { type: 'retry', turnId: 'x'.repeat(101) },
      { type: 'retry', turnId: '' },
      { type: 'rename', title: 'x'.repeat(201) },
      { type: 'select-model', model: 'x'.repeat(201) },
      { type: 'set-parameter', name: 'instructions', value: 'x'.repeat(20_001) },
      { type: 'set-parameter', name: 'instructions', value: { a: 1 } },
      { type: 'code-block', turnId: 'a', outputIndex: -1, line: 0, action: 'copy' },
      { type: 'code-block', turnId: 'a', outputIndex: 0, line: 0.5, action: 'copy' },
      { type: 'attach-file', name: 'a', bytes: 1, data: 'x'.repeat(28_000_000) },
      { type: 'attach-file', name: 'a', bytes: -1 },
      { type: 'attach-file', name: 'a', bytes: 1, thumbnail: 'https://evil.example/a.png' },
      { type: 'attach-file', name: 'a', bytes: 1, thumbnail: 'data:image/svg+xml;base64,AAAA' },
      { type: 'attach-text', text: '' },
      { type: 'attach-dropped', uris: Array.from({ length: 51 }, () => 'file:///a') },
      { type: 'suggestion', command: 'workbench.action.terminal.new' },
      { type: 'set-conversation-state', state: 'remote' },
    ];
    assert.deepEqual(
      messages.filter((message) => fromWebviewSchema.safeParse(message).success),
      [],
    );
  });

  it('S43 of a type the host does not know are dropped by the view, and the next good one still arrives', async () => {
    const messages = new vscode.EventEmitter<unknown>();
    const handled: ChatIntent[] = [];
    const person = new Conversation();
    const restore = replace(
      vscode.window,
      'registerWebviewViewProvider',
      () => new vscode.Disposable(() => {}),
    );
    const extensionUri = vscode.Uri.file('/extension');
    const view = new ChatView({
      chat: parts.chat,
      history: parts.history,
      extensionUri,
      log: parts.log,
      onDidFindContext: parts.contextSearch.onDidFind,
      handle: (intent) => {
        handled.push(intent);
      },
    });
    restore();
    try {
      view.resolveWebviewView({
        viewType: chatViewId,
        webview: {
          options: {},
          html: '',
          cspSource: "'self'",
          asWebviewUri: (uri) => uri,
          postMessage: async () => true,
          onDidReceiveMessage: messages.event,
        },
        visible: true,
        onDidDispose: () => new vscode.Disposable(() => {}),
        onDidChangeVisibility: () => new vscode.Disposable(() => {}),
        show: () => {},
      });
      const forgeries: readonly unknown[] = [
        undefined,
        null,
        'stop',
        [],
        { type: 'run-command', command: 'workbench.action.terminal.new' },
        { type: '__proto__' },
        { type: 'apply', text: 'x', uri: 'file:///etc/passwd' },
      ];
      for (const message of [...forgeries, { type: 'stop', extra: 'ignored' }]) messages.fire(message);
      assert.deepEqual([handled, person.shown], [[{ type: 'stop' }], []]);
    } finally {
      person.end();
      view.dispose();
      messages.dispose();
    }
  });
});
