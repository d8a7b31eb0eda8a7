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

const pictured = assistant({
  items: [
    search,
    code,
    files,
    {
      kind: 'message',
      outputIndex: 5,
      text: 'The mean is **0.42 %**. Wednesday’s peak of 1.9 % is outside a 99.5 % budget.',
      refusal: '',
      citations: [
        { source: 1, at: 23 },
        { source: 0, at: 80 },
      ],
    },
  ],
  sources: [
    { kind: 'page', url: 'https://sre.example/budgets', title: 'Error budgets' },
    { kind: 'file', fileId: 'f', name: 'runbook.pdf' },
  ],
});

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

  const cited = (change: object) =>
    snapshot(
      user(),
      assistant({
        items: [
          {
            kind: 'message',
            outputIndex: 0,
            text: 'The mean is 0.42 %. The peak is outside a 99.5 % budget.',
            refusal: '',
            citations: [{ source: 1, at: 19 }, { source: 0, at: 56 }, { source: 1, at: 56 }, { source: 2 }],
          },
        ],
        sources: [
          { kind: 'page', url: 'https://sre.example/budgets', title: 'Error budgets' },
          { kind: 'page', url: 'javascript:alert(1)', title: 'Not a page' },
          { kind: 'file', fileId: 'file-1', name: 'runbook.pdf' },
        ],
        ...change,
      }),
    );

  it('have footnotes that lead to the source and back; only web addresses are links (S-5, B-22)', () =>
    withPanel({ transcript: cited({}) }, async (panel) => {
      const focused = () =>
        panel.page.evaluate(() => document.activeElement?.outerHTML.replace(/<svg.*svg>/, ''));
      const text = await panel.page.locator('.md').textContent();
      const rows = await panel.page.getByRole('region', { name: 'Sources' }).locator('li').allTextContents();
      const links = await panel.page
        .locator('.sources a')
        .evaluateAll((all) => all.map((a) => a.getAttribute('href')));
      await panel.page.getByRole('link', { name: 'Source 1', exact: true }).click();
      await panel.page.locator('.sources a:focus').waitFor();
      const there = await focused();
      await panel.button('Source 1, back to the text').click();
      await panel.page.locator('.md a.fn:focus').waitFor();
      assert.deepEqual(
        { text, rows, links, there, back: await focused(), posted: await panel.posted() },
        {
          text: 'The mean is 0.42 %.2 The peak is outside a 99.5 % budget.12',
          rows: ['1Error budgetssre.example', '2Not a page', '3runbook.pdf'],
          links: ['https://sre.example/budgets'],
          there:
            '<a class="ell" href="https://sre.example/budgets" title="https://sre.example/budgets" dir="auto">Error budgets</a>',
          back: '<a class="fn" href="#" data-source="1" aria-label="Source 1">1</a>',
          posted: [],
        },
      );
    }));

  it('fold up more than five sources, and open them for a footnote', () => {
    const sources = Array.from({ length: 6 }, (_, index) => ({
      kind: 'page' as const,
      url: `https://sre.example/${index}`,
    }));
    return withPanel({ transcript: cited({ sources }) }, async (panel) => {
      const list = panel.page.locator('.sources > ol');
      const before = await list.isVisible();
      await panel.page.getByRole('link', { name: 'Source 2', exact: true }).first().click();
      assert.deepEqual([before, await list.isVisible()], [false, true]);
      await panel.page.waitForFunction(() => document.activeElement?.textContent === 'https://sre.example/1');
    });
  });

  it('get footnotes and sources while they stream', () =>
    withPanel({ transcript: snapshot(user(), running()) }, async (panel) => {
      const message = { kind: 'message', outputIndex: 0, text: '', refusal: '' } as const;
      const delta = (text: string) =>
        ({ type: 'text-delta', turnId: 'a1', outputIndex: 0, delta: text }) as const;
      const source = { kind: 'page', url: 'https://a.example' } as const;
      await panel.events({ type: 'item-start', turnId: 'a1', item: message }, delta('One.'));
      await panel.events({ type: 'citation', turnId: 'a1', outputIndex: 0, source, at: 4 }, delta(' Two.'));
      assert.deepEqual(
        [await panel.page.locator('.md').textContent(), await panel.page.locator('.sources').textContent()],
        ['One.1 Two.', '1https://a.examplea.example'],
      );
    }));

  it('look as designed in every theme at 300 and 480 px', () =>
    withPanel({ transcript: snapshot(user(), pictured) }, async (panel) => {
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
