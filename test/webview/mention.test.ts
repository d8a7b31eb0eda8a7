import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { describe, it } from 'mocha';
import type { ContextMatch } from '../../src/protocol/contextMatch.ts';
import type { PanelPage } from './panelPage.ts';
import { seriousViolations } from './seriousViolations.ts';
import { withPanel } from './sharedBrowser.ts';
import { answer, running, snapshot, user } from './transcripts.ts';

const matches: readonly ContextMatch[] = [
  { id: 'm1', kind: 'file', name: 'cart.ts', detail: 'src', positions: [0, 1, 2] },
  { id: 'm2', kind: 'file', name: 'cart.test.ts', detail: 'test', positions: [0, 1, 2] },
  { id: 'm3', kind: 'symbol', name: 'cartTotal', detail: 'src/checkout.ts', positions: [0, 1, 2] },
  { id: 'm4', kind: 'problems', name: 'Problems', detail: '2', positions: [] },
];

/** Types into the message, answers the last search with `found`, and tells what was searched. */
async function search(panel: PanelPage, typed: string, found = matches): Promise<readonly string[]> {
  await panel.message.pressSequentially(typed);
  const asked = (await panel.posted()).flatMap((post) => (post.type === 'find-context' ? [post] : []));
  const last = asked.at(-1);
  if (last !== undefined)
    await panel.post({ type: 'context-found', requestId: last.requestId, matches: found });
  return asked.map(({ query }) => query);
}

const list = (panel: PanelPage) => panel.page.getByRole('listbox', { name: 'Context' });

describe('mentions', function () {
  this.timeout(20_000);

  it('M-C1 asks the host with each letter after @ or #, and shows what it found above the message', () =>
    withPanel({}, async (panel) => {
      const asked = await search(panel, 'Compare @car');
      const shown = await list(panel).getByRole('option').allInnerTexts();
      const active = await panel.message.getAttribute('aria-activedescendant');
      const selected = await list(panel).getByRole('option', { selected: true }).getAttribute('id');
      const hash = await search(panel, ' #x', []);
      assert.deepEqual(
        [asked, shown.map((text) => text.split('\n')), active, hash, await list(panel).count()],
        [
          ['', 'c', 'ca', 'car'],
          [
            ['cart.ts', 'src'],
            ['cart.test.ts', 'test'],
            ['cartTotal', 'src/checkout.ts'],
            ['Problems', '2'],
          ],
          selected,
          ['', 'x'],
          0,
        ],
      );
    }));

  it('M-C1 is chosen with arrows and Enter, keeps the name in the message, and sends nothing', () =>
    withPanel({}, async (panel) => {
      await search(panel, 'Compare @car');
      await panel.message.press('ArrowUp');
      await panel.message.press('ArrowDown');
      await panel.message.press('ArrowDown');
      await panel.message.press('Enter');
      const state = [await panel.message.inputValue(), await list(panel).count()];
      await panel.message.blur();
      await panel.message.press('Control+z');
      assert.deepEqual(
        [
          state,
          (await panel.posted()).filter(({ type }) => type !== 'draft'),
          await panel.message.inputValue(),
        ],
        [['Compare @cart.test.ts ', 0], [{ type: 'attach-found', id: 'm2' }], 'Compare @car'],
      );
    }));

  it('M-C1 is chosen by Tab and by click, with the caret back in the message', () =>
    withPanel({}, async (panel) => {
      await search(panel, '@c');
      await panel.message.press('Tab');
      await search(panel, '#c');
      await list(panel).getByRole('option', { name: 'Problems' }).click();
      await panel.page.keyboard.type('!');
      assert.deepEqual(
        [
          await panel.message.inputValue(),
          (await panel.posted()).filter(({ type }) => type === 'attach-found'),
        ],
        ['@cart.ts @Problems !', [{ type: 'attach-found', id: 'm4' }]],
      );
    }));

  it('M-C2 does not open for an address, pasted code or a name that is left', () =>
    withPanel({}, async (panel) => {
      const address = await search(panel, 'mail me@example.org');
      await panel.message.fill('');
      await panel.message.evaluate((box) => {
        box.focus();
        document.execCommand('insertText', false, 'x');
      });
      await panel.message.fill('@Component class A {}');
      const filled = await panel.posted();
      await panel.message.fill('');
      await search(panel, '@car');
      await panel.message.press('Home');
      assert.deepEqual(
        [address, filled.filter(({ type }) => type === 'find-context'), await list(panel).count()],
        [[], [], 0],
      );
    }));

  it('is closed by Esc before anything else, and Enter sends when nothing was found', () =>
    withPanel({ transcript: snapshot(user(), running()), panel: { runningTurnId: 'a1' } }, async (panel) => {
      await search(panel, '@car');
      await panel.message.press('Escape');
      const afterFirst = await panel.posted();
      await panel.message.press('Escape');
      const afterSecond = await panel.posted();
      await panel.ended();
      await search(panel, ' @nothing', []);
      await panel.message.press('Enter');
      assert.deepEqual(
        [afterFirst, afterSecond, (await panel.posted()).filter(({ type }) => type === 'send')],
        [[], [{ type: 'stop' }], [{ type: 'send', conversationId: 'c1', text: '@car @nothing' }]],
      );
    }));

  it('is drawn in every theme, and axe finds nothing serious (M-J2)', () =>
    withPanel(
      { transcript: snapshot(user(), answer('Which part of the cart should I look at?')) },
      async (panel) => {
        mkdirSync('artifacts/panel', { recursive: true });
        await search(panel, 'Compare @car');
        const found: Record<string, readonly string[]> = {};
        for (const theme of ['vscode-dark', 'vscode-light', 'vscode-high-contrast']) {
          await panel.page.evaluate((className) => {
            document.body.className = className;
          }, theme);
          found[theme] = await seriousViolations(panel);
          for (const width of [300, 480]) {
            await panel.page.setViewportSize({ width, height: 500 });
            const path = `artifacts/panel/21-mention-${theme}-${width}.png`;
            await panel.page.screenshot({ path, animations: 'disabled' });
          }
        }
        assert.deepEqual(found, { 'vscode-dark': [], 'vscode-light': [], 'vscode-high-contrast': [] });
      },
    ));

  it('shows no answer to a former search', () =>
    withPanel({}, async (panel) => {
      await panel.message.pressSequentially('@ca');
      const [first] = (await panel.posted()).flatMap((post) => (post.type === 'find-context' ? [post] : []));
      await panel.post({ type: 'context-found', requestId: first?.requestId ?? 0, matches });
      assert.equal(await list(panel).count(), 0);
    }));
});
