import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { CometCodeActions } from '../../../src/host/codeActions.ts';
import { explainSelection } from '../../../src/host/commands/explainSelection.ts';
import { fixSelection } from '../../../src/host/commands/fixSelection.ts';
import { refactorSelection } from '../../../src/host/commands/refactorSelection.ts';
import { placeOf } from '../../../src/host/editor.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createChat, setUserSetting } from './chatParts.ts';

const first = 'import math\n\ndef area(r):\n    return math.pi * r * r';
const second = 'print(area(2))\nprint(area(3))';

function ipynb(): string {
  const code = (source: string) => ({
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source: source.split(/(?<=\n)/),
  });
  const notes = { cell_type: 'markdown', metadata: {}, source: ['# Circles'] };
  return JSON.stringify({
    cells: [notes, code(first), code(second)],
    metadata: { language_info: { name: 'python' } },
    nbformat: 4,
    nbformat_minor: 5,
  });
}

describe('a cell of a notebook (M-E11)', () => {
  let simulator: Simulator;
  let restoreSetting: () => Promise<void>;
  let parts: ReturnType<typeof createChat>;
  let commands: Parameters<typeof refactorSelection>[0];
  let folder: string;
  let notebook: vscode.NotebookDocument;

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
    folder = mkdtempSync(join(tmpdir(), 'notebook-'));
    parts = createChat();
    commands = { ...parts, view: { reveal: async () => {} } };
    await parts.apiKeys.save(simulator.origin, canaryKey);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const file = join(folder, 'circles.ipynb');
    writeFileSync(file, ipynb());
    notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
  });

  afterEach(async () => {
    parts.dispose();
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true });
  });

  /** Shows the notebook with one cell chosen, and waits until VS Code says so. */
  async function choose(index: number): Promise<vscode.NotebookCell> {
    const selections = [new vscode.NotebookRange(index, index + 1)];
    await vscode.window.showNotebookDocument(notebook, { selections, preview: false });
    while (vscode.window.activeNotebookEditor?.selection.start !== index) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return notebook.cellAt(index);
  }

  /** The editor of a cell somebody types in. */
  async function type(index: number): Promise<vscode.TextEditor> {
    const cell = await choose(index);
    await vscode.commands.executeCommand('notebook.cell.edit');
    for (;;) {
      const editor = vscode.window.activeTextEditor;
      if (editor?.document === cell.document) return editor;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  function texts(): string[] {
    return notebook.getCells().map(({ document }) => document.getText());
  }

  function context(): unknown {
    const [turn] = [...parts.chat.session.transcript.turns.values()];
    return turn?.kind === 'user' ? turn.context.map(({ name, lines }) => [name, lines]) : undefined;
  }

  const edit = () =>
    [...parts.chat.session.transcript.turns.values()].flatMap((turn) =>
      turn.kind === 'assistant' && turn.edit !== undefined ? [turn.edit] : [],
    )[0];

  function enqueue(oldText: string, newText: string): void {
    const edits = [{ why: 'Shorter.', oldText, newText }];
    simulator.enqueue({ name: 'edit', edit: { title: 'Shorter', explanation: 'Shorter.', edits } });
  }

  it('is what a command is about: from its menu, when it is chosen, and with what is selected in it', async () => {
    const chosen = await choose(2);
    const whenChosen = await placeOf([]);
    const fromMenu = await placeOf([notebook.cellAt(1)]);
    const editor = await type(1);
    editor.selection = new vscode.Selection(2, 0, 3, 4);
    const selected = await placeOf([]);
    assert.deepEqual(
      [whenChosen, fromMenu, selected].map(({ document, lines }) => [
        notebook.getCells().findIndex((cell) => cell.document === document),
        lines,
      ]),
      [
        [chosen.index, { startLine: 0, endLine: 2 }],
        [1, { startLine: 0, endLine: 4 }],
        [1, { startLine: 2, endLine: 4 }],
      ],
    );
  });

  it('is explained, and named by the notebook and its number', async () => {
    await choose(2);
    await explainSelection(parts.chat, commands.view, parts.contextFiles).run(notebook.cellAt(2));
    const body = JSON.stringify(simulator.requests.at(-1)?.body);
    assert.deepEqual(
      [
        context(),
        body.includes('print(area(3))'),
        body.includes('math.pi'),
        body.includes('language=\\"python\\"'),
      ],
      [[['circles.ipynb, cell 3', undefined]], true, false, true],
    );
  });

  it('is changed on Keep and nothing else is, and one undo in it takes that back', async () => {
    const editor = await type(1);
    editor.selection = new vscode.Selection(2, 0, 3, 4);
    enqueue('    return math.pi * r * r', '    return math.pi * r ** 2');
    await refactorSelection(commands).run();
    const pending = [edit()?.status.kind, texts(), notebook.isDirty, parts.review.threads.length];
    await parts.review.keep(edit()?.id ?? '');
    const kept = texts();
    // The key goes to the cell only once its editor has the focus, which nothing tells.
    while (texts()[1] === kept[1]) {
      await type(1);
      await vscode.commands.executeCommand('undo');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.deepEqual(
      [pending, kept, texts(), edit()?.files.map(({ name }) => name)],
      [
        ['pending', ['# Circles', first, second], false, 1],
        ['# Circles', first.replace('r * r', 'r ** 2'), second],
        ['# Circles', first, second],
        ['circles.ipynb, cell 2'],
      ],
    );
  });

  it('is fixed for the problems VS Code reports in it, from its lightbulb', async () => {
    const cell = await choose(2);
    const problems = vscode.languages.createDiagnosticCollection('notebook test');
    problems.set(cell.document.uri, [new vscode.Diagnostic(new vscode.Range(1, 6, 1, 10), 'Not known')]);
    try {
      const [fix] = new CometCodeActions().provideCodeActions(cell.document, new vscode.Range(1, 0, 1, 5));
      await fixSelection(commands).run(...(fix?.command?.arguments ?? []));
      const body = JSON.stringify(simulator.requests.at(-1)?.body);
      assert.deepEqual(
        [fix?.command?.command, body.includes('Not known'), body.includes('<selection')],
        ['cometapi.fixSelection', true, true],
      );
    } finally {
      problems.dispose();
    }
  });

  it('is dropped from the review when it is deleted, and nothing is written', async () => {
    await type(2);
    enqueue('print(area(2))', 'print(area(1))');
    await refactorSelection(commands).run();
    const remove = new vscode.WorkspaceEdit();
    remove.set(notebook.uri, [vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(2, 3))]);
    await vscode.workspace.applyEdit(remove);
    while (parts.review.threads.length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await parts.review.keep(edit()?.id ?? '');
    assert.deepEqual(texts(), ['# Circles', first]);
  });

  it('M-D15 of a read-only notebook is not changed, and the sentence names the notebook', async () => {
    chmodSync(notebook.uri.fsPath, 0o444);
    await choose(1);
    await assert.rejects(
      async () => refactorSelection(commands).run(notebook.cellAt(1)),
      (error: unknown) => error instanceof Refusal && error.message.includes('circles.ipynb is read-only'),
    );
  });
});
