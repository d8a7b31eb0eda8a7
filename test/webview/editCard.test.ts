import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { EditProblem, EditStatus, ProposedHunk } from '../../src/protocol/proposedEdit.ts';
import type { PanelPage } from './panelPage.ts';
import { withPanel } from './sharedBrowser.ts';
import { assistant, edit, editTurn, filesEdit, running, snapshot, user } from './transcripts.ts';

const card = (panel: PanelPage) => panel.page.getByRole('region', { name: 'Proposed edit' });

function withHunk(change: Partial<ProposedHunk>) {
  const whole = edit();
  return {
    ...whole,
    files: whole.files.map((file) => ({
      ...file,
      hunks: file.hunks.slice(0, 1).map((hunk) => ({ ...hunk, ...change })),
    })),
  };
}

describe('the edit card', function () {
  this.timeout(20_000);

  it('shows what changes and why, and keeps, undoes, shows and compares', () =>
    withPanel({ transcript: snapshot(user(), editTurn()) }, async (panel) => {
      const lines = await card(panel).locator('.dl').allTextContents();
      const hunk = panel.page.getByRole('group', {
        name: 'Change: The bound read one element past the end.',
      });
      await hunk.getByRole('button', { name: 'Keep this change' }).click();
      await hunk.getByRole('button', { name: 'Undo this change' }).click();
      await hunk.getByRole('button', { name: 'Show in editor' }).click();
      await panel.button('Keep').click();
      await panel.button('Undo').click();
      await panel.button('Open diff').click();
      assert.deepEqual(
        { lines, badge: await card(panel).locator('.ch .tag').textContent(), posted: await panel.posted() },
        {
          lines: [
            '4   let sum = 0;',
            '5−  for (let i = 0; i <= items.length; i++) {',
            '5+  for (let i = 0; i < items.length; i++) {',
            '8−  return sum;',
            '8+  return Math.round(sum * 100) / 100;',
          ],
          badge: 'Verified',
          posted: [
            { type: 'edit', turnId: 'a1', hunkId: 'h1', action: 'keep' },
            { type: 'edit', turnId: 'a1', hunkId: 'h1', action: 'undo' },
            { type: 'edit', turnId: 'a1', hunkId: 'h1', action: 'show' },
            { type: 'edit', turnId: 'a1', action: 'keep' },
            { type: 'edit', turnId: 'a1', action: 'undo' },
            { type: 'edit', turnId: 'a1', action: 'diff' },
          ],
        },
      );
    }));

  it('asks other models, tells what each version took, and that its price is not known (B-13)', () =>
    withPanel({ transcript: snapshot(user(), { ...editTurn(), id: 'a0' }, editTurn()) }, async (panel) => {
      await panel.button('Ask other models').click();
      await panel.button('Previous version').click();
      const usage = await panel.page.locator('.usage').getAttribute('aria-label');
      const posted = await panel.posted();
      await panel.panel({ runningTurnId: 'a2' });
      assert.deepEqual(
        [usage, posted, await panel.button('Ask other models').isDisabled()],
        [
          'Usage: 2,043 in, 1,792 cached, 388 out, 6.4 s, price unknown',
          [
            { type: 'other-models', turnId: 'a1' },
            { type: 'select-version', turnId: 'a0' },
          ],
          true,
        ],
      );
    }));

  it('asks for a different change while something is open, not while an answer runs (M-D13)', () =>
    withPanel({ transcript: snapshot(user(), editTurn()) }, async (panel) => {
      const box = card(panel).getByRole('textbox', { name: 'Ask for a different change' });
      const ask = card(panel).getByRole('button', { name: 'Ask', exact: true });
      const empty = await ask.isDisabled();
      await box.fill('Also rename sum');
      await box.press('Enter');
      const after = await box.inputValue();
      await box.fill('And again');
      await panel.panel({ runningTurnId: 'a2' });
      await box.press('Enter');
      const running = [await ask.isDisabled(), await box.inputValue()];
      await panel.ended();
      await ask.click();
      const posted = await panel.posted();
      await panel.events({
        type: 'edit-change',
        turnId: 'a1',
        edit: edit({ status: { kind: 'settled', verdict: { kind: 'verified' } } }),
      });
      assert.deepEqual(
        [empty, after, running, posted, await box.count()],
        [
          true,
          '',
          [true, 'And again'],
          [
            { type: 'refine', turnId: 'a1', text: 'Also rename sum' },
            { type: 'refine', turnId: 'a1', text: 'And again' },
          ],
          0,
        ],
      );
    }));

  it('M-D12 lists several files with their counts, and keeps, undoes and compares each and all', () =>
    withPanel({ transcript: snapshot(user(), assistant({ edit: filesEdit() })) }, async (panel) => {
      const rows = await card(panel).locator('.frow .disc').allTextContents();
      const notes = await card(panel).locator('> .cnote').allTextContents();
      await panel.button('Open the diff of cart.test.ts').click();
      await panel.button('Keep the changes of cart.test.ts').click();
      await panel.button('Undo the changes of legacy.ts').click();
      await panel.button('Keep all').click();
      await panel.button('Undo all').click();
      assert.deepEqual(
        { rows, notes, posted: await panel.posted() },
        {
          rows: ['cart.tssrc+2−2', 'cart.test.tstest+2', 'legacy.tssrc−1', 'helper.tssrc'],
          notes: [
            'More code goes than comes: legacy.ts. Check that nothing is missing.',
            '4 files +4−3',
            'A new file',
            'This file is deleted',
            'Renamed to src/lib/rounding.ts',
          ],
          posted: [
            { type: 'edit', turnId: 'a1', fileId: '2', action: 'diff' },
            { type: 'edit', turnId: 'a1', fileId: '2', action: 'keep' },
            { type: 'edit', turnId: 'a1', fileId: '3', action: 'undo' },
            { type: 'edit', turnId: 'a1', action: 'keep' },
            { type: 'edit', turnId: 'a1', action: 'undo' },
          ],
        },
      );
    }));

  it('shows the hunks while they are written, and no button before they can be kept', () =>
    withPanel({}, async (panel) => {
      await panel.events(
        { type: 'turn-start', turn: user() },
        { type: 'turn-start', turn: running({ edit: edit({ status: { kind: 'generating' }, files: [] }) }) },
      );
      const before = [
        await card(panel).locator('.tag').textContent(),
        await card(panel).getByRole('button').count(),
      ];
      await panel.events({
        type: 'edit-change',
        turnId: 'a1',
        edit: edit({ status: { kind: 'generating' } }),
      });
      assert.deepEqual(
        [
          before,
          await card(panel).locator('.hunk').count(),
          await card(panel)
            .getByRole('button', { name: /^Keep|^Undo/ })
            .count(),
        ],
        [['Writing', 0], 2, 0],
      );
    }));

  const outcomes: Readonly<Record<string, readonly [EditStatus, string, readonly string[]]>> = {
    'not verified': [
      { kind: 'pending', verdict: { kind: 'unverified', reason: 'brackets' } },
      'Unverified',
      ['The brackets of the changed code do not pair up.'],
    ],
    settled: [{ kind: 'settled', verdict: { kind: 'verified' } }, 'Reviewed', ['0 of 2 kept']],
    empty: [{ kind: 'empty' }, 'No change', ['The model found nothing to change.']],
    failed: [
      { kind: 'failed', problem: { code: 'anchor_ambiguous', quote: '  return sum;', count: 3 } },
      'Failed',
      ['The line “return sum;” was quoted, but occurs 3 times.'],
    ],
  };
  for (const [name, [status, badge, notes]] of Object.entries(outcomes)) {
    it(`says what it means that an edit is ${name}`, () =>
      withPanel({ transcript: snapshot(user(), editTurn(status)) }, async (panel) => {
        assert.deepEqual(
          [
            await card(panel).locator('.ch .tag').textContent(),
            await card(panel).locator('> .cnote').allTextContents(),
          ],
          [badge, notes],
        );
      }));
  }

  it('lets a change in conflict be asked for again and undone, but not kept (M-D8)', () =>
    withPanel(
      { transcript: snapshot(user(), assistant({ edit: withHunk({ status: 'stale' }) })) },
      async (panel) => {
        await card(panel).getByRole('button', { name: 'Ask again on the lines as they are now' }).click();
        assert.deepEqual(
          [
            await card(panel).locator('.hunk .tag').textContent(),
            await card(panel).locator('.hunk .cnote').textContent(),
            await card(panel).getByRole('button', { name: /^Keep/ }).count(),
            await card(panel).getByRole('button', { name: 'Undo this change' }).count(),
            await panel.posted(),
          ],
          [
            'Conflict',
            'You edited these lines. Ask again to update this change.',
            0,
            1,
            [{ type: 'edit', turnId: 'a1', hunkId: 'h1', action: 'rerun' }],
          ],
        );
      },
    ));

  it('folds a change that is decided to one line, and keeps the focus there', () =>
    withPanel({ transcript: snapshot(user(), editTurn()) }, async (panel) => {
      await card(panel).getByRole('button', { name: 'Keep this change' }).first().focus();
      await panel.events({ type: 'edit-change', turnId: 'a1', edit: withHunk({ status: 'kept' }) });
      const hunk = card(panel).locator('.hunk');
      assert.deepEqual(
        [
          await hunk.textContent(),
          await hunk.locator('.dl').count(),
          await hunk.evaluate((element) => document.activeElement === element),
        ],
        ['The bound read one element past the end.Kept', 0, true],
      );
    }));

  it('shows forty lines of a long change and the rest on demand', () =>
    withPanel(
      {
        transcript: snapshot(
          user(),
          assistant({
            edit: withHunk({ added: Array.from({ length: 150 }, (_, index) => `line ${index}`) }),
          }),
        ),
      },
      async (panel) => {
        const lines = card(panel).locator('.dl');
        const before = await lines.count();
        await panel.button('Show 112 more lines').click();
        assert.deepEqual(
          [before, await lines.count(), await panel.button('Show 112 more lines').count()],
          [40, 152, 0],
        );
      },
    ));

  it('shows the explanation of the repaired answer in the place of the one that was taken back', () =>
    withPanel({}, async (panel) => {
      const item = (outputIndex: number) =>
        ({ kind: 'message', outputIndex, text: '', refusal: '' }) as const;
      const explanation = card(panel).locator('.md');
      const change = edit({ status: { kind: 'generating' }, files: [] });
      await panel.events(
        { type: 'turn-start', turn: user() },
        { type: 'turn-start', turn: running({ edit: change, items: [item(0)] }) },
        { type: 'text-delta', turnId: 'a1', outputIndex: 0, delta: 'First try.' },
      );
      const seen = [await explanation.allTextContents()];
      await panel.events({ type: 'text-correction', turnId: 'a1', outputIndex: 0, text: '' });
      seen.push(await explanation.allTextContents());
      await panel.events({ type: 'item-start', turnId: 'a1', item: item(10_000) });
      for (const delta of ['Second', ' try.']) {
        await panel.events({ type: 'text-delta', turnId: 'a1', outputIndex: 10_000, delta });
        seen.push(await explanation.allTextContents());
      }
      assert.deepEqual(seen, [['First try.'], [], ['Second'], ['Second try.']]);
    }));

  it('mentions a repaired request in one quiet line', () => {
    const reason: EditProblem = { code: 'not_json' };
    return withPanel(
      { transcript: snapshot(user(), { ...editTurn(), notes: [{ kind: 'edit_repair', reason }] }) },
      async (panel) => {
        assert.equal(
          await panel.page.locator('.note').textContent(),
          'The first answer was not usable and was asked for again. The answer was not in the form of an edit.',
        );
      },
    );
  });
});
