import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { normalizedText } from '../../../src/host/editor.ts';
import { EditReview } from '../../../src/host/review/editReview.ts';
import { runsAll } from '../../chaos/scale.ts';
import { seed } from '../../chaos/seed.ts';
import { type Action, type Interleaving, interleavings, openReview } from '../../unit/edits/interleavings.ts';

/** For each kind of line end, in each version of VS Code. */
const runs = runsAll ? 250 : 15;
const bom = '\uFEFF';

describe('a review in the editor, beside the model of it', function () {
  this.timeout(runsAll ? 1_200_000 : 120_000);
  let folder: string;
  let log: vscode.LogOutputChannel;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'interleavings-'));
    log = vscode.window.createOutputChannel('Interleavings test', { log: true });
  });

  afterEach(async () => {
    log.dispose();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    rmSync(folder, { recursive: true, force: true });
  });

  for (const eol of ['\n', '\r\n'] as const) {
    it(`B-11 B-12 M-D7 M-D10 is what the model says after every step of ${runs} interleavings, and undone to the byte, with ${JSON.stringify(eol)} (seed ${seed})`, async () => {
      const path = join(folder, 'file.txt');
      writeFileSync(path, `${bom}first${eol}second`);
      const editor = await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false });
      const { document } = editor;
      let steps = 0;
      let last = '';
      await fc.assert(
        fc.asyncProperty(interleavings(), async (generated) => {
          const interleaving = { ...generated, eol };
          await replaceAll(editor, interleaving.text);
          steps += await play(interleaving, editor, log);
          last = interleaving.text;
        }),
        // Shrinking would take minutes here; the seed in the message is enough to find the case again.
        { numRuns: runs, seed, endOnFailure: true },
      );
      await document.save();
      const bytes = readFileSync(path, 'utf8');
      assert.deepEqual([bytes, steps > runs], [bom + last.replaceAll('\n', eol), true]);
    });
  }
});

async function replaceAll(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  const end = document.lineAt(document.lineCount - 1).range.end;
  const whole = new vscode.Range(new vscode.Position(0, 0), end);
  assert.ok(document.getText() === text || (await editor.edit((builder) => builder.replace(whole, text))));
}

/** Does in the editor what happens in the model, compares both after every step, and undoes all of it in the end. */
async function play(
  interleaving: Interleaving,
  editor: vscode.TextEditor,
  log: vscode.LogOutputChannel,
): Promise<number> {
  const { document } = editor;
  const expected = openReview(interleaving);
  const review = new EditReview({ log, setContext: () => {} });
  const editIds: string[] = [];
  let done = 0;
  const perform = async (action: Action): Promise<void> => {
    if (action.kind === 'propose') editIds.push(action.editId);
    await act(action, { review, editor });
    expected.perform(action);
    done += 1;
    const actual = editIds.flatMap((id) =>
      (review.proposedEdit(id)?.files ?? []).flatMap(({ hunks }) =>
        hunks.map((hunk) => `${id}.${hunk.id} ${hunk.status} ${hunk.line - 1}`),
      ),
    );
    assert.deepEqual(
      { after: action.kind, text: document.getText(), hunks: actual },
      { after: action.kind, text: expected.model.text(), hunks: expected.statuses() },
    );
  };
  try {
    for (const step of interleaving.steps) {
      const action = expected.actionOf(step);
      if (action !== undefined) await perform(action);
    }
    while (expected.model.canUndo) await perform({ kind: 'editor undo' });
    assert.equal(normalizedText(document), interleaving.text);
    return done;
  } finally {
    review.dispose();
  }
}

async function act(
  action: Action,
  { review, editor }: { readonly review: EditReview; readonly editor: vscode.TextEditor },
): Promise<void> {
  const { document } = editor;
  switch (action.kind) {
    case 'propose':
      review.open({
        id: action.editId,
        title: '',
        verdict: { kind: 'verified' },
        document,
        hunks: action.hunks,
        baseText: normalizedText(document),
      });
      return;
    case 'type': {
      const { start, end } = action.change.range;
      const range = new vscode.Range(start.line, start.character, end.line, end.character);
      assert.ok(await editor.edit((builder) => builder.replace(range, action.change.text)));
      return;
    }
    case 'keep': {
      const [first] = action.hunks;
      if (action.isAll) await review.keepAll(document.uri);
      else if (first !== undefined) await review.keep(first.edit.id, first.hunk.id);
      return;
    }
    case 'drop':
      review.undo(action.chosen.edit.id, action.chosen.hunk.id);
      return;
    case 'editor undo':
      await vscode.commands.executeCommand('undo');
      return;
    case 'editor redo':
      await vscode.commands.executeCommand('redo');
      return;
  }
}
