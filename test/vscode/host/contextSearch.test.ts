import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { isText } from '../../../src/chat/attachments.ts';
import { handleIntent } from '../../../src/host/intents.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import type { ContextMatch } from '../../../src/protocol/contextMatch.ts';
import { createChat, setUserSetting } from './chatParts.ts';
import { Conversation, replace } from './conversation.ts';

describe('what can be attached by its name', () => {
  let parts: ReturnType<typeof createChat>;
  let person: Conversation;
  let requestId = 0;
  const written: vscode.Uri[] = [];
  const registered: vscode.Disposable[] = [];

  beforeEach(() => {
    parts = createChat();
    person = new Conversation();
  });

  afterEach(async () => {
    person.end();
    parts.dispose();
    for (const each of registered.splice(0)) each.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const uri of written.splice(0)) await vscode.workspace.fs.delete(uri);
  });

  function place(path: string): vscode.Uri {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder !== undefined, 'the suites need a workspace');
    return vscode.Uri.joinPath(folder.uri, path);
  }

  async function find(query: string): Promise<readonly ContextMatch[]> {
    requestId += 1;
    const found: ContextMatch[] = [];
    const subscription = parts.contextSearch.onDidFind((event) => {
      if (event.requestId === requestId) found.push(...event.matches);
    });
    await handleIntent({ type: 'find-context', requestId, query }, parts);
    subscription.dispose();
    return found;
  }

  async function attach(query: string, kind: ContextMatch['kind']): Promise<string> {
    const match = (await find(query)).find((each) => each.kind === kind);
    assert.ok(match !== undefined, `${query} finds no ${kind}`);
    const attachment = await parts.contextSearch.attachment(match.id);
    assert.ok(attachment !== undefined && isText(attachment));
    return attachment.excerpt.text;
  }

  async function toFront(uri: vscode.Uri): Promise<void> {
    await vscode.window.showTextDocument(uri);
    const isInFront = () => vscode.window.activeTextEditor?.document.uri.path === uri.path;
    while (!isInFront()) await new Promise(setImmediate);
  }

  const named = (matches: readonly ContextMatch[], kind: ContextMatch['kind']) =>
    matches.filter((match) => match.kind === kind).map(({ name, detail }) => `${detail}/${name}`);

  it('M-C1 is a file by its name or its path, or a folder', async () => {
    assert.deepEqual(
      [
        named(await find('cart'), 'file')[0],
        named(await find('srcinv'), 'file')[0],
        named(await find('windo'), 'folder'),
        await find('there-is-no-such-thing'),
      ],
      ['src/cart.ts', 'src/inventory.ts', ['/windows'], []],
    );
  });

  it('M-C1 is an open file before anything was typed, the active one first', async () => {
    for (const path of ['src/cart.ts', 'notes/README.md']) {
      await vscode.window.showTextDocument(place(path), { preview: false });
    }
    assert.deepEqual(named(await find(''), 'file'), ['notes/README.md', 'src/cart.ts']);
  });

  it('M-C2 takes lines behind the name, and refuses those a file does not have', async () => {
    const [match] = await find('cart.ts#L2-3');
    const attachment = await parts.contextSearch.attachment(match?.id ?? '');
    const [far] = await find('cart.ts#L99999');
    const refused = await parts.contextSearch.attachment(far?.id ?? '').then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.deepEqual(
      [
        match?.name,
        attachment?.item.lines,
        attachment !== undefined && isText(attachment),
        refused instanceof Refusal,
      ],
      ['cart.ts#L2-3', { start: 2, end: 3 }, true, true],
    );
  });

  it('M-C6 is as it is in the editor, unsaved changes included', async () => {
    const uri = place('unsaved.txt');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('saved'));
    written.push(uri);
    const editor = await vscode.window.showTextDocument(uri);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'not '));
    assert.equal(await attach('unsaved.txt', 'file'), 'not saved');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('M-C1 is a symbol, as the whole of what it names', async () => {
    const uri = place('symbols.sample');
    await vscode.workspace.fs.writeFile(
      uri,
      new TextEncoder().encode('before\nbegin widget\n  inside\nend\nafter'),
    );
    written.push(uri);
    const { Function: kind } = vscode.SymbolKind;
    const range = new vscode.Range(1, 0, 3, 3);
    registered.push(
      vscode.languages.registerWorkspaceSymbolProvider({
        provideWorkspaceSymbols: () => [
          new vscode.SymbolInformation(
            'widgetMaker',
            kind,
            '',
            new vscode.Location(uri, new vscode.Position(1, 6)),
          ),
        ],
      }),
      vscode.languages.registerDocumentSymbolProvider(
        { pattern: '**/*.sample' },
        {
          provideDocumentSymbols: () => [new vscode.DocumentSymbol('widgetMaker', '', kind, range, range)],
        },
      ),
    );
    assert.equal(await attach('widgetM', 'symbol'), 'begin widget\n  inside\nend');
  });

  it('M-C1 is every problem, errors first, and a folder is the paths of its files', async () => {
    const diagnostics = vscode.languages.createDiagnosticCollection('test');
    registered.push(diagnostics);
    const { Error: error, Warning: warning } = vscode.DiagnosticSeverity;
    diagnostics.set(place('src/cart.ts'), [
      new vscode.Diagnostic(new vscode.Range(4, 2, 4, 5), 'unused', warning),
      new vscode.Diagnostic(new vscode.Range(8, 0, 8, 1), 'not defined', error),
    ]);
    assert.deepEqual(
      [await attach('Prob', 'problems'), await attach('src', 'folder')],
      [
        'src/cart.ts:9:1 error: not defined\nsrc/cart.ts:5:3 warning: unused',
        'src/cart.ts\nsrc/inventory.ts',
      ],
    );
  });

  it('M-C11 asks about a file that usually holds secrets or that the setting names, and only then reads it', async () => {
    const restore = await setUserSetting('context.exclude', ['notes/**']);
    try {
      const uri = place('.env.local');
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('TOKEN=1'));
      written.push(uri);
      const refused: unknown[] = [];
      person.choose = () => 'dismiss';
      for (const path of ['.env.local', 'notes/README.md']) {
        await parts.contextFiles.fileAttachment(place(path)).catch((error: unknown) => {
          refused.push(error instanceof Refusal ? error.message : error);
        });
      }
      person.choose = () => 'Attach Anyway';
      const taken = await parts.contextFiles.fileAttachment(uri);
      await parts.contextFiles.fileAttachment(place('src/cart.ts'));
      assert.deepEqual(
        [refused, isText(taken) ? taken.excerpt.text : undefined, person.shown.map(({ text }) => text)],
        [
          ['.env.local was not attached.', 'notes/README.md was not attached.'],
          'TOKEN=1',
          [
            '.env.local may hold secrets. Attach it?',
            'notes/README.md fits notes/**, which your settings exclude. Attach it?',
            '.env.local may hold secrets. Attach it?',
          ],
        ],
      );
    } finally {
      await restore();
    }
  });

  it('M-C8 is a folder of the Explorer, or what a command names; nothing to attach is a refusal', async () => {
    const { contextSearch } = parts;
    const folder = await contextSearch.fileOrFolder(place('src'));
    const image = await contextSearch.fileOrFolder(place('src/cart.ts'));
    const refused = await contextSearch.general('changes').then(
      () => undefined,
      (error: unknown) => error instanceof Refusal && error.message,
    );
    assert.deepEqual(
      [folder.item.kind, isText(folder) && folder.excerpt.text, image.item.path, refused],
      ['folder', 'src/cart.ts\nsrc/inventory.ts', 'src/cart.ts', 'Git changes has nothing to attach.'],
    );
  });

  it('M-C8 is what is selected in the terminal, else its last command, and the clipboard keeps its own', async () => {
    let clipboard = 'mine';
    const selected = { copySelection: '', copyLastCommandAndLastCommandOutput: '$ ls\r\na.ts' };
    const restores = [
      replace(vscode.env, 'clipboard', {
        readText: async () => clipboard,
        writeText: async (text: string) => {
          clipboard = text;
        },
      }),
      replace(vscode.commands, 'executeCommand', async (command: string) => {
        const name = command.replace('workbench.action.terminal.', '');
        if (name === 'copySelection' || name === 'copyLastCommandAndLastCommandOutput') {
          clipboard = selected[name] === '' ? clipboard : selected[name];
        }
      }),
    ];
    try {
      const texts: unknown[] = [];
      for (const selection of ['', 'selected']) {
        selected.copySelection = selection;
        const attachment = await parts.contextSearch.general('terminal');
        texts.push(isText(attachment) && attachment.excerpt.text, clipboard);
      }
      assert.deepEqual(texts, ['$ ls\na.ts', 'mine', 'selected', 'mine']);
    } finally {
      for (const restore of restores) restore();
    }
  });

  it('M-C4 is the file in front by one click, only where the setting offers it and nobody has to be asked', async () => {
    const { chat } = parts;
    const offered = () => chat.panelState().suggestedContext?.path;
    await toFront(place('src/cart.ts'));
    const seen = [offered()];
    const restore = await setUserSetting('context.activeEditor', true);
    try {
      const suggested = chat.panelState().suggestedContext;
      seen.push(offered());
      await handleIntent({ type: 'attach-suggested', id: suggested?.id ?? '' }, parts);
      seen.push(offered());
      const secret = place('.env');
      await vscode.workspace.fs.writeFile(secret, new TextEncoder().encode('A=1'));
      written.push(secret);
      await toFront(secret);
      seen.push(offered());
      assert.deepEqual(
        [seen, chat.panelState().context.map(({ path }) => path)],
        [[undefined, 'src/cart.ts', undefined, undefined], ['src/cart.ts']],
      );
    } finally {
      await restore();
    }
  });

  it('S43 is nothing for an id that was not given out', async () => {
    await handleIntent({ type: 'attach-found', id: 'constructor' }, parts);
    assert.deepEqual(parts.chat.panelState().context, []);
  });
});
