import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { type Parameter, parameters } from '../../src/api/parameters.ts';
import type { OptionSheet, RequestOption } from '../../src/protocol/requestOption.ts';
import type { PanelPage, Theme } from './panelPage.ts';
import { withPanel } from './sharedBrowser.ts';
import { finished, snapshot, user } from './transcripts.ts';

const changes: Readonly<Record<string, Partial<RequestOption>>> = {
  'reasoning.effort': { value: 'high', source: 'conversation' },
  temperature: { value: 0, source: 'settings' },
  top_p: { source: 'conversation', isUnset: true },
  max_output_tokens: { value: 1, source: 'conversation', isInvalid: true },
  top_logprobs: { value: 3, source: 'conversation', needs: 'message.output_text.logprobs' },
};

const requestOptions = Object.entries<Parameter>(parameters).map(
  ([name, { group, range }]): RequestOption => ({ name, group, range, ...changes[name] }),
);

const at = Date.UTC(2026, 10, 3);
const optionSheet: OptionSheet = {
  presets: [
    { name: 'Deep', problems: [] },
    { name: 'Old', problems: ['“depth” is no request option.', 'Top P: Enter a number from 0 to 1.'] },
  ],
  json: '{\n  "reasoning": {\n    "effort": "high"\n  }\n}',
  jsonProblems: [],
  known: [
    { model: 'gpt-6-sol', name: 'temperature', state: 'refused', at },
    {
      ...{ model: 'gpt-6-sol', name: 'reasoning.effort', state: 'refused', at },
      ...{ value: 'max', instead: 'high' },
    },
    { model: 'gpt-6-sol', name: 'tools', state: 'refused', value: 'web_search', at },
    { model: 'gpt-6-sol', name: 'top_p', state: 'accepted', at },
    { model: 'gpt-4.1', name: 'service_tier', state: 'ignored', at },
  ],
};

const state = { transcript: snapshot(user(), finished), panel: { requestOptions, optionSheet } };

async function openPage(panel: PanelPage): Promise<void> {
  await panel.post({ type: 'open-options' });
  await panel.page.getByRole('heading', { name: 'Request options' }).waitFor();
}

describe('the page of the request options', function () {
  this.timeout(60_000);

  it('saves, applies, renames and deletes presets by keyboard, and says what is wrong with one (S-12)', () =>
    withPanel(state, async (panel) => {
      await openPage(panel);
      const { page } = panel;
      const press = async (name: string) => {
        await panel.button(name).focus();
        await page.keyboard.press('Enter');
      };
      const preset = page.getByRole('combobox', { name: 'Preset', exact: true });
      await preset.selectOption('Old');
      const wrong = await page.locator('.presets .msg').textContent();
      await preset.selectOption('Deep');
      await press('Apply');
      await press('Save as preset');
      await page.keyboard.type('Deeper');
      await page.keyboard.press('Enter');
      await preset.selectOption('Deep');
      await press('Rename');
      await page.keyboard.type('Old');
      const taken = await page.locator('.presets [role=status]').textContent();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Control+a');
      await page.keyboard.type('Deepest');
      await page.keyboard.press('Enter');
      await preset.selectOption('Old');
      await press('Delete');
      const asked = await page.getByText('Delete “Old”?').isVisible();
      await press('Delete');
      assert.deepEqual(
        { wrong, taken, asked, posted: await panel.posted() },
        {
          wrong:
            'Left out when Old is applied: “depth” is no request option. Top P: Enter a number from 0 to 1.',
          taken: 'There is a preset “Old” already.',
          asked: true,
          posted: [
            { type: 'preset', action: 'apply', name: 'Deep' },
            { type: 'preset', action: 'save', name: 'Deeper' },
            { type: 'rename-preset', name: 'Deep', to: 'Deepest' },
            { type: 'preset', action: 'delete', name: 'Old' },
          ],
        },
      );
    }));

  it('makes a value a default, leaves a default out, and takes both back (S-12)', () =>
    withPanel(state, async (panel) => {
      await openPage(panel);
      await panel.button('Use Reasoning effort as default').click();
      await panel.button('Leave Temperature out in this conversation').click();
      await panel.button('Remove the default of Top P').click();
      await panel.button('Reset Top P').click();
      assert.deepEqual(
        {
          // What cannot be sent is no default.
          invalid: await panel.button('Use Max output tokens as default').count(),
          unset: await panel.page.locator('[id="top_p-problem"]').textContent(),
          needs: await panel.page.locator('[id="top_logprobs-problem"]').textContent(),
          posted: await panel.posted(),
        },
        {
          invalid: 0,
          unset: 'The default of your settings is not sent in this conversation.',
          needs: 'Has an effect only with message.output_text.logprobs in Include.',
          posted: [
            { type: 'default-parameter', name: 'reasoning.effort' },
            { type: 'unset-parameter', name: 'temperature' },
            { type: 'default-parameter', name: 'top_p' },
            { type: 'reset-parameter', name: 'top_p' },
          ],
        },
      );
    }));

  it('shows and takes the options as JSON, and says line by line what cannot be used (S-12)', () =>
    withPanel(state, async (panel) => {
      await openPage(panel);
      await panel.button('As JSON').click();
      const box = panel.page.getByRole('textbox', { name: 'Options as JSON', exact: true });
      const shown = await box.inputValue();
      await box.fill('{"temperature": 3}');
      await panel.page.keyboard.press('Control+Enter');
      const jsonProblems = [{ line: 1, text: 'temperature: Enter a number from 0 to 2.' }];
      await panel.panel({ optionSheet: { ...optionSheet, jsonProblems } });
      const refused = {
        kept: await box.inputValue(),
        invalid: await box.getAttribute('aria-invalid'),
        said: await panel.page.locator('#json-problems').textContent(),
      };
      await panel.panel({ optionSheet: { ...optionSheet, json: '{\n  "temperature": 1\n}' } });
      await panel.button('Apply').click();
      assert.deepEqual(
        { shown, refused, posted: await panel.posted() },
        {
          shown: optionSheet.json,
          refused: {
            kept: '{"temperature": 3}',
            invalid: 'true',
            said: 'Line 1: temperature: Enter a number from 0 to 2.',
          },
          posted: [
            { type: 'set-options-json', text: '{"temperature": 3}' },
            { type: 'set-options-json', text: '{\n  "temperature": 1\n}' },
          ],
        },
      );
    }));

  it('tells what the models accept by their last replies, and forgets one or all (B-26)', () =>
    withPanel(state, async (panel) => {
      await openPage(panel);
      const { page } = panel;
      await page.getByRole('button', { name: 'What the models accept' }).click();
      const rows = await page
        .locator('.known tbody tr')
        .evaluateAll((all) =>
          all.map((row) => [...row.children].map((cell) => cell.textContent).join(' | ')),
        );
      await panel.button('Forget temperature of gpt-6-sol').click();
      await panel.button('Forget all').click();
      const posted = await panel.posted();
      await panel.panel({ optionSheet: { ...optionSheet, known: [] } });
      assert.deepEqual(
        { rows, posted, none: await page.getByText('Nothing yet:').isVisible() },
        {
          rows: [
            'gpt-6-sol',
            'temperature | refused | Nov 3, 2026 | ',
            'reasoning.effort | refused max, high is sent | Nov 3, 2026 | ',
            'tools | refused web_search | Nov 3, 2026 | ',
            'top_p | accepted | Nov 3, 2026 | ',
            'gpt-4.1',
            'service_tier | ignored | Nov 3, 2026 | ',
          ],
          posted: [
            { type: 'forget-known', only: { model: 'gpt-6-sol', name: 'temperature' } },
            { type: 'forget-known' },
          ],
          none: true,
        },
      );
    }));

  const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
  const themes: readonly Theme[] = ['vscode-dark', 'vscode-light', 'vscode-high-contrast'];

  it('has no violation in any of its forms, and fits 300 and 480 px (M-J2, M-J3)', () =>
    withPanel(state, async (panel) => {
      mkdirSync('artifacts/panel', { recursive: true });
      const { page } = panel;
      await page.evaluate(axe);
      await openPage(panel);
      const found: string[] = [];
      const check = async (name: string, shown = page.locator('.page')) => {
        for (const theme of themes) {
          await page.evaluate((className) => {
            document.body.className = className;
          }, theme);
          const wrong = await page.evaluate(async () => {
            // axe-core was put into the page by the test; it has no types there.
            const { axe: checker } = window as unknown as {
              axe: {
                run(context: string): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
              };
            };
            const { violations } = await checker.run('.page');
            return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
          });
          found.push(...wrong.map((each) => `${name} ${theme} ${each}`));
          for (const width of [300, 480]) {
            await page.setViewportSize({ width, height: 700 });
            found.push(
              ...(await page.evaluate(() =>
                [
                  ...document.querySelectorAll<HTMLElement>(
                    '.page :is(button, input, select, textarea, p, .msg)',
                  ),
                ]
                  .filter((each) => {
                    const { right, width: wide, height } = each.getBoundingClientRect();
                    const isTarget = /^(button|select)$/i.test(each.tagName);
                    const isOver = right > window.innerWidth + 0.5 && each.closest('.scroll') === null;
                    return isOver || (isTarget && (wide < 24 || height < 24));
                  })
                  .map((each) => `${window.innerWidth} ${each.outerHTML.slice(0, 120)}`),
              )),
            );
            await shown.scrollIntoViewIfNeeded();
            await page.screenshot({ path: `artifacts/panel/15-${name}-${theme}-${width}.png` });
          }
        }
      };
      await page.getByRole('combobox', { name: 'Preset', exact: true }).selectOption('Old');
      await check('presets');
      await panel.button('Save as preset').click();
      await check('save-preset');
      await panel.button('Cancel').click();
      await page.getByRole('button', { name: 'What the models accept' }).click();
      await check('known', panel.button('Forget all'));
      await panel.button('As JSON').click();
      const jsonProblems = [{ line: 3, text: 'temperature: Enter a number from 0 to 2.' }];
      await panel.panel({ optionSheet: { ...optionSheet, jsonProblems } });
      await check('json');
      assert.deepEqual(found, []);
    }));
});
