import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { droppedFiles } from '../../../src/host/droppedFiles.ts';
import { handleIntent } from '../../../src/host/intents.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import type { ChatIntent } from '../../../src/protocol/messages.ts';
import { canaryKey } from '../../canary.ts';
import { base64, movingGif, pdf, png } from '../../media.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createChat, setUserSetting } from './chatParts.ts';
import { Conversation, replace } from './conversation.ts';

describe('attaching', () => {
  let simulator: Simulator;
  let restoreSetting: () => Promise<void>;
  let outside: string;
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
    outside = mkdtempSync(join(tmpdir(), 'attaching-'));
    person = new Conversation();
    parts = createChat();
    await parts.apiKeys.save(simulator.origin, canaryKey);
  });

  afterEach(async () => {
    person.end();
    parts.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(outside, { recursive: true });
  });

  const receive = (intent: ChatIntent) => handleIntent(intent, parts);

  function sent(name: string, content: Uint8Array): ChatIntent {
    return { type: 'attach-file', name, bytes: content.length, data: base64(content) };
  }

  function attached(): unknown[] {
    return parts.chat.panelState().context.map(({ id: _id, ...item }) => item);
  }

  async function refusal(intent: ChatIntent): Promise<string> {
    const error = await receive(intent).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof Refusal, `no refusal: ${String(error)}`);
    return error.message;
  }

  function workspaceFile(path: string): vscode.Uri {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder !== undefined, 'the suites need a workspace');
    return vscode.Uri.joinPath(folder.uri, path);
  }

  it('S-10 takes images, PDFs and texts of the panel by what they are, once each, under a clean name', async () => {
    await receive(sent('../a<b>.txt', png));
    await receive(sent('spec.png', pdf));
    await receive(sent('notes', new TextEncoder().encode('one\r\ntwo')));
    await receive(sent('../a<b>.txt', png));
    assert.deepEqual(attached(), [
      { name: 'spec.png', path: 'spec.png', kind: 'pdf', bytes: pdf.length },
      { name: 'notes', path: 'notes', tokens: 2 },
      { name: 'a_b_.txt', path: 'a_b_.txt', kind: 'image', bytes: png.length },
    ]);
  });

  it('S-10 refuses what is too large, moving or unknown, naming the file, its size and the limit', async () => {
    const large = new Uint8Array(10 * 1024 * 1024 + 1);
    large.set(png);
    assert.deepEqual(
      [
        await refusal(sent('photo.png', large)),
        await refusal({ type: 'attach-file', name: 'film.pdf', bytes: 25_000_000 }),
        await refusal({ type: 'attach-file', name: 'folder', bytes: 4096 }),
        await refusal(sent('cat.gif', movingGif)),
        await refusal(sent('tool.exe', new Uint8Array([77, 90, 0, 0]))),
        attached(),
      ],
      [
        'photo.png is too large to attach: 10.1 MB, at most 10 MB.',
        'film.pdf is too large to attach: 23.9 MB, at most 20 MB.',
        'folder cannot be read.',
        'cat.gif is a moving image. Attach a still one: PNG, JPEG, WebP or GIF.',
        'tool.exe cannot be attached: it is no text, no PDF and no PNG, JPEG, WebP or GIF image.',
        [],
      ],
    );
  });

  it('S-10 refuses what would be too much for one message, before it is sent', async () => {
    const large = (first: number) => {
      const content = new Uint8Array(9 * 1024 * 1024).fill(first);
      content.set(png);
      return content;
    };
    for (const first of [1, 2, 3, 4]) await receive(sent(`${first}.png`, large(first)));
    const tooMuch = await refusal(sent('5.png', large(5)));
    parts.chat.detach(parts.chat.panelState().context[0]?.id ?? '');
    for (let count = 3; count < 50; count++) await receive({ type: 'attach-text', text: `text ${count}` });
    assert.deepEqual(
      [tooMuch, await refusal({ type: 'attach-text', text: 'one more' }), attached().length],
      [
        '5.png was not attached: all images and files of a message would have 45 MB, at most 40 MB.',
        'Pasted text was not attached: a message takes at most 50.',
        50,
      ],
    );
  });

  it('S-10 M-C5 sends image, PDF and pasted text together, and shows them with the message', async () => {
    await receive(sent('graph.png', png));
    await receive(sent('spec.pdf', pdf));
    await receive({ type: 'attach-text', text: 'pasted' });
    await parts.chat.send('What is this?');
    const [turn] = parts.chat.session.transcript.turns.values();
    const body: unknown = simulator.requests.at(-1)?.body;
    assert.deepEqual(
      [
        JSON.stringify(body).match(/"type":"input_\w+"|"filename":"[^"]*"|<file path=|pasted/g),
        turn?.kind === 'user' ? turn.context.map(({ name }) => name) : undefined,
        attached(),
      ],
      [
        [
          '"type":"input_image"',
          '"type":"input_file"',
          '"filename":"spec.pdf"',
          '"type":"input_text"',
          '<file path=',
          'pasted',
        ],
        ['graph.png', 'spec.pdf', 'Pasted text'],
        [],
      ],
    );
  });

  it('S-10 attaches an image of the workspace as an image, and a text as it is in its editor', async () => {
    const image = workspaceFile('picture.bin');
    await vscode.workspace.fs.writeFile(image, png);
    const document = await vscode.workspace.openTextDocument(workspaceFile('notes/README.md'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'unsaved ');
    await vscode.workspace.applyEdit(edit);
    try {
      for (const uri of [image, document.uri])
        parts.chat.attach(await parts.contextFiles.fileAttachment(uri));
      await parts.chat.send('Look');
      const body = JSON.stringify(simulator.requests.at(-1)?.body);
      assert.deepEqual(
        [
          body.includes('data:image/png;base64,'),
          body.includes('path=\\"notes/README.md\\"'),
          body.includes('unsaved '),
        ],
        [true, true, true],
      );
    } finally {
      await vscode.workspace.fs.delete(image);
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
  });

  it('S-10 opens what is in no file as a read-only file of its own', async () => {
    await receive({ type: 'attach-text', text: 'pasted\ntext' });
    await receive({ type: 'open-context', contextId: parts.chat.panelState().context[0]?.id ?? '' });
    const front = () => vscode.window.activeTextEditor?.document;
    while (front()?.uri.scheme !== 'cometapi-attachment') await new Promise(setImmediate);
    const document = front();
    assert.deepEqual(
      [
        document?.getText(),
        document?.uri.scheme,
        vscode.workspace.fs.isWritableFileSystem('cometapi-attachment'),
      ],
      ['pasted\ntext', 'cometapi-attachment', false],
    );
  });

  describe('what was dropped from the Explorer', () => {
    const link = () => workspaceFile('link-out');

    afterEach(() => rmSync(link().fsPath, { force: true }));

    async function resolved(addresses: readonly string[]): Promise<string[]> {
      return (await droppedFiles(addresses)).map((uri) => uri.path.split('/').at(-1) ?? '');
    }

    it('M-C9 is taken without a question when it is in the workspace', async () => {
      const uri = workspaceFile('src/cart.ts');
      const addresses = [
        uri.toString(),
        uri.with({ scheme: 'vscode-remote', authority: 'machine:1' }).toString(),
      ];
      const isRemote = vscode.env.remoteName !== undefined;
      assert.deepEqual(
        [await resolved(addresses), person.shown],
        [isRemote ? ['cart.ts', 'cart.ts'] : ['cart.ts'], []],
      );
    });

    it('M-C9 is asked about when it is outside, also by a link or dots, and only then taken', async () => {
      const secret = join(outside, 'secret.txt');
      writeFileSync(secret, 'secret');
      symlinkSync(secret, link().fsPath);
      const dots = `${workspaceFile('src').toString()}/../../../../../../..${secret}`;
      const addresses = [vscode.Uri.file(secret).toString(), link().toString(), dots];
      person.choose = () => 'dismiss';
      const refused = await resolved(addresses);
      person.choose = () => 'Attach';
      const taken = await resolved(addresses);
      assert.deepEqual(
        [refused, taken, person.shown.map(({ text, modal }) => [text, modal])],
        [
          [],
          ['secret.txt', 'link-out', 'secret.txt'],
          Array.from({ length: 2 }, () => ['Attach files from outside this workspace?', true]),
        ],
      );
    });

    it('M-C9 is passed over when it is no file: folders, other schemes, web pages, nonsense', async () => {
      let reads = 0;
      const restore = replace(vscode.workspace, 'fs', {
        stat: async () => {
          reads += 1;
          return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
        },
      });
      try {
        const folder = workspaceFile('src').toString();
        const found = await resolved([
          folder,
          'https://x.example/a',
          'command:quit',
          'untitled:a',
          'no uri',
          '',
        ]);
        assert.deepEqual([found, person.shown, reads], [[], [], 1]);
      } finally {
        restore();
      }
    });
  });
});
