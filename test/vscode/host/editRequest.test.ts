import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { EditRequest } from '../../../src/chat/editAnswer.ts';
import { createEditRequest } from '../../../src/host/editRequest.ts';
import { EditReview } from '../../../src/host/review/editReview.ts';

describe('an edit request', () => {
  let folder: string;
  let log: vscode.LogOutputChannel;
  let review: EditReview;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'request-'));
    log = vscode.window.createOutputChannel('Request test', { log: true });
    review = new EditReview({ log, setContext: () => {} });
  });

  afterEach(async () => {
    review.dispose();
    log.dispose();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    rmSync(folder, { recursive: true, force: true });
  });

  /** Shows a new document that VS Code lets go of as soon as its tab is closed. It always has the same address. */
  async function open(text: string): Promise<vscode.TextDocument> {
    const uri = vscode.Uri.from({ scheme: 'untitled', path: join(folder, 'a.txt') });
    const editor = await vscode.window.showTextDocument(uri, { preview: false });
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), text));
    return editor.document;
  }

  async function captured(request: EditRequest): Promise<unknown> {
    const target = await request.capture();
    return 'text' in target ? [target.text, target.scope] : target;
  }

  it('R-5 finds its lines in a file that was closed and opened again, and says when it is closed', async () => {
    const document = await open('one\ntwo\n');
    const request = createEditRequest({
      command: 'refactor',
      document,
      lines: { startLine: 1, endLine: 2 },
      title: 'Refactor',
      instruction: 'Refactor.',
      review,
      newId: () => 'id',
    });
    const first = await captured(request);
    const closed = new Promise<void>((resolve) => {
      const listener = vscode.workspace.onDidCloseTextDocument((each) => {
        if (each.uri.toString() !== document.uri.toString() || !each.isClosed) return;
        listener.dispose();
        resolve();
      });
    });
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await closed;
    const whileClosed = await captured(request);
    await open('zero\none\ntwo\n');
    assert.deepEqual(
      [first, document.isClosed, whileClosed, await captured(request)],
      [
        ['one\ntwo\n', { startLine: 1, endLine: 2 }],
        true,
        { code: 'document_closed' },
        ['zero\none\ntwo\n', { startLine: 2, endLine: 3 }],
      ],
    );
  });
});
