import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import type { HistoryEntry, HistoryPage } from '../../src/protocol/historyPage.ts';
import type { PanelPage, Theme } from './panelPage.ts';
import { withPanel } from './sharedBrowser.ts';
import { finished, snapshot, user } from './transcripts.ts';

const day = 24 * 60 * 60 * 1000;
const noon = new Date().setHours(12, 0, 0, 0);

function entry(conversationId: string, title: string, changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    conversationId,
    title,
    isPinned: false,
    updatedAt: noon,
    questionCount: 4,
    state: 'idle',
    isShown: false,
    model: 'gpt-5.4-mini',
    ...changes,
  };
}

const full: HistoryPage = {
  query: '',
  scope: 'workspace',
  entries: [
    entry('p', 'Release checklist', { isPinned: true, updatedAt: noon - 3 * day, questionCount: 14 }),
    entry('c1', 'Loop bound in total()', { isShown: true }),
    entry('r', 'Port the billing job to TypeScript', { state: 'running' }),
    entry('u', 'Why does the parser drop a byte of the stream when it is split?', { state: 'unread' }),
    entry('y', 'Names for the retry helper', { updatedAt: noon - day, questionCount: 1 }),
    entry('w', 'SQL: monthly active teams', { updatedAt: noon - 4 * day }),
    entry('m', 'CSS grid or container query', { updatedAt: noon - 60 * day }),
  ],
  total: 7,
  bytes: 6_500_000,
  folder: '/home/ada/.config/Code/User/globalStorage/cometapi.cometapi-assistant/conversations',
};

const opened = { transcript: snapshot(user(), finished) };

async function openPage(panel: PanelPage, page = full): Promise<void> {
  await panel.button('History').click();
  await panel.page.getByRole('heading', { name: 'History' }).waitFor();
  await panel.post({ type: 'history', page });
}

const active = (panel: PanelPage) =>
  panel.page.getByRole('option', { selected: true }).locator('.ell').first().textContent();

const focused = (panel: PanelPage) =>
  panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));

describe('the history', function () {
  this.timeout(60_000);

  it('M-H1 lists conversations under their dates, and says of each what goes on in it', () =>
    withPanel(opened, async (panel) => {
      await openPage(panel);
      const groups = await panel.page
        .getByRole('listbox', { name: 'Conversations' })
        .getByRole('group')
        .evaluateAll((all) =>
          all.map((group) => [
            group.getAttribute('aria-label'),
            ...[...group.querySelectorAll('[role=option] .t2')].map(({ textContent }) => textContent),
          ]),
        );
      assert.deepEqual(groups.slice(0, 4), [
        ['Pinned', 'gpt-5.4-mini · 14 questions'],
        [
          'Today',
          'Open now · gpt-5.4-mini · 4 questions',
          'Answering… · gpt-5.4-mini · 4 questions',
          'New answer · gpt-5.4-mini · 4 questions',
        ],
        ['Yesterday', 'gpt-5.4-mini · 1 question'],
        ['Last 7 days', 'gpt-5.4-mini · 4 questions'],
      ]);
    }));

  it('M-H1 is used by keys alone: move, open, rename, delete, and back to where one was', () =>
    withPanel(opened, async (panel) => {
      const { keyboard } = panel.page;
      await openPage(panel);
      await panel.posted();
      await keyboard.press('ArrowDown');
      const list = await focused(panel);
      await keyboard.press('ArrowDown');
      await keyboard.press('ArrowDown');
      const moved = await active(panel);
      await keyboard.press('F2');
      await keyboard.press('ControlOrMeta+A');
      await keyboard.type('Billing');
      await keyboard.press('Enter');
      const afterRename = await focused(panel);
      await keyboard.press('F2');
      await keyboard.type('unwanted');
      await keyboard.press('Escape');
      await keyboard.press('Delete');
      const next = await active(panel);
      await keyboard.press('Enter');
      await panel.page.getByRole('heading', { name: 'History' }).waitFor({ state: 'detached' });
      assert.deepEqual(
        [list, moved, afterRename, next, await focused(panel), await panel.posted()],
        [
          'Conversations',
          'Port the billing job to TypeScript',
          'Conversations',
          'Why does the parser drop a byte of the stream when it is split?',
          'History',
          [
            { type: 'rename-conversation', conversationId: 'r', title: 'Billing' },
            { type: 'delete-conversation', conversationId: 'r' },
            { type: 'show-conversation', conversationId: 'u' },
            { type: 'close-history' },
          ],
        ],
      );
    }));

  it('M-H1 pins, exports, imports and brings back by the mouse', () =>
    withPanel(opened, async (panel) => {
      await openPage(panel, { ...full, deleted: { conversationId: 'gone', title: 'Gone' } });
      await panel.posted();
      await panel.page.getByText('Names for the retry helper').hover();
      await panel.button('Pin').click();
      await panel.button('Export…').click();
      await panel.button('Import…').click();
      await panel.button('Show folder').click();
      await panel.button('Undo').click();
      assert.deepEqual(await panel.posted(), [
        { type: 'pin-conversation', conversationId: 'y', isPinned: true },
        { type: 'export-conversation', conversationId: 'y' },
        { type: 'import-conversations' },
        { type: 'show-history-folder' },
        { type: 'undo-delete', conversationId: 'gone' },
      ]);
    }));

  it('M-H5 asks for what is typed once, shows where it was found, and says when nothing was', () =>
    withPanel(opened, async (panel) => {
      await openPage(panel);
      await panel.posted();
      await panel.page.keyboard.type('retry');
      await panel.page.waitForFunction(() => window.posted.length > 0);
      const excerpt = { before: 'name the ', match: 'retry', after: ' helper' };
      await panel.post({
        type: 'history',
        page: { ...full, query: 'retry', entries: [entry('y', 'Names', { excerpt })], total: 1 },
      });
      const found = await panel.page.locator('.t2').innerHTML();
      await panel.post({ type: 'history', page: { ...full, query: 'retry', entries: [], total: 0 } });
      const nothing = await panel.page.locator('.conversations').textContent();
      const asked = (await panel.posted()).at(-1);
      assert.deepEqual(
        [found, nothing, asked],
        [
          'name the <mark>retry</mark> helper',
          'Nothing matches “retry”.',
          { type: 'list-conversations', query: 'retry', scope: 'workspace' },
        ],
      );
    }));

  it('is left by Esc, and a command brings the composer in front', () =>
    withPanel(opened, async (panel) => {
      await openPage(panel);
      await panel.page.keyboard.press('Escape');
      await panel.page.getByRole('heading', { name: 'History' }).waitFor({ state: 'detached' });
      const byEscape = await focused(panel);
      await panel.post({ type: 'show-history' });
      await panel.page.getByRole('heading', { name: 'History' }).waitFor();
      await panel.post({ type: 'focus-composer' });
      await panel.page.getByRole('heading', { name: 'History' }).waitFor({ state: 'detached' });
      assert.deepEqual([byEscape, await focused(panel)], ['History', 'Message']);
    }));

  it('has no serious violation, no target below 24 px and nothing beyond the edge, in each theme (M-J2, M-J3)', () =>
    withPanel(opened, async (panel) => {
      await panel.page.evaluate(readFileSync('node_modules/axe-core/axe.min.js', 'utf8'));
      await openPage(panel, { ...full, deleted: { conversationId: 'gone', title: 'An old conversation' } });
      await panel.page.keyboard.press('ArrowDown');
      await panel.page.keyboard.press('ArrowDown');
      mkdirSync('artifacts/panel', { recursive: true });
      const themes: readonly Theme[] = ['vscode-dark', 'vscode-light', 'vscode-high-contrast'];
      const found: string[] = [];
      for (const theme of themes) {
        await panel.page.evaluate((className) => {
          document.body.className = className;
        }, theme);
        for (const width of [300, 480]) {
          await panel.page.setViewportSize({ width, height: 560 });
          found.push(...(await problems(panel)));
          await panel.page.screenshot({ path: `artifacts/panel/13-history-${theme}-${width}.png` });
        }
      }
      assert.deepEqual(found, []);
    }));
});

async function problems(panel: PanelPage): Promise<readonly string[]> {
  return panel.page.evaluate(async () => {
    // axe-core was put into the page by the test; it has no types there.
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
    const wrong = [...document.querySelectorAll<HTMLElement>('.page *')]
      .filter((each) => {
        const { right, width, height } = each.getBoundingClientRect();
        const isTarget = /^(button|input)$/i.test(each.tagName) && width > 0;
        return right > window.innerWidth + 0.5 || (isTarget && (width < 24 || height < 24));
      })
      .map((each) => `${window.innerWidth}: ${each.outerHTML.slice(0, 120)}`);
    return [...serious, ...wrong];
  });
}
