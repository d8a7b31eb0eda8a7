import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { toTextChanges } from '../../../src/edits/hunk.ts';
import { createPendingEdit } from '../../../src/edits/pendingEdit.ts';
import { planEdit } from '../../../src/edits/plan.ts';
import { verifyEdit } from '../../../src/edits/verify.ts';
import { normalizedText } from '../../../src/host/editor.ts';
import { EditReview } from '../../../src/host/review/editReview.ts';
import { ReviewedDocument } from '../../../src/host/review/reviewedDocument.ts';
import { type EditTimes, median } from '../../bench/measurement.ts';

const lineCount = 50_000;
const hunkCount = 20;
const runs = 5;
const output = process.env['BENCH_EDITS'];

// Only `npm run bench` says where to write what was measured; in a test run there is nothing to check here.
if (output !== undefined) {
  describe('edits of a long file', () => {
    it('are measured', async function () {
      this.timeout(120_000);
      const folder = mkdtempSync(join(tmpdir(), 'bench-'));
      const path = join(folder, 'long.ts');
      const lines = Array.from({ length: lineCount }, (_, at) => `export const value${at} = compute(${at});`);
      writeFileSync(path, lines.join('\n'));
      const { document } = await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false });
      const times: EditTimes[] = [];
      for (let run = 0; run < runs; run += 1) times.push(await measure(document));
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      rmSync(folder, { recursive: true });
      const middle = (name: keyof EditTimes) => median(times.map((each) => each[name]));
      const result: EditTimes = {
        plan: middle('plan'),
        show: middle('show'),
        type: middle('type'),
        keep: middle('keep'),
        plain: middle('plain'),
      };
      writeFileSync(output, JSON.stringify(result));
    });
  });
}

async function measure(document: vscode.TextDocument): Promise<EditTimes> {
  const log = vscode.window.createOutputChannel('Bench', { log: true });
  const review = new EditReview({ log, setContext: () => {} });
  const text = normalizedText(document);
  const lines = text.split('\n');
  const edits = Array.from({ length: hunkCount }, (_, hunk) => {
    const oldText = lines[Math.floor(((hunk + 0.5) * lineCount) / hunkCount)] ?? '';
    return { why: 'Doubles it.', oldText, newText: oldText.replace('compute', 'twice') };
  });

  let start = performance.now();
  const scope = { startLine: 0, endLine: lineCount };
  const plan = planEdit({
    text,
    scope,
    answer: { title: '', explanation: '', edits },
    languageId: 'typescript',
  });
  assert.ok(plan.ok && plan.hunks.length === hunkCount);
  const { hunks } = plan;
  const verdict = verifyEdit([{ kind: 'modify', path: '', text, languageId: 'typescript', hunks }]);
  const planned = performance.now() - start;

  start = performance.now();
  review.open({ id: 'edit', title: '', verdict, document, hunks, baseText: text });
  const shown = performance.now() - start;

  const followed = new ReviewedDocument(document, () => {});
  followed.add(createPendingEdit({ id: 'edit', hunks }), text);
  const change = await typeOnce(document);
  start = performance.now();
  followed.follow(change);
  const typed = performance.now() - start;
  assert.equal(followed.edits[0]?.hunks[0]?.status, 'pending');
  await vscode.commands.executeCommand('undo');

  start = performance.now();
  await review.keep('edit');
  const kept = performance.now() - start;
  review.dispose();
  await vscode.commands.executeCommand('undo');

  const lineAt = (line: number) => document.lineAt(line).text;
  const edit = new vscode.WorkspaceEdit();
  for (const { range, text: added } of toTextChanges({ lineCount: document.lineCount, lineAt }, hunks)) {
    const { start: from, end: to } = range;
    edit.replace(document.uri, new vscode.Range(from.line, from.character, to.line, to.character), added);
  }
  start = performance.now();
  assert.ok(await vscode.workspace.applyEdit(edit));
  const plain = performance.now() - start;
  await vscode.commands.executeCommand('undo');
  log.dispose();
  assert.equal(normalizedText(document), text);
  return { plan: planned, show: shown, type: typed, keep: kept, plain };
}

/** Types a character at the start of a document and gives VS Code's event of it. */
async function typeOnce(document: vscode.TextDocument): Promise<vscode.TextDocumentChangeEvent> {
  const editor = vscode.window.activeTextEditor;
  assert.ok(editor?.document === document);
  const events: vscode.TextDocumentChangeEvent[] = [];
  const listener = vscode.workspace.onDidChangeTextDocument((event) => events.push(event));
  assert.ok(await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), ' ')));
  listener.dispose();
  const own = events.find((event) => event.document === document && event.contentChanges.length > 0);
  return own ?? assert.fail('VS Code told of no change');
}
