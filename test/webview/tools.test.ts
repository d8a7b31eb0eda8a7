import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { describe, it } from 'mocha';
import type { ToolItem, ToolState } from '../../src/protocol/toolItem.ts';
import type { PanelPage, Theme } from './panelPage.ts';
import { withPanel } from './sharedBrowser.ts';
import { assistant, running, snapshot, user } from './transcripts.ts';

const directory = 'artifacts/panel';
const themes: readonly Theme[] = ['vscode-dark', 'vscode-light', 'vscode-high-contrast'];

/** Of one pixel. */
const picture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function call(change: Partial<ToolItem> & Pick<ToolItem, 'itemType'>): ToolItem {
  return {
    kind: 'tool',
    outputIndex: 0,
    state: 'done',
    text: '',
    details: [],
    startedAt: 0,
    endedAt: 1000,
    ...change,
  };
}

const search = call({
  itemType: 'web_search_call',
  details: [
    { kind: 'query', text: 'http 5xx error budget norm' },
    { kind: 'page', url: 'https://sre.example/budgets', title: 'Error budgets' },
    { kind: 'page', url: 'https://docs.example/5xx' },
    { kind: 'page', url: 'javascript:alert(1)' },
  ],
});

const code = call({
  itemType: 'code_interpreter_call',
  outputIndex: 1,
  text: 'import pandas as pd\nd = pd.read_csv("errors.csv")\nprint(d.rate.mean())',
  details: [
    { kind: 'output', text: '0.0042' },
    { kind: 'image', data: picture, description: 'Error rate by day' },
  ],
});

const files = call({
  itemType: 'file_search_call',
  outputIndex: 2,
  details: [
    { kind: 'query', text: 'retry policy' },
    { kind: 'excerpt', name: 'runbook.pdf', text: 'Wait, then ask again.', score: 0.93 },
    { kind: 'excerpt', name: 'notes.md', text: '' },
  ],
});

const approval = call({
  itemType: 'mcp_approval_request',
  outputIndex: 3,
  state: 'waiting',
  name: 'delete_page',
  server: 'wiki',
  text: '{"page":"Home"}',
});

const failed = call({
  itemType: 'mcp_call',
  outputIndex: 4,
  state: 'failed',
  name: 'search',
  server: 'docs',
  details: [{ kind: 'error', text: 'The server is down.' }],
});

const all = snapshot(user({ context: [] }), assistant({ items: [search, code, files, approval, failed] }));

const rows = (panel: PanelPage) =>
  panel.page
    .locator('.step > :is(button, .plain)')
    .evaluateAll((found) =>
      found.map((row) => [...row.querySelectorAll('span')].map((part) => part.textContent).join(' | ')),
    );

describe('the calls of an answer', function () {
  this.timeout(60_000);

  it('are one row each that says what was done, with how many sources it has (S-5)', () =>
    withPanel({ transcript: all }, async (panel) => {
      assert.deepEqual(await rows(panel), [
        'Searched the web | 3 sources',
        'Ran code',
        'Searched files | 2 results',
        'Asked to call delete_page on wiki',
        'search on docs failed',
      ]);
    }));

  it('open to their queries, sources, code, output and pictures, and fetch nothing (S-5, B-23, S38)', () =>
    withPanel({ transcript: all }, async (panel) => {
      for (const row of await panel.page.locator('.step > button').all()) await row.click();
      const bodies = await panel.page.locator('.step > .body').evaluateAll((found) =>
        found.map((body) => ({
          text: body.textContent,
          links: [...body.querySelectorAll('a')].map((link) => link.href),
          images: [...body.querySelectorAll('img')].map((image) => image.alt),
          expanded: body.parentElement?.querySelector('button')?.getAttribute('aria-expanded'),
        })),
      );
      assert.deepEqual(
        { bodies, foreign: panel.foreignRequests, errors: panel.errors },
        {
          bodies: [
            {
              text: 'http 5xx error budget normError budgetssre.examplehttps://docs.example/5xxjavascript:alert(1)',
              links: ['https://sre.example/budgets', 'https://docs.example/5xx'],
              images: [],
              expanded: 'true',
            },
            {
              text: `Input${code.text}Output0.0042`,
              links: [],
              images: ['Error rate by day'],
              expanded: 'true',
            },
            {
              text: 'retry policyrunbook.pdf0.93Wait, then ask again.notes.md',
              links: [],
              images: [],
              expanded: 'true',
            },
            { text: 'Input{"page":"Home"}', links: [], images: [], expanded: 'true' },
            { text: 'The server is down.', links: [], images: [], expanded: 'true' },
          ],
          foreign: [],
          errors: [],
        },
      );
    }));

  it('stream what they are given into the open row without drawing the turn again (S-3)', () =>
    withPanel({ transcript: snapshot(user(), running()) }, async (panel) => {
      const { endedAt: _open, ...begun } = call({ itemType: 'code_interpreter_call', state: 'preparing' });
      const delta = (text: string) =>
        ({ type: 'text-delta', turnId: 'a1', outputIndex: 0, delta: text }) as const;
      await panel.events({ type: 'item-start', turnId: 'a1', item: begun }, delta('print('));
      await panel.page.locator('.step > button').click();
      const input = panel.page.locator('.step .code code');
      await input.evaluate((element) => element.setAttribute('data-kept', 'yes'));
      await panel.events(delta('1'), delta(')'));
      const row = panel.page.locator('.step > button .ell');
      const streamed = [
        await input.textContent(),
        await input.getAttribute('data-kept'),
        await row.textContent(),
      ];
      await panel.events({ type: 'text-correction', turnId: 'a1', outputIndex: 0, text: 'print(2)' });
      const change = { state: 'done', details: [{ kind: 'output', text: '2' }] } as const;
      await panel.events(
        { type: 'tool-change', turnId: 'a1', outputIndex: 0, change },
        { type: 'item-end', turnId: 'a1', outputIndex: 0, at: 5 },
      );
      assert.deepEqual(
        [streamed, await input.textContent(), await panel.page.locator('.step pre').last().textContent()],
        [['print(1)', 'yes', 'Writing code…'], 'print(2)', '2'],
      );
    }));

  const states: readonly (readonly [ToolState, string])[] = [
    ['preparing', 'Preparing search on docs…'],
    ['running', 'Calling search on docs…'],
    ['done', 'Called search on docs'],
    ['failed', 'search on docs failed'],
  ];
  for (const [state, text] of states) {
    it(`say in words that a call is ${state}`, () =>
      withPanel(
        {
          transcript: snapshot(
            user(),
            assistant({ items: [call({ itemType: 'mcp_call', state, name: 'search', server: 'docs' })] }),
          ),
        },
        async (panel) => assert.deepEqual(await rows(panel), [text]),
      ));
  }

  it('say that a call was stopped when the answer ended before it', () => {
    const { endedAt: _open, ...open } = call({ itemType: 'web_search_call', state: 'running' });
    const transcript = snapshot(user(), assistant({ items: [open], status: { kind: 'stopped' } }));
    return withPanel({ transcript }, async (panel) => {
      assert.deepEqual(await rows(panel), ['Searching the web… | Stopped']);
    });
  });

  it('look as designed in every theme at 300 and 480 px', () =>
    withPanel({ transcript: all }, async (panel) => {
      mkdirSync(directory, { recursive: true });
      for (const row of await panel.page.locator('.step > button').all()) await row.click();
      for (const theme of themes) {
        await panel.page.evaluate((className) => {
          document.body.className = className;
        }, theme);
        for (const width of [300, 480]) {
          await panel.page.setViewportSize({ width, height: 900 });
          await panel.page.screenshot({ path: `${directory}/10-tools-${theme}-${width}.png` });
          const overflow = await panel.log.evaluate((log) => log.scrollWidth > log.clientWidth);
          assert.deepEqual([theme, width, overflow], [theme, width, false]);
        }
      }
    }));
});
