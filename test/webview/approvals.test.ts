import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { describe, it } from 'mocha';
import type { FromWebview } from '../../src/protocol/messages.ts';
import type { PanelPage, PanelPageOptions } from './panelPage.ts';
import { withPanel } from './sharedBrowser.ts';
import { asking, snapshot, toolSwitches, user } from './transcripts.ts';

const waiting: PanelPageOptions = {
  transcript: snapshot(user(), asking),
  panel: { runningTurnId: asking.id, tools: toolSwitches },
};

const card = (panel: PanelPage, name: string) =>
  panel.page.getByRole('group', { name: `Approval needed: ${name}`, exact: true });

const answered = (approvalId: string, answer: 'once' | 'conversation' | 'denied'): FromWebview => ({
  type: 'answer-approval',
  approvalId,
  answer,
});

describe('a call that waits for a person', function () {
  this.timeout(60_000);

  it('S-6, S-7 says what is called, where, and with which arguments, as plain text', () =>
    withPanel(waiting, async (panel) => {
      const texts = async (name: string) => {
        const group = card(panel, name);
        return {
          title: await group.locator('.ch').innerText(),
          place: await group.locator('.cnote').innerText(),
          args: (await group.locator('.args').innerText()).slice(0, 36),
          buttons: await group.getByRole('button').allInnerTexts(),
          html: await group.locator('.args *').count(),
        };
      };
      assert.deepEqual(
        [await texts('read_file'), await texts('search_docs on docs')],
        [
          {
            title: 'read_file',
            place: 'Reads the open folders with these arguments and sends the result to the model.',
            args: '{\n  "path": "src/cart.ts"\n}',
            buttons: ['Allow once', 'Always for this conversation', 'Deny'],
            html: 0,
          },
          {
            title: 'search_docs on docs',
            place: 'Sends these arguments to mcp.example.com.',
            args: '{\n  "query": "[U+202E]yliop yrter",\n',
            buttons: ['Allow once', 'Deny'],
            html: 0,
          },
        ],
      );
    }));

  it('S-6 is answered by its id and nothing else', () =>
    withPanel(waiting, async (panel) => {
      await card(panel, 'read_file').getByRole('button', { name: 'Allow once' }).click();
      await card(panel, 'read_file').getByRole('button', { name: 'Always for this conversation' }).click();
      await card(panel, 'search_docs on docs').getByRole('button', { name: 'Deny' }).click();
      assert.deepEqual(await panel.posted(), [
        answered('ask1', 'once'),
        answered('ask1', 'conversation'),
        answered('ask2', 'denied'),
      ]);
    }));

  it('Ctrl+Enter allows the first, Ctrl+Alt+Enter denies it, and in a card they are for that card', () =>
    withPanel(waiting, async (panel) => {
      await panel.message.focus();
      await panel.page.keyboard.press('Control+Enter');
      await panel.page.keyboard.press('Control+Alt+Enter');
      await card(panel, 'search_docs on docs').locator('.args').focus();
      await panel.page.keyboard.press('Control+Enter');
      assert.deepEqual(await panel.posted(), [
        answered('ask1', 'once'),
        answered('ask1', 'denied'),
        answered('ask2', 'once'),
      ]);
    }));

  it('U12 over a half-written message Ctrl+Enter allows nothing', () =>
    withPanel({ ...waiting, draft: 'half' }, async (panel) => {
      await panel.message.focus();
      await panel.page.keyboard.press('Control+Enter');
      const posted = await panel.posted();
      assert.deepEqual(
        posted.filter(({ type }) => type === 'answer-approval'),
        [],
      );
    }));

  it('U09 cannot be answered any more once it was answered or the turn has ended', () =>
    withPanel(waiting, async (panel) => {
      const { approval } = asking.items[1]?.kind === 'tool' ? asking.items[1] : {};
      assert.ok(approval);
      const change = { state: 'failed', approval: { ...approval, answer: 'denied' } } as const;
      await panel.events({ type: 'tool-change', turnId: asking.id, outputIndex: 1, change });
      const left = await panel.page.getByRole('group', { name: /^Approval needed/ }).count();
      const row = await panel.page.locator('.step').first().innerText();
      await panel.events({ type: 'turn-end', turnId: asking.id, status: { kind: 'stopped' }, at: 1 });
      await panel.page.keyboard.press('Control+Enter');
      assert.deepEqual(
        [
          left,
          row.split('\n'),
          await panel.page.getByRole('group', { name: /^Approval/ }).count(),
          await panel.posted(),
        ],
        [1, ['read_file failed', 'Not allowed'], 0, []],
      );
    }));

  it('is announced, and takes the focus from nobody', () =>
    withPanel({ panel: { tools: toolSwitches } }, async (panel) => {
      await panel.message.focus();
      const { items: _items, ...turn } = asking;
      const [, call] = asking.items;
      assert.ok(call?.kind === 'tool' && call.approval !== undefined);
      const { approval, ...item } = call;
      await panel.events(
        { type: 'turn-start', turn: user() },
        { type: 'turn-start', turn: { ...turn, items: [] } },
        { type: 'item-start', turnId: turn.id, item },
        { type: 'tool-change', turnId: turn.id, outputIndex: 1, change: { approval } },
      );
      await panel.page
        .locator('[role=status]', { hasText: 'Approval needed: read_file' })
        .waitFor({ state: 'attached' });
      assert.equal(await panel.message.evaluate((box) => box === document.activeElement), true);
    }));

  it('shows that nothing else moves: no spinner while it waits (U11)', () =>
    withPanel(waiting, async (panel) => {
      assert.equal(await panel.page.getByText('Working…').count(), 0);
    }));
});

describe('the tools menu', function () {
  this.timeout(60_000);

  it('S-6 switches tools by their ids, says why one cannot be switched on, and leads to the servers', () =>
    withPanel(waiting, async (panel) => {
      await panel.button('Tools: 1 on').click();
      const rows = panel.page.getByRole('menu', { name: 'Tools' }).locator('[role^=menuitem]');
      const texts = await rows.evaluateAll((all) =>
        all.map((row) => [
          row.querySelector('.name')?.textContent,
          row.querySelector('.help')?.textContent,
          row.getAttribute('aria-checked'),
          row.getAttribute('aria-disabled'),
        ]),
      );
      mkdirSync('artifacts/panel', { recursive: true });
      for (const theme of ['vscode-dark', 'vscode-light', 'vscode-high-contrast']) {
        await panel.page.evaluate((name) => {
          document.body.className = name;
        }, theme);
        await panel.page.screenshot({
          path: `artifacts/panel/23-tools-${theme}.png`,
          animations: 'disabled',
        });
      }
      await rows.nth(0).click();
      await rows.nth(1).click();
      await rows.nth(2).dispatchEvent('click');
      await rows.nth(3).click();
      assert.deepEqual(
        { texts, posted: await panel.posted(), open: await rows.count() },
        {
          texts: [
            [
              'Workspace',
              'Read and search files of the open folders. Each call asks first.',
              'true',
              'false',
            ],
            ['docs', 'mcp.example.com', 'false', 'false'],
            ['old', '"url" has to begin with https://.', 'false', 'true'],
            [undefined, undefined, null, null],
          ],
          posted: [
            { type: 'set-tool', toolId: 'workspace', isOn: false },
            { type: 'set-tool', toolId: 'server docs', isOn: true },
            { type: 'open-server-settings' },
          ],
          open: 0,
        },
      );
    }));

  it('is used with the keyboard, and Esc gives the focus back', () =>
    withPanel(waiting, async (panel) => {
      await panel.button('Tools: 1 on').focus();
      await panel.page.keyboard.press('Enter');
      await panel.page.keyboard.press('ArrowDown');
      await panel.page.keyboard.press('Space');
      await panel.page.keyboard.press('Escape');
      assert.deepEqual(
        [
          await panel.posted(),
          await panel.button('Tools: 1 on').evaluate((button) => button === document.activeElement),
        ],
        [[{ type: 'set-tool', toolId: 'server docs', isOn: true }], true],
      );
    }));
});
