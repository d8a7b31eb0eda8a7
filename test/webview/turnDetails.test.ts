import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import type { Theme } from './panelPage.ts';
import { withPanel } from './sharedBrowser.ts';
import { finished, snapshot, user } from './transcripts.ts';

const answered = {
  ...finished,
  modelUsed: 'gpt-5.4-mini-2026-03-17',
  report: {
    serviceTier: 'default',
    contentFilters: [{ source: 'completion', category: 'violence', severity: 'low', isFiltered: false }],
    parameters: [
      { name: 'temperature', sent: '0', verdict: 'changed', reported: '1' },
      { name: 'top_p', sent: '0.5', verdict: 'kept' },
      { name: 'safety_identifier', sent: 'me', verdict: 'unsaid' },
    ],
  },
} as const;

describe('the details of an answer', function () {
  this.timeout(60_000);

  it('say which option the endpoint ignored, and in the details what else it reports (S-12, S-14)', () =>
    withPanel({ transcript: snapshot(user(), answered) }, async (panel) => {
      const notes = await panel.page.locator('.note').allTextContents();
      const button = panel.button('Details of the answer');
      await button.focus();
      await panel.page.keyboard.press('Enter');
      const details = panel.page.getByRole('region', { name: 'Details of the answer' });
      const facts = await details
        .locator('.kv > div')
        .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
      const expanded = await button.getAttribute('aria-expanded');
      await button.click();
      assert.deepEqual(
        { notes, facts, expanded, after: await details.count() },
        {
          notes: ['The endpoint ignored temperature: it reports 1 instead of 0.'],
          facts: [
            ['Model', 'gpt-5.4-mini-2026-03-17'],
            ['Service tier', 'default'],
            ['Content filter', 'completion violence low'],
            ['temperature', '0, the endpoint reports 1'],
            ['top_p', '0.5, confirmed'],
            ['safety_identifier', 'me, not reported back'],
          ],
          expanded: 'true',
          after: 0,
        },
      );
    }));

  const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
  const themes: readonly Theme[] = ['vscode-dark', 'vscode-light', 'vscode-high-contrast'];

  it('have no violation in dark, light and high contrast, and fit 300 and 480 px (M-J2, M-J3)', () =>
    withPanel({ transcript: snapshot(user(), answered) }, async (panel) => {
      mkdirSync('artifacts/panel', { recursive: true });
      await panel.page.evaluate(axe);
      await panel.button('Details of the answer').click();
      const found: string[] = [];
      for (const theme of themes) {
        await panel.page.evaluate((className) => {
          document.body.className = className;
        }, theme);
        const wrong = await panel.page.evaluate(async () => {
          // axe-core was put into the page by the test; it has no types there.
          const { axe: checker } = window as unknown as {
            axe: {
              run(context: string): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
            };
          };
          const { violations } = await checker.run('.log');
          return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
        });
        found.push(...wrong.map((each) => `${theme} ${each}`));
        for (const width of [300, 480]) {
          await panel.page.setViewportSize({ width, height: 700 });
          const over = await panel.page.evaluate(
            () => document.documentElement.scrollWidth > window.innerWidth,
          );
          if (over) found.push(`${theme} is wider than ${width}`);
          await panel.page.screenshot({ path: `artifacts/panel/06-details-${theme}-${width}.png` });
        }
      }
      assert.deepEqual(found, []);
    }));
});
