import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { PlannedFiles } from '../../../src/chat/editAnswer.ts';
import { planFiles } from '../../../src/edits/planFiles.ts';
import type { FilesAnswer } from '../../../src/edits/schema.ts';
import { attachLines, normalizedText, relativePath } from '../../../src/host/editor.ts';
import { createFilesEditRequest } from '../../../src/host/filesEditRequest.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import { EditReview } from '../../../src/host/review/editReview.ts';
import { isInWorkspace, workspaceUri } from '../../../src/host/workspaceFile.ts';

const verdict = { kind: 'verified' } as const;

describe('the review of edits of several files', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail('no workspace');
  // VS Code may hold a document of a file that is gone, so that every test has files of its own.
  let tests = 0;
  let folderName: string;
  let folder: vscode.Uri;
  let review: EditReview;
  let log: vscode.LogOutputChannel;
  let context: Map<string, unknown>;

  beforeEach(async () => {
    tests += 1;
    folderName = `several${tests}`;
    folder = vscode.Uri.joinPath(root, folderName);
    mkdirSync(folder.fsPath);
    log = vscode.window.createOutputChannel('Several files test', { log: true });
    context = new Map();
    review = new EditReview({ log, setContext: (key, value) => context.set(key, value) });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  afterEach(async () => {
    review.dispose();
    log.dispose();
    await save();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder.fsPath, { recursive: true, force: true });
  });

  function uriOf(name: string): vscode.Uri {
    return vscode.Uri.joinPath(folder, name);
  }

  async function file(name: string, text: string): Promise<vscode.TextDocument> {
    writeFileSync(uriOf(name).fsPath, text);
    return vscode.workspace.openTextDocument(uriOf(name));
  }

  function contents(name: string): string | undefined {
    return existsSync(uriOf(name).fsPath) ? readFileSync(uriOf(name).fsPath, 'utf8') : undefined;
  }

  /** An edit of a and b that also creates c, deletes d and renames e. */
  async function proposeAll() {
    const a = await file('a.ts', 'one();\ntwo();\n');
    const b = await file('b.ts', 'three();\n');
    await file('d.ts', 'old();\n');
    await file('e.ts', 'moved();\n');
    review.openFiles({
      id: 'edit',
      title: 'Everywhere',
      verdict,
      files: [
        {
          kind: 'modify',
          document: a,
          baseText: normalizedText(a),
          hunks: [
            { startLine: 0, removed: ['one();'], added: ['1();'], why: 'First.' },
            { startLine: 1, removed: ['two();'], added: ['2();', '2.5();'], why: 'Second.' },
          ],
        },
        {
          kind: 'modify',
          document: b,
          baseText: normalizedText(b),
          hunks: [{ startLine: 0, removed: ['three();'], added: ['3();'], why: 'Third.' }],
        },
        { kind: 'create', uri: uriOf('sub/c.ts'), text: 'new();\nfile();\n', why: 'New.' },
        { kind: 'delete', uri: uriOf('d.ts'), text: 'old();\n', why: 'Old.' },
        { kind: 'rename', uri: uriOf('e.ts'), to: uriOf('sub/f.ts'), text: 'moved();\n', why: 'Moves.' },
      ],
    });
    return { a, b };
  }

  function shown(): unknown {
    const edit = review.proposedEdit('edit');
    return edit?.files.map(({ id, name, change, hunks }) => [
      `${id} ${name} ${change.kind}`,
      ...hunks.map((hunk) => `${hunk.id} ${hunk.status} −${hunk.removed.length} +${hunk.added.length}`),
    ]);
  }

  async function save(): Promise<void> {
    const own = vscode.workspace.textDocuments.filter(({ uri }) => uri.path.startsWith(`${folder.path}/`));
    await Promise.all(own.map((document) => document.save()));
  }

  async function onDisk(): Promise<unknown> {
    await save();
    return ['a.ts', 'b.ts', 'sub/c.ts', 'd.ts', 'e.ts', 'sub/f.ts'].map(contents);
  }

  const before = ['one();\ntwo();\n', 'three();\n', undefined, 'old();\n', 'moved();\n', undefined];
  const after = ['1();\n2();\n2.5();\n', '3();\n', 'new();\nfile();\n', undefined, undefined, 'moved();\n'];

  it('M-D12 M-D3 shows every file with its counts, and touches none', async () => {
    const { a } = await proposeAll();
    assert.deepEqual(
      [shown(), review.proposedEdit('edit')?.status, await onDisk(), a.isDirty, review.threads.length],
      [
        [
          ['1 a.ts modify', '1.1 pending −1 +1', '1.2 pending −1 +2'],
          ['2 b.ts modify', '2.1 pending −1 +1'],
          ['3 c.ts create', '3 pending −0 +2'],
          ['4 d.ts delete', '4 pending −1 +0'],
          ['5 e.ts rename', '5 pending −0 +0'],
        ],
        { kind: 'pending', verdict },
        before,
        false,
        3,
      ],
    );
  });

  it('M-D12 keeps all files', async () => {
    await proposeAll();
    await review.keep('edit');
    const kept = [
      await onDisk(),
      review.proposedEdit('edit')?.status.kind,
      context.get('cometapi.hasPendingEdits'),
    ];
    assert.deepEqual(kept, [after, 'settled', false]);
  });

  it('M-D12 undoes all files without a trace', async () => {
    await proposeAll();
    review.undo('edit');
    assert.deepEqual(
      [await onDisk(), review.proposedEdit('edit')?.status.kind, review.threads.length],
      [before, 'settled', 0],
    );
  });

  it('M-D12 keeps and undoes each file and each hunk by itself', async () => {
    const { a, b } = await proposeAll();
    await review.keep('edit', { hunkId: '1.2' });
    await review.keep('edit', { fileId: '3' });
    review.undo('edit', { fileId: '4' });
    review.undo('edit', { hunkId: '2.1' });
    await review.keep('edit', { hunkId: '5' });
    await review.keep('edit', { fileId: '4' });
    assert.deepEqual(
      [shown(), a.getText(), b.getText(), contents('sub/c.ts'), contents('d.ts'), contents('sub/f.ts')],
      [
        [
          ['1 a.ts modify', '1.1 pending −1 +1', '1.2 kept −1 +2'],
          ['2 b.ts modify', '2.1 undone −1 +1'],
          ['3 c.ts create', '3 kept −0 +2'],
          ['4 d.ts delete', '4 undone −1 +0'],
          ['5 e.ts rename', '5 kept −0 +0'],
        ],
        'one();\n2();\n2.5();\n',
        'three();\n',
        'new();\nfile();\n',
        'old();\n',
        'moved();\n',
      ],
    );
  });

  it('M-D7 takes back in one file what was kept there, and leaves the others', async () => {
    const { a, b } = await proposeAll();
    await review.keep('edit', { fileId: '1' });
    await review.keep('edit', { fileId: '2' });
    await vscode.window.showTextDocument(a);
    await vscode.commands.executeCommand('undo');
    assert.deepEqual(
      [a.getText(), b.getText(), (shown() as unknown[][])[0]],
      ['one();\ntwo();\n', '3();\n', ['1 a.ts modify', '1.1 pending −1 +1', '1.2 pending −1 +2']],
    );
  });

  it('M-D9 overwrites nothing: what exists by then, was changed or is gone refuses its Keep alone', async () => {
    await proposeAll();
    mkdirSync(uriOf('sub').fsPath);
    writeFileSync(uriOf('sub/c.ts').fsPath, 'theirs');
    writeFileSync(uriOf('sub/f.ts').fsPath, 'theirs, too');
    const d = await vscode.workspace.openTextDocument(uriOf('d.ts'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(d.uri, new vscode.Position(0, 0), 'mine');
    await vscode.workspace.applyEdit(edit);
    await assert.rejects(review.keep('edit'), Refusal);
    assert.deepEqual(
      [shown(), await onDisk()],
      [
        [
          ['1 a.ts modify', '1.1 kept −1 +1', '1.2 kept −1 +2'],
          ['2 b.ts modify', '2.1 kept −1 +1'],
          ['3 c.ts create', '3 stale −0 +2'],
          ['4 d.ts delete', '4 stale −1 +0'],
          ['5 e.ts rename', '5 stale −0 +0'],
        ],
        [after[0], after[1], 'theirs', 'mineold();\n', 'moved();\n', 'theirs, too'],
      ],
    );
  });

  it('M-D9 shows a file whose document went away as stale, and goes on with the others', async () => {
    const { a, b } = await proposeAll();
    await vscode.window.showTextDocument(b, { preview: false });
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await until(() => JSON.stringify(shown()).includes('2.1 stale'));
    await review.keep('edit', { fileId: '2' });
    await review.keep('edit', { fileId: '1' });
    assert.deepEqual([a.getText(), contents('b.ts')], ['1();\n2();\n2.5();\n', 'three();\n']);
  });

  it('goes on when VS Code lets go of a file that no tab shows', async () => {
    const { a } = await proposeAll();
    // It keeps a number of documents nobody looks at; more than that push the oldest out.
    for (let index = 0; !a.isClosed; index += 1) {
      assert.ok(index < 300, 'VS Code did not let go of the document');
      await file(`other${index}.txt`, `${index}`);
    }
    await until(() => review.threads.length === 3);
    await review.keep('edit', { fileId: '1' });
    assert.deepEqual(((await onDisk()) as unknown[])[0], after[0]);
  });

  it('M-D4 M-D12 compares all files below each other in read-only documents, and one beside itself', async () => {
    await proposeAll();
    await review.compare('edit');
    await until(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.label.startsWith('Everywhere') === true,
    );
    const texts = () =>
      Object.fromEntries(
        vscode.workspace.textDocuments
          .filter(({ uri }) => uri.scheme === 'cometapi-edit')
          .map(({ uri, getText }) => [
            `${uri.path.split('/').at(-1)} ${new URLSearchParams(uri.query).get('side')}`,
            getText(),
          ]),
      );
    await until(() => Object.keys(texts()).length >= 8);
    const opened = texts();
    await review.compare('edit', '3');
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    assert.deepEqual(
      [opened, tab?.label],
      [
        {
          'a.ts before': before[0],
          'a.ts after': after[0],
          'b.ts before': before[1],
          'b.ts after': after[1],
          'c.ts after': 'new();\nfile();\n',
          'd.ts before': 'old();\n',
          'f.ts before': 'moved();\n',
          'f.ts after': 'moved();\n',
        },
        'c.ts: proposed changes',
      ],
    );
  });

  it('M-D4 goes from hunk to hunk through all files, round both ends', async () => {
    await proposeAll();
    const places: string[] = [];
    for (const step of ['next', 'next', 'next', 'next', 'previous', 'previous'] as const) {
      await review[step]();
      const editor = vscode.window.activeTextEditor;
      places.push(`${editor?.document.uri.path.split('/').at(-1)} ${editor?.selection.active.line}`);
    }
    assert.deepEqual(places, ['a.ts 0', 'a.ts 1', 'b.ts 0', 'a.ts 0', 'b.ts 0', 'a.ts 1']);
  });

  describe('asked for', () => {
    async function request(create: readonly string[] | 'anywhere' = [`${folderName}/c.ts`]) {
      const a = await file('a.ts', 'one();\r\ntwo();\r\n');
      const b = await file('b.ts', 'three();\n');
      return createFilesEditRequest({
        command: 'edit',
        title: 'Change',
        instruction: 'Change it.',
        attachment: attachLines(a, { startLine: 0, endLine: 1 }, 'id'),
        files: [a],
        context: [b],
        create,
        review,
      });
    }

    async function answered(answer: FilesAnswer['files'], create?: 'anywhere'): Promise<unknown> {
      const asked = await request(create);
      assert.ok(asked.kind === 'files');
      const target = await asked.capture();
      assert.ok('files' in target);
      const plan = planFiles({ ...target, answer: { title: '', explanation: '', files: answer } });
      if (!plan.ok) return plan.problem.code;
      const edit: PlannedFiles = { id: 'edit', title: 'Change', verdict, files: plan.files };
      return (await asked.present(edit))?.files.map(({ name, change }) => `${name} ${change.kind}`);
    }

    const none = { newPath: '', why: '', edits: [], content: '' };

    it('sends whole files with what may be done with them, and reviews the answer', async () => {
      const asked = await request();
      const target = await asked.capture();
      const reviewed = await answered([
        {
          ...none,
          path: `${folderName}/a.ts`,
          action: 'modify',
          edits: [{ why: '', oldText: 'two();', newText: '2();' }],
        },
        { ...none, path: `${folderName}/c.ts`, action: 'create', content: 'x();\n' },
      ]);
      await review.keep('edit');
      await save();
      assert.deepEqual(
        [
          'files' in target && target.files.map(({ path, access, text }) => [path, access, text]),
          reviewed,
          contents('a.ts'),
          contents('c.ts'),
        ],
        [
          [
            [`${folderName}/a.ts`, 'write', 'one();\ntwo();\n'],
            [`${folderName}/b.ts`, 'read', 'three();\n'],
          ],
          ['a.ts modify', 'c.ts create'],
          'one();\r\n2();\r\n',
          'x();\n',
        ],
      );
    });

    it('M-K7 never reaches outside of the workspace, also not by a symbolic link', async () => {
      const outside = join(tmpdir(), `outside-${process.pid}`);
      mkdirSync(outside, { recursive: true });
      mkdirSync(folder.fsPath, { recursive: true });
      symlinkSync(outside, uriOf('link').fsPath);
      symlinkSync(join(outside, 'missing.ts'), uriOf('dangling.ts').fsPath);
      const create = (path: string) => [{ ...none, path, action: 'create' as const, content: 'x();\n' }];
      const refused = await Promise.all(
        [`${folderName}/link/x.ts`, `${folderName}/dangling.ts`, '../x.ts', `${folderName}/../../x.ts`].map(
          (path) => answered(create(path), 'anywhere'),
        ),
      );
      assert.deepEqual(
        [
          refused,
          await answered(create(`${folderName}/other.ts`)),
          await answered(create(`${folderName}/other.ts`), 'anywhere'),
          isInWorkspace(vscode.Uri.file(outside)),
          isInWorkspace(root),
          workspaceUri(`${folderName}/a.ts`)?.fsPath,
        ],
        [
          ['path_refused', 'path_refused', 'path_refused', 'path_refused'],
          'path_refused',
          ['other.ts create'],
          false,
          false,
          uriOf('a.ts').fsPath,
        ],
      );
      rmSync(outside, { recursive: true });
    });

    it('M-K7 notices a link that was put in the way before Keep', async () => {
      const outside = join(tmpdir(), `outside-later-${process.pid}`);
      mkdirSync(outside, { recursive: true });
      await file('a.ts', '');
      review.openFiles({
        id: 'edit',
        title: '',
        verdict,
        files: [{ kind: 'create', uri: uriOf('later/x.ts'), text: 'x', why: '' }],
      });
      symlinkSync(outside, uriOf('later').fsPath);
      await assert.rejects(review.keep('edit'), Refusal);
      assert.deepEqual(
        [existsSync(join(outside, 'x.ts')), shown()],
        [false, [['1 x.ts create', '1 stale −0 +1']]],
      );
      rmSync(outside, { recursive: true });
    });

    it('M-D15 refuses a file outside of the workspace and a read-only view with a sentence', async () => {
      const outside = await vscode.workspace.openTextDocument({ content: 'x' });
      const attachment = attachLines(outside, { startLine: 0, endLine: 1 }, 'id');
      assert.throws(
        () =>
          createFilesEditRequest({
            command: 'edit',
            title: '',
            instruction: '',
            attachment,
            files: [outside],
            context: [],
            create: [],
            review,
          }),
        {
          message: `${relativePath(outside.uri)} is not in the workspace, so it is not changed together with other files.`,
        },
      );
    });
  });
});

/** Waits until VS Code, which answers when it can, has come to something. */
async function until(isReached: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!isReached()) {
    assert.ok(Date.now() < end, 'VS Code did not come to it in thirty seconds');
    await delay(20);
  }
}
