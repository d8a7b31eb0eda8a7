import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { CometCodeActions } from '../../../src/host/codeActions.ts';
import { linesInQuestion, placeOf } from '../../../src/host/editor.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import { suggestionsFor, suggestionTarget } from '../../../src/host/suggestions.ts';
import { setUserSetting } from './chatParts.ts';

const text = 'zero\none\ntwo\nthree\nfour\nfive\n';

describe('the lines a command is about', () => {
  let folder: string;
  let problems: vscode.DiagnosticCollection;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'editor-'));
    problems = vscode.languages.createDiagnosticCollection('test');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  afterEach(async () => {
    problems.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true });
  });

  async function openFile(content = text, name = 'file.txt'): Promise<vscode.TextEditor> {
    const path = join(folder, name);
    writeFileSync(path, content);
    return vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false });
  }

  function report(
    { document }: vscode.TextEditor,
    ...found: readonly (readonly [vscode.Range, vscode.DiagnosticSeverity?])[]
  ): void {
    problems.set(
      document.uri,
      found.map(
        ([range, severity]) =>
          new vscode.Diagnostic(range, 'Wrong', severity ?? vscode.DiagnosticSeverity.Error),
      ),
    );
  }

  const range = (...at: readonly [number, number, number, number]) => new vscode.Range(...at);

  describe('in the active editor', () => {
    const selections: readonly (readonly [string, vscode.Selection[], number, number])[] = [
      ['a selection inside one line', [new vscode.Selection(1, 1, 1, 2)], 1, 2],
      ['a selection over lines', [new vscode.Selection(1, 2, 3, 1)], 1, 4],
      ['a reversed selection', [new vscode.Selection(3, 1, 1, 2)], 1, 4],
      [
        'a selection that ends before the first character of a line',
        [new vscode.Selection(1, 0, 3, 0)],
        1,
        3,
      ],
      ['the same, reversed', [new vscode.Selection(3, 0, 1, 0)], 1, 3],
      ['only the line break of a line', [new vscode.Selection(1, 3, 2, 0)], 1, 2],
      ['a caret outside of any symbol: the whole document', [new vscode.Selection(2, 0, 2, 0)], 0, 7],
    ];
    for (const [name, selected, startLine, endLine] of selections) {
      it(`are whole lines: ${name}`, async () => {
        const editor = await openFile();
        editor.selections = selected;
        const { document, lines } = await placeOf([]);
        assert.deepEqual([document === editor.document, lines], [true, { startLine, endLine }]);
      });
    }

    it('E15 are refused with a sentence where there are several selections or cursors', async () => {
      const editor = await openFile();
      editor.selections = [new vscode.Selection(4, 0, 4, 2), new vscode.Selection(0, 0, 0, 0)];
      await assert.rejects(placeOf([]), {
        message: 'There are 2 selections. Keep the one you mean and try again.',
      });
    });

    it('are the one line of an empty document', async () => {
      await openFile('');
      assert.deepEqual((await placeOf([])).lines, { startLine: 0, endLine: 1 });
    });

    it('are lines of an untitled document, too', async () => {
      const document = await vscode.workspace.openTextDocument({ content: text });
      const editor = await vscode.window.showTextDocument(document);
      editor.selection = new vscode.Selection(1, 0, 2, 1);
      const place = await placeOf([]);
      assert.deepEqual([place.document.isUntitled, place.lines], [true, { startLine: 1, endLine: 3 }]);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    });

    it('are refused with a sentence when nothing is open', async () => {
      await assert.rejects(placeOf([]), Refusal);
    });
  });

  describe('when its caller names them', () => {
    it('are those, whatever is selected and in front', async () => {
      const named = await openFile(text, 'named.txt');
      const front = await openFile(text, 'front.txt');
      front.selection = new vscode.Selection(0, 0, 0, 1);
      const { document, lines } = await placeOf([named.document.uri, range(3, 0, 3, 2)]);
      assert.deepEqual([document.uri.path, lines], [named.document.uri.path, { startLine: 3, endLine: 4 }]);
    });

    it('stay inside the document when it has become shorter', async () => {
      const { document } = await openFile();
      const { lines } = await placeOf([document.uri, range(4, 0, 400, 2)]);
      assert.deepEqual(lines, { startLine: 4, endLine: 6 });
    });

    it('are those of the active editor when the arguments are none: not a Uri, not a Range, not open', async () => {
      const editor = await openFile();
      editor.selection = new vscode.Selection(1, 0, 1, 1);
      const { uri } = editor.document;
      const foreign: readonly (readonly unknown[])[] = [
        [uri],
        [uri.toString(), range(3, 0, 3, 2)],
        [uri, { start: { line: 3, character: 0 }, end: { line: 3, character: 1 } }],
        [vscode.Uri.file('/not/open.txt'), range(3, 0, 3, 2)],
        [null, 7],
      ];
      const places = await Promise.all(foreign.map((args) => placeOf(args)));
      assert.deepEqual(
        places.map(({ lines }) => lines),
        foreign.map(() => ({ startLine: 1, endLine: 2 })),
      );
    });
  });

  it('are the innermost function or class around a caret', async () => {
    const { document } = await openFile();
    const symbol = (name: string, kind: vscode.SymbolKind, from: number, to: number) =>
      new vscode.DocumentSymbol(name, '', kind, range(from, 0, to, 3), range(from, 0, from, 1));
    const outer = symbol('Outer', vscode.SymbolKind.Class, 0, 4);
    const method = symbol('method', vscode.SymbolKind.Method, 1, 3);
    method.children.push(symbol('value', vscode.SymbolKind.Variable, 2, 2));
    outer.children.push(method);
    const provider = vscode.languages.registerDocumentSymbolProvider(
      { language: 'plaintext' },
      { provideDocumentSymbols: () => [outer] },
    );
    try {
      const at = (line: number) => linesInQuestion(document, range(line, 0, line, 0));
      assert.deepEqual(
        [await at(2), await at(4), await at(5)],
        [
          { startLine: 1, endLine: 4 },
          { startLine: 0, endLine: 5 },
          { startLine: 0, endLine: 7 },
        ],
      );
    } finally {
      provider.dispose();
    }
  });

  describe('of a row of the empty panel', () => {
    it('are those the row says, for each row', async () => {
      const editor = await openFile();
      editor.selection = new vscode.Selection(3, 0, 1, 0);
      report(editor, [range(2, 0, 2, 1)]);
      const offered = suggestionsFor(editor);
      const acted = await Promise.all(
        offered.map(async ({ command }) => (await placeOf(suggestionTarget(editor, command) ?? [])).lines),
      );
      assert.deepEqual(
        [offered, acted],
        [
          [
            { command: 'explain', file: 'file.txt', lines: { start: 2, end: 3 } },
            { command: 'refactor', file: 'file.txt', lines: { start: 2, end: 3 } },
            { command: 'fix', file: 'file.txt', lines: { start: 2, end: 3 }, problems: 1 },
          ],
          offered.map(() => ({ startLine: 1, endLine: 3 })),
        ],
      );
    });

    it('are the whole document without a selection, where nothing is offered to be refactored', async () => {
      const editor = await openFile();
      report(editor, [range(5, 0, 5, 1)]);
      editor.selection = new vscode.Selection(2, 1, 2, 1);
      const offered = suggestionsFor(editor);
      const acted = await Promise.all(
        offered.map(async ({ command }) => (await placeOf(suggestionTarget(editor, command) ?? [])).lines),
      );
      assert.deepEqual(
        [offered, acted],
        [
          [
            { command: 'explain', file: 'file.txt', lines: { start: 1, end: 6 } },
            { command: 'fix', file: 'file.txt', lines: { start: 1, end: 6 }, problems: 1 },
          ],
          offered.map(() => ({ startLine: 0, endLine: 6 })),
        ],
      );
    });

    it('are the line it says when that line is blank', async () => {
      const editor = await openFile('zero\n\ntwo');
      editor.selection = new vscode.Selection(1, 0, 2, 0);
      const place = await placeOf(suggestionTarget(editor, 'explain') ?? []);
      assert.deepEqual(
        [suggestionsFor(editor)[0]?.lines, place.lines],
        [
          { start: 2, end: 2 },
          { startLine: 1, endLine: 2 },
        ],
      );
    });

    it('are those of an empty document', async () => {
      const editor = await openFile('');
      const place = await placeOf(suggestionTarget(editor, 'explain') ?? []);
      assert.deepEqual(
        [suggestionsFor(editor), place.lines],
        [
          [{ command: 'explain', file: 'file.txt', lines: { start: 1, end: 1 } }],
          { startLine: 0, endLine: 1 },
        ],
      );
    });

    it('are none when the row is not offered any more', async () => {
      const editor = await openFile();
      assert.deepEqual(
        [
          suggestionTarget(editor, 'refactor'),
          suggestionTarget(editor, 'fix'),
          suggestionTarget(undefined, 'explain'),
          suggestionsFor(undefined),
        ],
        [undefined, undefined, undefined, []],
      );
    });
  });

  describe('of a lightbulb entry', () => {
    const titles = { fix: 'Fix with CometAPI', explain: 'Explain with CometAPI' } as const;

    function offered(editor: vscode.TextEditor, about: vscode.Range): unknown[] {
      return new CometCodeActions()
        .provideCodeActions(editor.document, about)
        .map(({ title, kind, command }) => [title, kind?.value, command?.command, command?.arguments?.[1]]);
    }

    it('M-E1 are for Fix only where VS Code reports an error or a warning', async () => {
      const editor = await openFile();
      report(editor, [range(4, 0, 4, 1)], [range(1, 0, 1, 1), vscode.DiagnosticSeverity.Information]);
      assert.deepEqual(
        [0, 1, 3, 4, 5].map((line) => offered(editor, range(line, 0, line, 0)).length),
        [0, 0, 0, 1, 0],
      );
    });

    it('M-E1 are those of the problem for a caret, and of the selection else, whatever is selected later', async () => {
      const editor = await openFile();
      report(editor, [range(2, 1, 3, 2)]);
      const atCaret = offered(editor, range(3, 4, 3, 4));
      const selection = range(1, 0, 3, 2);
      const atSelection = offered(editor, selection);
      editor.selection = new vscode.Selection(0, 0, 0, 1);
      const place = await placeOf([editor.document.uri, selection]);
      assert.deepEqual(
        [atCaret, atSelection, place.lines],
        [
          [[titles.fix, 'quickfix', 'cometapi.fixSelection', range(2, 1, 2, 1)]],
          [
            [titles.fix, 'quickfix', 'cometapi.fixSelection', selection],
            [titles.explain, 'refactor', 'cometapi.explainSelection', selection],
            ['Refactor with CometAPI', 'refactor.rewrite', 'cometapi.refactorSelection', selection],
            ['Simplify with CometAPI', 'refactor.rewrite', 'cometapi.simplifySelection', selection],
            ['Document with CometAPI', 'refactor.rewrite', 'cometapi.documentSelection', selection],
            ['Edit with CometAPI…', 'refactor.rewrite', 'cometapi.editSelection', selection],
          ],
          { startLine: 1, endLine: 4 },
        ],
      );
    });

    it('M-E1 M-D2 are for types only in a language that can do without', async () => {
      const titlesIn = async (name: string) => {
        const { document } = await openFile(text, name);
        const actions = new CometCodeActions().provideCodeActions(document, range(0, 0, 2, 1));
        return actions.map(({ command }) => command?.command).filter((id) => id === 'cometapi.addTypes');
      };
      assert.deepEqual(
        [await titlesIn('a.py'), await titlesIn('a.ts'), await titlesIn('a.go'), await titlesIn('a.css')],
        [['cometapi.addTypes'], ['cometapi.addTypes'], [], []],
      );
    });

    it('M-E1 name the problem a fix is for', async () => {
      const editor = await openFile();
      report(editor, [range(2, 0, 2, 1)]);
      const [fix] = new CometCodeActions().provideCodeActions(editor.document, range(2, 0, 2, 0));
      assert.deepEqual(
        fix?.diagnostics?.map(({ message }) => message),
        ['Wrong'],
      );
    });

    it('M-E1 M-D15 of a read-only view can only be explained', async () => {
      const provider = vscode.workspace.registerTextDocumentContentProvider('readonly-test', {
        provideTextDocumentContent: () => text,
      });
      try {
        const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('readonly-test:/file.txt'));
        const editor = await vscode.window.showTextDocument(document);
        report(editor, [range(1, 0, 1, 1)]);
        assert.deepEqual(offered(editor, range(0, 0, 2, 1)), [
          [titles.explain, 'refactor', 'cometapi.explainSelection', range(0, 0, 2, 1)],
        ]);
      } finally {
        provider.dispose();
      }
    });

    it('M-E1 are none with the setting off', async () => {
      const editor = await openFile();
      report(editor, [range(1, 0, 1, 1)]);
      const on = offered(editor, range(0, 0, 2, 1)).length;
      const restore = await setUserSetting('codeActions', false);
      const off = offered(editor, range(0, 0, 2, 1)).length;
      await restore();
      assert.deepEqual([on, off], [6, 0]);
    });
  });
});
