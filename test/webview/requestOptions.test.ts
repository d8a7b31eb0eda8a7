import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { type Parameter, parameters } from '../../src/api/parameters.ts';
import type { RequestOption } from '../../src/protocol/requestOption.ts';
import { mapStrings, panelTexts } from '../../src/protocol/strings.ts';
import type { PanelPage, Theme } from './panelPage.ts';
import { withPanel } from './sharedBrowser.ts';
import { finished, snapshot, user } from './transcripts.ts';

/** The table as the host sends it, with what was set. */
function options(changes: Readonly<Record<string, Partial<RequestOption>>> = {}): readonly RequestOption[] {
  return Object.entries<Parameter>(parameters).map(([name, { group, range, default: usual }]) => ({
    name,
    group,
    range,
    ...(usual === undefined ? {} : { default: usual }),
    ...changes[name],
  }));
}

const someSet = options({
  'reasoning.effort': { value: 'high', source: 'conversation', refusedChoices: ['none', 'xhigh'] },
  max_output_tokens: { value: 12, source: 'conversation', isInvalid: true },
  temperature: { value: 0, source: 'conversation', conflicts: ['top_p'] },
  top_p: { value: 0.5, source: 'settings', refused: {}, conflicts: ['temperature'] },
  service_tier: { value: 'flex', source: 'settings', refused: { instead: 'default' } },
  metadata: { value: '{"team":"cart"}', source: 'conversation' },
});

const opened = { transcript: snapshot(user(), finished), panel: { requestOptions: someSet } };

async function openPage(panel: PanelPage): Promise<void> {
  await panel.button('Request options').click();
  await panel.page.getByRole('heading', { name: 'Request options' }).waitFor();
}

describe('the request options', function () {
  this.timeout(60_000);

  it('take the place of the conversation, and Esc and Back give the focus and the place back (S-12)', () =>
    withPanel({ ...opened, height: 300 }, async (panel) => {
      await panel.log.evaluate((log) => log.scrollTo(0, 10));
      await openPage(panel);
      const during = await panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      const reachable =
        (await panel.message.isVisible()) &&
        (await panel.message.evaluate((box) => {
          box.focus();
          return document.activeElement === box;
        }));
      await panel.page.keyboard.press('Escape');
      await panel.page.getByRole('heading', { name: 'Request options' }).waitFor({ state: 'detached' });
      const byEscape = await panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      await openPage(panel);
      await panel.button('Back').click();
      await panel.page.getByRole('heading', { name: 'Request options' }).waitFor({ state: 'detached' });
      const byBack = await panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      const top = await panel.log.evaluate((log) => log.scrollTop);
      assert.deepEqual(
        { during, reachable, byEscape, byBack, top },
        {
          during: 'Search options',
          reachable: false,
          byEscape: 'Request options',
          byBack: 'Request options',
          top: 10,
        },
      );
    }));

  it('tell the host names and values, as numbers, choices, switches and text (S-12)', () =>
    withPanel({ panel: { requestOptions: options() } }, async (panel) => {
      await openPage(panel);
      const { page } = panel;
      const type = async (name: string, text: string) => {
        await page.getByRole('textbox', { name, exact: true }).fill(text);
        await page.keyboard.press('Tab');
      };
      await type('Temperature', '0');
      await type('Top P', '0,5');
      await type('Max output tokens', 'many');
      await type('Metadata', '{"a":"b"}');
      await page.getByRole('combobox', { name: 'Service tier', exact: true }).selectOption('Flex');
      await page
        .getByRole('radiogroup', { name: 'Parallel tool calls' })
        .getByRole('radio', { name: 'Off' })
        .check({ force: true });
      await page
        .getByRole('radiogroup', { name: 'Verbosity' })
        .getByRole('radio', { name: 'Low' })
        .check({ force: true });
      await page.getByRole('textbox', { name: 'Top logprobs', exact: true }).fill('3');
      // What is still being typed counts when the page is left.
      await page.keyboard.press('Escape');
      assert.deepEqual(
        await panel.posted(),
        [
          ['temperature', 0],
          ['top_p', 0.5],
          ['max_output_tokens', 'many'],
          ['metadata', '{"a":"b"}'],
          ['service_tier', 'flex'],
          ['parallel_tool_calls', false],
          ['text.verbosity', 'low'],
          ['top_logprobs', 3],
        ].map(([name, value]) => ({ type: 'set-parameter', name, value })),
      );
    }));

  it('can be reset one by one and all at once, also by emptying the field', () =>
    withPanel(opened, async (panel) => {
      await openPage(panel);
      const { page } = panel;
      await panel.button('Reset Temperature').click();
      await page.getByRole('textbox', { name: 'Top P', exact: true }).fill('');
      await page.keyboard.press('Tab');
      await page.getByRole('combobox', { name: 'Service tier', exact: true }).selectOption('Not set');
      const oneByOne = await panel.posted();
      await panel.button('Reset all').click();
      const names = (posts: typeof oneByOne) =>
        posts.map((post) => ('name' in post ? `${post.type} ${post.name}` : post.type));
      assert.deepEqual(
        [names(oneByOne), names(await panel.posted())],
        [
          // A default of the settings comes back with Reset only, so emptying leaves it out.
          ['reset-parameter temperature', 'unset-parameter top_p', 'unset-parameter service_tier'],
          ['reasoning.effort', 'max_output_tokens', 'temperature', 'metadata'].map(
            (name) => `reset-parameter ${name}`,
          ),
        ],
      );
    }));

  it('say under the field what cannot be sent, what the model refuses, and what does not go together (M-G4)', () =>
    withPanel(opened, async (panel) => {
      await openPage(panel);
      const about = (name: string) =>
        panel.page.getByRole('textbox', { name, exact: true }).evaluate((field) => ({
          invalid: field.getAttribute('aria-invalid'),
          text: (field.getAttribute('aria-describedby') ?? '')
            .split(' ')
            .map((id) => document.getElementById(id)?.textContent ?? 'missing')
            .join(' | '),
        }));
      const found = [await about('Max output tokens'), await about('Top P')];
      await panel.button('Try again').first().click();
      assert.deepEqual(
        {
          found,
          posted: await panel.posted(),
          foot: await panel.page.getByText('to correct').textContent(),
        },
        {
          found: [
            {
              invalid: 'true',
              text: 'Where an answer ends at the latest, its reasoning included. From 16. Default: the model’s own. | Enter a whole number from 16.',
            },
            {
              invalid: 'false',
              text: 'The share of likely words to choose from. 0 to 1. Default: 1. Set in your settings. | Refused by gpt-5.4-mini. Not sent.Try againSet this or Temperature, not both: some models refuse the pair.',
            },
          ],
          posted: [{ type: 'retry-parameter', name: 'top_p' }],
          foot: '4 set for this conversation, 1 to correct',
        },
      );
    }));

  it('are found by name, by help and by the name the API uses, or only those that are set', () =>
    withPanel(opened, async (panel) => {
      await openPage(panel);
      const search = panel.page.getByRole('textbox', { name: 'Search options' });
      const shown = () => panel.page.locator('.opt label.b').allTextContents();
      const all = (await shown()).length;
      await search.fill('likely words');
      const byHelp = await shown();
      await search.fill('SERVICE_TIER');
      const byName = await shown();
      await search.fill('');
      await panel.button('Only set').click();
      const set = await shown();
      await search.fill('nothing like this');
      assert.deepEqual(
        { all, byHelp, byName, set, none: await panel.page.getByText('No option matches.').isVisible() },
        {
          all: Object.keys(parameters).length,
          byHelp: ['Top P', 'Top logprobs'],
          byName: ['Service tier'],
          set: ['Reasoning effort', 'Max output tokens', 'Temperature', 'Top P', 'Service tier', 'Metadata'],
          none: true,
        },
      );
    }));

  it('do not disturb what is being typed when the host answers, and show what it says afterwards', () =>
    withPanel({ panel: { requestOptions: options() } }, async (panel) => {
      await openPage(panel);
      const field = panel.page.getByRole('textbox', { name: 'Temperature', exact: true });
      await field.fill('0.');
      await panel.panel({ requestOptions: options({ temperature: { value: 1, source: 'conversation' } }) });
      const whileTyping = await field.inputValue();
      await panel.page.getByRole('textbox', { name: 'Search options' }).focus();
      await panel.panel({ requestOptions: options({ temperature: { value: 2, source: 'conversation' } }) });
      assert.deepEqual([whileTyping, await field.inputValue()], ['0.', '2']);
    }));

  it('offer the reasoning effort beside the model, by keyboard, without what the model refuses (S-9, M-G3)', () =>
    withPanel(opened, async (panel) => {
      const { page } = panel;
      await panel.button('Reasoning effort: High').click();
      const items = page.getByRole('menu', { name: 'Reasoning effort' }).getByRole('menuitemradio');
      const choices = await items.allTextContents();
      const checked = await page.evaluate(() => document.activeElement?.textContent);
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await items.first().waitFor({ state: 'detached' });
      const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      await page.keyboard.press('Enter');
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      await panel.button('Reasoning effort: High').click();
      await page.keyboard.press('Escape');
      assert.deepEqual(
        { choices, checked, focused, posted: await panel.posted(), open: await items.count() },
        {
          choices: ['Default', 'Minimal', 'Low', 'Medium', 'High', 'Max'],
          checked: 'High',
          focused: 'Reasoning effort: High',
          posted: [
            { type: 'set-parameter', name: 'reasoning.effort', value: 'medium' },
            { type: 'unset-parameter', name: 'reasoning.effort' },
          ],
          open: 0,
        },
      );
    }));

  it('give the focus to the composer when the host asks for the chat', () =>
    withPanel(opened, async (panel) => {
      await openPage(panel);
      await panel.post({ type: 'focus-composer' });
      assert.deepEqual(
        [
          await panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
          await panel.page.locator('.page').count(),
        ],
        ['Message', 0],
      );
    }));

  it('have no text that is not in the table, on the page and in the menu (M-J6)', () => {
    const texts = mapStrings(panelTexts, (english) => `⟦${english}⟧`);
    return withPanel({ ...opened, texts }, async (panel) => {
      await panel.page.locator('.effort').click();
      const menu = await panel.page.locator('.menu, .effort').allInnerTexts();
      await panel.page.keyboard.press('Escape');
      await panel.button('⟦Request options⟧').click();
      const page = await panel.page.evaluate(() => {
        const shown = [...document.querySelectorAll('.page :not(textarea)')].flatMap((each) => [
          ...[...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent ?? ''),
          ...['aria-label', 'placeholder', 'title'].map((name) => each.getAttribute(name) ?? ''),
        ]);
        return shown.filter((text) => /\p{L}/u.test(text.replace(/⟦.*⟧/s, '')));
      });
      const untranslated = menu
        .join('\n')
        .split('\n')
        .filter((line) => /\p{L}/u.test(line.replace(/⟦.*⟧/, '')));
      assert.deepEqual([untranslated, page], [[], []]);
    });
  });

  it('tell on the turn what was left out or replaced (M-G4)', () =>
    withPanel(
      {
        transcript: snapshot(user(), {
          ...finished,
          notes: [
            { kind: 'parameter_repair', name: 'temperature' },
            { kind: 'parameter_repair', name: 'reasoning.effort', value: 'max', instead: 'high' },
          ],
        }),
      },
      async (panel) => {
        assert.deepEqual(await panel.page.locator('.note').allTextContents(), [
          'temperature was refused by this model and left out.',
          'reasoning.effort max was refused by this model. high was sent instead.',
        ]);
      },
    ));

  it('leave room for Send down to 260 px, where the effort is an icon', () =>
    withPanel(opened, async (panel) => {
      const found: unknown[] = [];
      await panel.button('Reasoning effort: High').click();
      for (const width of [260, 320, 480, 900]) {
        await panel.page.setViewportSize({ width, height: 480 });
        const rights = await panel.page
          .locator('.composer button, .menu')
          .evaluateAll((all) => all.map((each) => Math.round(each.getBoundingClientRect().right)));
        const isShort = !(await panel.button('Reasoning effort: High').getByText('High').isVisible());
        found.push([Math.max(...rights) <= width, isShort]);
        await panel.page.screenshot({ path: `artifacts/panel/15-effort-${width}.png` });
      }
      assert.deepEqual(found, [
        [true, true],
        [true, false],
        [true, false],
        [true, false],
      ]);
    }));

  const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
  const themes: readonly Theme[] = ['vscode-dark', 'vscode-light', 'vscode-high-contrast'];

  it('have no violation in dark, light and high contrast, and fit 260 to 900 px (M-J2, M-J3)', () =>
    withPanel(opened, async (panel) => {
      mkdirSync('artifacts/panel', { recursive: true });
      await panel.page.evaluate(axe);
      await openPage(panel);
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
          const { violations } = await checker.run('.page');
          return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
        });
        found.push(...wrong.map((each) => `${theme} ${each}`));
        for (const width of [260, 320, 480, 900]) {
          await panel.page.setViewportSize({ width, height: 1500 });
          found.push(
            ...(await panel.page.evaluate(() =>
              [
                ...document.querySelectorAll<HTMLElement>(
                  '.page, .options, .opt, .find, .foot, .ctl, button, select, input, textarea',
                ),
              ]
                .filter((each) => {
                  const { right, width, height } = each.getBoundingClientRect();
                  const isTarget = /^(button|select|input|textarea)$/i.test(each.tagName) && width > 0;
                  return (
                    right > window.innerWidth + 0.5 ||
                    (isTarget && (width < 24 || height < 24) && each.closest('[inert]') === null)
                  );
                })
                .map((each) => `${window.innerWidth} ${each.outerHTML.slice(0, 120)}`),
            )),
          );
          await panel.page.screenshot({ path: `artifacts/panel/15-request-options-${theme}-${width}.png` });
        }
      }
      assert.deepEqual(found, []);
    }));
});
