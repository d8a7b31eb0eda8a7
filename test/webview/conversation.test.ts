import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import type { ProblemCode } from '../../src/protocol/problem.ts';
import { mapStrings, panelTexts, problemTexts } from '../../src/protocol/strings.ts';
import {
  fromSnapshot,
  reduce,
  type TranscriptEvent,
  type TurnStatus,
  toSnapshot,
} from '../../src/protocol/transcript.ts';
import type { PanelPage } from './panelPage.ts';
import { withPanel } from './sharedBrowser.ts';
import { answer, assistant, finished, running, snapshot, user } from './transcripts.ts';

const message = { kind: 'message', outputIndex: 1, text: '', refusal: '' } as const;

const story: readonly TranscriptEvent[] = [
  { type: 'turn-start', turn: user({ text: 'Two things' }) },
  { type: 'turn-start', turn: running({ status: { kind: 'waiting' } }) },
  { type: 'title-change', title: 'Two things' },
  { type: 'turn-status', turnId: 'a1', status: { kind: 'streaming' } },
  {
    type: 'item-start',
    turnId: 'a1',
    item: { kind: 'reasoning', outputIndex: 0, text: '', startedAt: 1000 },
  },
  { type: 'text-delta', turnId: 'a1', outputIndex: 0, delta: 'Thinking **hard**.' },
  { type: 'item-end', turnId: 'a1', outputIndex: 0, at: 9000 },
  { type: 'item-start', turnId: 'a1', item: message },
  { type: 'text-delta', turnId: 'a1', outputIndex: 1, delta: '# One\n\nfirst [thing][x]\n\n```\nco' },
  { type: 'text-delta', turnId: 'a1', outputIndex: 1, delta: 'de\n```\n\n- a\n- b' },
  { type: 'text-delta', turnId: 'a1', outputIndex: 1, delta: 'c\n\n[x]: https://example.com\n\nend' },
  {
    type: 'text-correction',
    turnId: 'a1',
    outputIndex: 1,
    text: '# One\n\ncorrected [x]\n\n[x]: https://example.com',
  },
  { type: 'text-delta', turnId: 'a1', outputIndex: 1, delta: '\n\nend' },
  {
    type: 'turn-end',
    turnId: 'a1',
    status: { kind: 'completed' },
    at: Date.parse('2026-11-03T14:02:06Z'),
    usage: { inputTokens: 1204, outputTokens: 12 },
    modelUsed: 'gpt-5.4-mini-2026-10-01',
  },
  { type: 'text-delta', turnId: 'a1', outputIndex: 1, delta: 'too late' },
];

const column = (panel: PanelPage) => panel.log.evaluate((log) => log.innerHTML);

describe('the conversation', function () {
  this.timeout(30_000);

  it('looks the same from a snapshot at any moment and the events after it (the transcript law)', () =>
    withPanel({}, async (panel) => {
      const before = fromSnapshot({ conversationId: 'c2', title: '', turns: [], leafId: undefined });
      const outcomes = new Set<string>();
      for (let moment = 0; moment <= story.length; moment++) {
        // Another id, so that the panel starts anew.
        await panel.post({
          type: 'snapshot',
          transcript: { ...structuredClone(toSnapshot(before)), conversationId: `at ${moment}` },
          panel: {
            hasKey: true,
            host: 'h',
            model: 'm',
            models: { kind: 'unknown' },
            context: [],
            suggestions: [],
            sendKey: 'enter',
            conversationState: 'auto',
            requestOptions: [],
            optionSheet: { presets: [], json: '{}', jsonProblems: [], known: [] },
            tools: [],
          },
          draft: '',
        });
        for (const event of story.slice(moment)) await panel.events(event);
        outcomes.add(await column(panel));
        const next = story[moment];
        if (next !== undefined) reduce(before, next);
      }
      const [outcome = ''] = outcomes;
      assert.deepEqual(
        [outcomes.size, outcome.includes('too late'), outcome.includes('corrected')],
        [1, false, true],
      );
    }));

  it('shows text as it arrives and leaves finished blocks untouched (M-B2)', () =>
    withPanel(
      { transcript: snapshot(user(), running({ items: [{ ...message, text: 'first\n\nsecond' }] })) },
      async (panel) => {
        const first = await panel.page.locator('.md p').first().elementHandle();
        await panel.events({ type: 'text-delta', turnId: 'a1', outputIndex: 1, delta: ' grows' });
        await panel.events({ type: 'text-delta', turnId: 'a1', outputIndex: 1, delta: '\n\nthird' });
        const paragraphs = panel.page.locator('.md p');
        const isSame = await paragraphs.first().evaluate((paragraph, before) => paragraph === before, first);
        assert.deepEqual(
          [await paragraphs.allTextContents(), isSame],
          [['first', 'second grows', 'third'], true],
        );
      },
    ));

  it('keeps a selection in text that goes on growing (M-B14)', () =>
    withPanel(
      { transcript: snapshot(user(), running({ items: [{ ...message, text: 'select me and' }] })) },
      async (panel) => {
        await panel.page.evaluate(() => {
          const text = document.querySelector('.md p')?.firstChild;
          if (text) document.getSelection()?.setBaseAndExtent(text, 0, text, 9);
        });
        for (const delta of [' **more**', ' text', '\n\nnext\n']) {
          await panel.events({ type: 'text-delta', turnId: 'a1', outputIndex: 1, delta });
        }
        assert.equal(await panel.page.evaluate(() => String(document.getSelection())), 'select me');
      },
    ));

  it('acknowledges every batch after it is drawn', () =>
    withPanel({ transcript: snapshot(user(), running()) }, async (panel) => {
      await panel.events({ type: 'item-start', turnId: 'a1', item: message });
      await panel.events({ type: 'text-delta', turnId: 'a1', outputIndex: 1, delta: 'x' });
      const acks = await panel.page.evaluate(() => window.posted.filter(({ type }) => type === 'ack'));
      assert.deepEqual(acks, [
        { type: 'ack', batch: 1 },
        { type: 'ack', batch: 2 },
      ]);
    }));

  it('has the roles and names other people’s tests rely on', () =>
    withPanel({ transcript: snapshot(user(), finished), draft: 'x' }, async (panel) => {
      const names = [
        'Send',
        'New chat',
        'History',
        'Model',
        'Attach context',
        'Retry',
        'Apply in editor',
        'Insert at cursor',
        'Insert into new file',
        'Insert into terminal',
      ];
      const counts = await Promise.all(names.map((name) => panel.button(name).count()));
      const articles = await panel.log
        .getByRole('article')
        .evaluateAll((all) => all.map((each) => each.ariaLabel));
      const code = panel.page.getByRole('group', { name: 'Code block, ts' });
      assert.deepEqual(
        {
          counts,
          articles: articles.map((name) => name?.replace(/\d\d:\d\d/, '00:00')),
          live: await panel.log.getAttribute('aria-live'),
          codeButtons: await code.getByRole('button').evaluateAll((all) => all.map((each) => each.ariaLabel)),
          headings: await panel.page.getByRole('heading', { level: 3 }).first().textContent(),
        },
        {
          counts: names.map(() => 1),
          articles: ['You, 00:00', 'Assistant, gpt-5.4-mini'],
          live: 'off',
          codeButtons: [
            'Apply in editor',
            'Insert at cursor',
            'Insert into new file',
            'Insert into terminal',
            'Copy',
          ],
          headings: 'You',
        },
      );
    }));

  it('names a code block to the host by turn, item and line, and offers only Copy while its fence is open (M-B13)', () =>
    withPanel(
      {
        transcript: snapshot(
          user(),
          running({ items: [{ ...message, text: 'a\n\n```js\none\n```\n\nb\n\n~~~py\ntwo' }] }),
        ),
      },
      async (panel) => {
        const open = await panel.page
          .getByRole('group', { name: 'Code block, py' })
          .getByRole('button')
          .count();
        await panel.page
          .getByRole('group', { name: 'Code block, js' })
          .getByRole('button', { name: 'Insert at cursor' })
          .click();
        await panel.events({ type: 'text-delta', turnId: 'a1', outputIndex: 1, delta: '\n~~~\n\nend' });
        await panel.page
          .getByRole('group', { name: 'Code block, py' })
          .getByRole('button', { name: 'Copy' })
          .click();
        const copied = await panel.page.locator('.code .copied').count();
        await panel.page
          .getByRole('group', { name: 'Code block, py' })
          .getByRole('button', { name: 'Insert into new file' })
          .click();
        for (const name of ['Apply in editor', 'Insert into terminal']) {
          await panel.page
            .getByRole('group', { name: 'Code block, js' })
            .getByRole('button', { name })
            .click();
        }
        assert.deepEqual(
          [open, copied, await panel.posted()],
          [
            1,
            1,
            [
              { type: 'code-block', turnId: 'a1', outputIndex: 1, line: 2, action: 'insert' },
              { type: 'code-block', turnId: 'a1', outputIndex: 1, line: 8, action: 'copy' },
              { type: 'code-block', turnId: 'a1', outputIndex: 1, line: 8, action: 'new-file' },
              { type: 'code-block', turnId: 'a1', outputIndex: 1, line: 2, action: 'apply' },
              { type: 'code-block', turnId: 'a1', outputIndex: 1, line: 2, action: 'terminal' },
            ],
          ],
        );
      },
    ));

  it('switches between the versions of an answer (M-B5)', () =>
    withPanel({ transcript: snapshot(user(), answer('old', { id: 'a0' }), answer('new')) }, async (panel) => {
      await panel.button('Previous version').click();
      const next = await panel.button('Next version').isDisabled();
      await panel.events({ type: 'version-select', leafId: 'a0' });
      assert.deepEqual(
        [
          await panel.posted(),
          next,
          await panel.log.getByRole('article').last().locator('.md').textContent(),
        ],
        [[{ type: 'select-version', turnId: 'a0' }], true, 'old'],
      );
    }));

  it('renames with F2, keeps the name on Esc, and starts a new chat', () =>
    withPanel({ transcript: snapshot(user()) }, async (panel) => {
      const title = panel.button('Rename conversation: Loop bound in total()');
      const input = panel.page.getByRole('textbox', { name: 'Conversation title' });
      await title.press('F2');
      await input.fill('other');
      await input.press('Escape');
      const afterEscape = await panel.posted();
      await title.press('F2');
      await input.fill('Bounds');
      await input.press('Enter');
      await panel.button('New chat').click();
      assert.deepEqual(
        [afterEscape, await panel.posted()],
        [[], [{ type: 'rename', title: 'Bounds' }, { type: 'new-chat' }]],
      );
    }));

  it('copies a turn', () =>
    withPanel({ transcript: snapshot(user()) }, async (panel) => {
      await panel.log.getByRole('article').hover();
      await panel.button('Copy').click();
      assert.deepEqual(await panel.posted(), [{ type: 'copy-turn', turnId: 'u1' }]);
    }));

  it('says what an answer took, leaving out what is not known (usage)', () =>
    withPanel(
      {
        transcript: snapshot(
          user(),
          answer('x', {
            usage: { inputTokens: 1204, cachedTokens: 896, outputTokens: 412, reasoningTokens: 0 },
          }),
        ),
      },
      async (panel) => {
        assert.equal(
          await panel.page.locator('.usage').getAttribute('aria-label'),
          'Usage: 1,204 in, 896 cached, 412 out, 6.4 s',
        );
      },
    ));
});

describe('reasoning', function () {
  this.timeout(20_000);

  it('is one closed row with its duration, which opens to its text (M-B17)', () =>
    withPanel({ transcript: snapshot(user(), finished) }, async (panel) => {
      const row = panel.button('Thought for 12 s');
      const closed = await row.getAttribute('aria-expanded');
      await row.click();
      const text = await panel.page.locator('.step .body').textContent();
      assert.deepEqual(
        [closed, await row.getAttribute('aria-expanded'), text?.startsWith('Checking the loop bound.')],
        ['false', 'true', true],
      );
    }));

  it('counts seconds from the third one while it runs', () =>
    withPanel({}, async (panel) => {
      const reasoning = (seconds: number) =>
        ({ kind: 'reasoning', outputIndex: 0, text: '', startedAt: Date.now() - seconds * 1000 }) as const;
      await panel.events(
        { type: 'turn-start', turn: user() },
        { type: 'turn-start', turn: running({ items: [reasoning(1)] }) },
      );
      const early = await panel.page.locator('.step').innerText();
      await panel.events({ type: 'turn-start', turn: running({ id: 'a2', items: [reasoning(7)] }) });
      assert.deepEqual(
        [early.trim(), (await panel.page.locator('.step').innerText()).replace(/\s+/g, ' ').trim()],
        ['Thinking…', 'Thinking… 7 s'],
      );
    }));
});

describe('the status of a turn', function () {
  this.timeout(30_000);

  const statuses: Readonly<Record<string, TurnStatus>> = {
    completed: { kind: 'completed' },
    refused: { kind: 'refused' },
    limit: { kind: 'incomplete', reason: 'max_output_tokens' },
    filter: { kind: 'incomplete', reason: 'content_filter' },
    incomplete: { kind: 'incomplete', reason: 'unknown' },
    stopped: { kind: 'stopped' },
    failed: { kind: 'failed', problem: { code: 'server_error' } },
    interrupted: { kind: 'interrupted', problem: { code: 'cut' } },
  };

  const shown = async (panel: PanelPage) => {
    const place = panel.page.locator('.notice, .stopped, .stalled');
    if ((await place.count()) === 0) return undefined;
    return {
      text: (await place.innerText()).split('\n')[0],
      buttons: await place.getByRole('button').allInnerTexts(),
    };
  };

  it('shows a distinct notice with the next sensible action for every way an answer can end (M-B20)', () =>
    withPanel({}, async (panel) => {
      const seen: Record<string, unknown> = {};
      for (const [name, status] of Object.entries(statuses)) {
        await panel.events(
          { type: 'turn-start', turn: user() },
          { type: 'turn-start', turn: answer('words', { id: name, status }) },
        );
        seen[name] = await shown(panel);
      }
      await panel.events({ type: 'turn-start', turn: assistant({ id: 'empty' }) });
      seen['empty'] = await shown(panel);
      assert.deepEqual(seen, {
        completed: undefined,
        refused: { text: 'The model declined to answer', buttons: ['Choose a model', 'Retry'] },
        limit: { text: 'Stopped at the output limit', buttons: ['Continue', 'Retry'] },
        filter: { text: 'Filtered by the provider', buttons: ['Choose a model', 'Retry'] },
        incomplete: { text: 'The answer is incomplete', buttons: ['Continue', 'Retry'] },
        stopped: { text: 'Stopped', buttons: ['Continue', 'Retry'] },
        failed: { text: 'The server had a problem', buttons: ['Retry', 'Details'] },
        interrupted: { text: 'The connection was cut', buttons: ['Continue', 'Retry', 'Details'] },
        empty: { text: 'The answer came back empty.', buttons: ['Retry'] },
      });
    }));

  it('explains every problem in an alert, with one primary action and the facts behind Details (M-A)', () =>
    withPanel({}, async (panel) => {
      const codes = Object.keys(problemTexts).filter((code): code is ProblemCode => code in problemTexts);
      const titles = new Set<string>();
      for (const code of codes) {
        await panel.events(
          { type: 'turn-start', turn: user() },
          {
            type: 'turn-start',
            turn: assistant({ id: code, status: { kind: 'failed', problem: { code, host: 'h.example' } } }),
          },
        );
        const alert = panel.log.getByRole('alert');
        const text = await alert.innerText();
        titles.add(text.split('\n')[0] ?? '');
        assert.deepEqual(
          [
            text.includes(problemTexts[code].title),
            /\{\d\}/.test(text),
            await alert.locator('.btn.pri').count(),
          ],
          [true, false, 1],
          code,
        );
      }
      assert.ok(titles.size >= codes.length - 1, 'titles tell problems apart');
    }));

  it('says how long the server asks to wait, in the words of the language, up to ten minutes (N14)', async () => {
    const french: Readonly<Record<string, string>> = JSON.parse(
      readFileSync('l10n/bundle.l10n.fr.json', 'utf8'),
    );
    const asked: readonly (readonly [ProblemCode, number | undefined])[] = [
      ['rate_limited', undefined],
      ['rate_limited', 0],
      ['rate_limited', 1200],
      ['rate_limited', 90_000],
      ['rate_limited', 120_001],
      ['rate_limited', 600_000],
      ['rate_limited', 86_400_000],
      ['server_error', 45_000],
    ];
    const transcript = snapshot(
      user(),
      ...asked.map(([code, retryAfterMs], index) =>
        assistant({
          id: `a${index}`,
          parentId: index === 0 ? 'u1' : `a${index - 1}`,
          status: {
            kind: 'failed',
            problem: { code, host: 'h.example', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
          },
        }),
      ),
    );
    const seen: Record<string, readonly string[]> = {};
    for (const language of ['en', 'fr']) {
      const texts = mapStrings(panelTexts, (text) => (language === 'fr' ? (french[text] ?? '') : text));
      await withPanel({ transcript, language, texts }, async (panel) => {
        const sentences = await panel.page.locator('.notice p:not(.b)').allTextContents();
        seen[language] = sentences.map((text) => text.replace(/\s/g, ' '));
      });
    }
    assert.deepEqual(seen, {
      en: [
        'h.example asks to wait. Retry in a moment.',
        'h.example asks to wait. Retry in a moment.',
        'h.example asks to wait 2 sec.',
        'h.example asks to wait 90 sec.',
        'h.example asks to wait 3 min.',
        'h.example asks to wait 10 min.',
        'h.example asks to wait more than 10 min.',
        'h.example could not answer. Your message is kept; retry in a moment. h.example asks to wait 45 sec.',
      ],
      fr: [
        'h.example demande d’attendre. Réessayez dans un moment.',
        'h.example demande d’attendre. Réessayez dans un moment.',
        'h.example demande d’attendre 2 s.',
        'h.example demande d’attendre 90 s.',
        'h.example demande d’attendre 3 min.',
        'h.example demande d’attendre 10 min.',
        'h.example demande d’attendre plus de 10 min.',
        'h.example n’a pas pu répondre. Votre message est conservé ; réessayez dans un moment. h.example demande d’attendre 45 s.',
      ],
    });
  });

  it('takes the person to the key, the model list or the settings', () =>
    withPanel({}, async (panel) => {
      const fail = (code: ProblemCode) =>
        panel.events(
          { type: 'turn-start', turn: user() },
          {
            type: 'turn-start',
            turn: assistant({
              id: code,
              status: {
                kind: 'failed',
                problem: { code, requestId: 'r-1', status: 401, serverMessage: 'No such key' },
              },
            }),
          },
        );
      await fail('invalid_key');
      await panel.button('Set CometAPI key').click();
      await panel.button('Details').click();
      const facts = await panel.page.locator('.kv').innerText();
      await panel.button('Copy details').click();
      await fail('invalid_base_url');
      await panel.button('Open settings').click();
      await fail('model_not_found');
      await panel.button('Choose a model').click();
      assert.deepEqual(
        [
          await panel.posted(),
          await panel.page.getByRole('dialog', { name: 'Choose a model' }).count(),
          facts.includes('r-1') && facts.includes('No such key'),
        ],
        [
          [
            { type: 'set-key' },
            { type: 'copy-problem', turnId: 'invalid_key' },
            { type: 'open-settings' },
            { type: 'refresh-models' },
          ],
          1,
          true,
        ],
      );
    }));

  it('offers the diagnosis where the cause may lie on the way to the server (M-A11)', () =>
    withPanel({}, async (panel) => {
      const codes: readonly ProblemCode[] = [
        'invalid_key',
        'unreachable',
        'idle',
        'not_an_api',
        'redirected',
      ];
      const counts: number[] = [];
      for (const code of codes) {
        await panel.events(
          { type: 'turn-start', turn: user({ id: `u-${code}` }) },
          {
            type: 'turn-start',
            turn: assistant({ id: code, status: { kind: 'failed', problem: { code } } }),
          },
        );
        counts.push(await panel.button('Diagnose').count());
      }
      await panel.button('Diagnose').click();
      assert.deepEqual([counts, await panel.posted()], [[0, 1, 0, 1, 1], [{ type: 'diagnose' }]]);
    }));

  it('says Working until something arrives, and Not responding when nothing does (M-B4)', () =>
    withPanel({ transcript: snapshot(user(), running({ status: { kind: 'waiting' } })) }, async (panel) => {
      const working = await panel.page.getByText('Working…').count();
      await panel.events({
        type: 'turn-status',
        turnId: 'a1',
        status: { kind: 'stalled', since: Date.now() - 64_000 },
      });
      const stalled = await panel.page.locator('.stalled').innerText();
      await panel.page.locator('.stalled').getByRole('button', { name: 'Stop' }).click();
      await panel.page.locator('.stalled').getByRole('button', { name: 'Retry' }).click();
      await panel.events({ type: 'turn-status', turnId: 'a1', status: { kind: 'streaming' } });
      assert.deepEqual(
        [
          working,
          stalled.replace(/\s+/g, ' ').trim(),
          await panel.posted(),
          await panel.page.locator('.stalled').count(),
        ],
        [
          1,
          'Not responding no data for 1:04 Stop Retry',
          [{ type: 'stop' }, { type: 'retry', turnId: 'a1' }],
          0,
        ],
      );
    }));

  it('counts down to the next try, which can be made now or given up', () =>
    withPanel({}, async (panel) => {
      const now = Date.now();
      await panel.events(
        { type: 'turn-start', turn: user() },
        {
          type: 'turn-start',
          turn: running({
            status: {
              kind: 'retrying',
              problem: { code: 'rate_limited' },
              attempt: 2,
              maxAttempts: 5,
              from: now,
              until: now + 18_000,
            },
          }),
        },
      );
      const text = await panel.page.locator('.notice').innerText();
      await panel.button('Retry now').click();
      await panel.button('Stop retrying').click();
      assert.match(text, /^Too many requests\s+Retrying in 1[78] s, attempt 2 of 5\./);
      assert.deepEqual(await panel.posted(), [{ type: 'retry-now', turnId: 'a1' }, { type: 'stop' }]);
    }));
});
