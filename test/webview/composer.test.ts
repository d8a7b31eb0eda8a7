import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { withPanel } from './sharedBrowser.ts';
import { cart, running, snapshot, user } from './transcripts.ts';

describe('the composer', function () {
  this.timeout(20_000);

  it('sends with Enter, breaks lines with Shift+Enter, and always sends with Ctrl+Enter (M-B10)', () =>
    withPanel({}, async (panel) => {
      await panel.message.click();
      await panel.page.keyboard.type('one');
      await panel.page.keyboard.press('Shift+Enter');
      await panel.page.keyboard.type('two');
      await panel.page.keyboard.press('Enter');
      const byEnter = await panel.posted();
      await panel.panel({ sendKey: 'ctrlEnter' });
      await panel.message.fill('three');
      await panel.page.keyboard.press('Enter');
      await panel.page.keyboard.press('Control+Enter');
      const byCtrlEnter = await panel.posted();
      assert.deepEqual(
        [byEnter, byCtrlEnter].map((posts) => posts.filter(({ type }) => type === 'send')),
        [
          [{ type: 'send', conversationId: 'c1', text: 'one\ntwo' }],
          [{ type: 'send', conversationId: 'c1', text: 'three\n' }],
        ],
      );
    }));

  it('takes Enter and Esc that belong to an input method for nothing else (M-B11)', () =>
    withPanel({ transcript: snapshot(user(), running()), draft: 'にほん' }, async (panel) => {
      const press = (key: string, isComposing: boolean, keyCode: number) =>
        panel.page.evaluate(
          (init) =>
            document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true })),
          { key, isComposing, keyCode },
        );
      await panel.message.focus();
      await press('Enter', true, 13);
      await press('Enter', false, 229);
      await panel.panel({ runningTurnId: 'a1' });
      await press('Escape', true, 27);
      await press('Escape', false, 229);
      const whileComposing = await panel.posted();
      await press('Escape', false, 27);
      assert.deepEqual([whileComposing, await panel.posted()], [[], [{ type: 'stop' }]]);
    }));

  it('keeps a sent text until the conversation shows it, and what was typed after it (M-B8)', () =>
    withPanel({}, async (panel) => {
      await panel.message.fill('Why?');
      await panel.page.keyboard.press('Enter');
      const afterSending = await panel.message.inputValue();
      await panel.message.press('End');
      await panel.page.keyboard.type(' And how?');
      await panel.events({ type: 'turn-start', turn: user({ text: 'Why?' }) });
      assert.deepEqual([afterSending, await panel.message.inputValue()], ['Why?', ' And how?']);
    }));

  it('loses nothing to another question when the host did not take what was sent (M-A6, M-B8)', () =>
    withPanel({ panel: { hasKey: false } }, async (panel) => {
      const explain = user({ id: 'u1', text: 'Explain lines 3–9 of cart.ts', command: 'explain' });
      const same = user({ id: 'u2', text: 'Why?', command: 'explain' });
      const goOn = user({ id: 'u3', text: 'Continue exactly where you stopped.' });
      const late = user({ id: 'u4', text: 'Why?' });
      const seen: string[] = [];
      await panel.message.fill('Why?');
      await panel.page.keyboard.press('Enter');
      for (const turn of [explain, same, goOn]) {
        await panel.events({ type: 'turn-start', turn });
        seen.push(await panel.message.inputValue());
      }
      await panel.message.fill('What?');
      await panel.message.fill('Why? Because.');
      await panel.events({ type: 'turn-start', turn: late });
      seen.push(await panel.message.inputValue());
      await panel.message.blur();
      const drafts = (await panel.posted()).flatMap((post) => (post.type === 'draft' ? [post.text] : []));
      assert.deepEqual(
        [seen, drafts],
        [
          ['Why?', 'Why?', 'Why?', 'Why? Because.'],
          ['Why?', 'Why? Because.'],
        ],
      );
    }));

  it('takes a message out of the box that was masked before it was sent, and no other text (B-19)', () =>
    withPanel({}, async (panel) => {
      const seen: string[] = [];
      await panel.message.fill('Use the key 123');
      await panel.events({
        type: 'turn-start',
        turn: user({ id: 'u0', text: 'Use ••••••', redacted: true }),
      });
      seen.push(await panel.message.inputValue());
      await panel.page.keyboard.press('Enter');
      await panel.message.press('End');
      await panel.page.keyboard.type(' and more');
      await panel.events({
        type: 'turn-start',
        turn: user({ id: 'u1', text: 'Use ••••••', redacted: true }),
      });
      seen.push(await panel.message.inputValue());
      assert.deepEqual(seen, ['Use the key 123', ' and more']);
    }));

  it('gives the host a copy of the draft soon after typing, and at once when it loses the focus (M-B8)', () =>
    withPanel({}, async (panel) => {
      await panel.message.fill('half a tho');
      await panel.message.blur();
      const conversationId = 'c1';
      assert.deepEqual(await panel.posted(), [{ type: 'draft', conversationId, text: 'half a tho' }]);
      await panel.message.click();
      await panel.page.keyboard.type('ught');
      await panel.page.waitForTimeout(400);
      assert.deepEqual((await panel.posted()).at(-1), {
        type: 'draft',
        conversationId,
        text: 'half a thought',
      });
    }));

  it('gives the host copies while somebody types without a pause (B-32)', () =>
    withPanel({}, async (panel) => {
      await panel.message.click();
      await panel.page.keyboard.type('without a pause', { delay: 60 });
      const copies = (await panel.posted()).filter(({ type }) => type === 'draft');
      assert.ok(copies.length >= 2, JSON.stringify(copies));
    }));

  it('does not lose the text, the caret or the focus to anything the host sends (M-B8)', () =>
    withPanel({ transcript: snapshot(user(), running()), panel: { runningTurnId: 'a1' } }, async (panel) => {
      await panel.message.fill('abcdef');
      await panel.message.evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(2, 4));
      await panel.panel({ model: 'other', context: [cart] });
      await panel.events({
        type: 'item-start',
        turnId: 'a1',
        item: { kind: 'message', outputIndex: 0, text: '', refusal: '' },
      });
      await panel.events({ type: 'text-delta', turnId: 'a1', outputIndex: 0, delta: 'Hello' });
      await panel.ended();
      const state = await panel.message.evaluate((box: HTMLTextAreaElement) => ({
        text: box.value,
        selection: [box.selectionStart, box.selectionEnd],
        focused: document.activeElement === box,
      }));
      assert.deepEqual(state, { text: 'abcdef', selection: [2, 4], focused: true });
    }));

  it('shows the draft of the conversation, and a prompt prepared by a command', () =>
    withPanel({ draft: 'from yesterday' }, async (panel) => {
      const first = await panel.message.inputValue();
      await panel.post({ type: 'draft', text: 'Explain this' }, { type: 'focus-composer' });
      const focused = await panel.message.evaluate((box) => document.activeElement === box);
      assert.deepEqual(
        [first, await panel.message.inputValue(), focused],
        ['from yesterday', 'Explain this', true],
      );
    }));

  it('has Stop in the place of Send while an answer runs, and Enter keeps the draft then (M-B3)', () =>
    withPanel({ draft: 'next' }, async (panel) => {
      const place = await panel.button('Send').boundingBox();
      await panel.events({ type: 'turn-start', turn: user() }, { type: 'turn-start', turn: running() });
      await panel.panel({ runningTurnId: 'a1' });
      const stopPlace = await panel.button('Stop').boundingBox();
      await panel.message.click();
      await panel.page.keyboard.press('Enter');
      await panel.button('Stop').click();
      assert.deepEqual(
        [
          stopPlace,
          await panel.message.inputValue(),
          await panel.posted(),
          await panel.button('Send').count(),
        ],
        [place, 'next', [{ type: 'stop' }], 0],
      );
    }));

  it('cannot send nothing', () =>
    withPanel({}, async (panel) => {
      const empty = await panel.button('Send').isDisabled();
      await panel.message.fill('  \n ');
      const blank = await panel.button('Send').isDisabled();
      await panel.page.keyboard.press('Control+Enter');
      await panel.message.fill('x');
      const sends = (await panel.posted()).filter(({ type }) => type === 'send');
      assert.deepEqual(
        [empty, blank, await panel.button('Send').isDisabled(), sends],
        [true, true, false, []],
      );
    }));

  it('without a key still takes a message and asks the host to send it', () =>
    withPanel({ panel: { hasKey: false } }, async (panel) => {
      await panel.message.fill('Hello');
      await panel.button('Send').click();
      const sends = (await panel.posted()).filter(({ type }) => type === 'send');
      assert.deepEqual(
        [sends, await panel.message.inputValue()],
        [[{ type: 'send', conversationId: 'c1', text: 'Hello' }], 'Hello'],
      );
    }));

  it('grows from two to ten lines and no further', () =>
    withPanel({}, async (panel) => {
      const lines = () =>
        panel.message.evaluate((box) =>
          Math.round((box.clientHeight - 4) / Number.parseFloat(getComputedStyle(box).lineHeight)),
        );
      const counts: number[] = [];
      for (const count of [1, 2, 5, 10, 30]) {
        await panel.message.fill(Array.from({ length: count }, () => 'x').join('\n'));
        counts.push(await lines());
      }
      assert.deepEqual(counts, [2, 2, 5, 10, 10]);
    }));

  it('opens and removes attached context, and asks for more', () =>
    withPanel({ panel: { context: [cart] } }, async (panel) => {
      await panel.button('Open cart.ts 3–9').click();
      await panel.button('Remove cart.ts 3–9').click();
      await panel.button('Attach context').click();
      await panel.button('Open cart.ts 3–9').press('Delete');
      assert.deepEqual(await panel.posted(), [
        { type: 'open-context', contextId: 'x1' },
        { type: 'detach', contextId: 'x1' },
        { type: 'attach' },
        { type: 'detach', contextId: 'x1' },
      ]);
    }));

  it('shows where the conversation is kept, and one click asks for the other place (M-K6)', () =>
    withPanel({ panel: { host: 'gateway.example' } }, async (panel) => {
      const shown: unknown[] = [];
      for (const [state, name] of [
        ['auto', 'Server memory'],
        ['local', 'Local only'],
      ] as const) {
        await panel.panel({ conversationState: state });
        const button = panel.button(name);
        const title = await button.getAttribute('title');
        shown.push([await button.getAttribute('aria-pressed'), title?.includes('gateway.example')]);
        await button.focus();
        await panel.page.keyboard.press('Enter');
      }
      assert.deepEqual(
        [shown, await panel.posted()],
        [
          [
            ['true', true],
            ['false', true],
          ],
          [
            { type: 'set-conversation-state', state: 'local' },
            { type: 'set-conversation-state', state: 'auto' },
          ],
        ],
      );
    }));

  it('shows the place of the conversation in full and apart from the host, however long that is', () =>
    withPanel({ panel: { host: 'a-very-long-gateway.internal.example:8443' } }, async (panel) => {
      const seen: unknown[] = [];
      for (const width of [260, 290, 480]) {
        await panel.page.setViewportSize({ width, height: 400 });
        seen.push(
          await panel.page.locator('.under').evaluate((row) => {
            const [memory, globe, host] = row.children;
            if (!memory || !globe || !host) return 'incomplete';
            const apart = globe.getBoundingClientRect().left - memory.getBoundingClientRect().right;
            return {
              isCut: memory.scrollWidth > memory.clientWidth,
              hostIsCut: host.scrollWidth > host.clientWidth,
              overflows: row.scrollWidth > row.clientWidth,
              isApart: apart >= 8,
            };
          }),
        );
      }
      const fits = { isCut: false, overflows: false, isApart: true };
      assert.deepEqual(seen, [
        { ...fits, hostIsCut: true },
        { ...fits, hostIsCut: true },
        { ...fits, hostIsCut: false },
      ]);
    }));

  it('says where requests go', () =>
    withPanel({ panel: { host: 'gateway.example:8443' } }, async (panel) => {
      assert.equal(await panel.page.getByText('Requests go to gateway.example:8443').count(), 1);
    }));
});

describe('the model list', function () {
  this.timeout(20_000);
  const ids = Array.from({ length: 600 }, (_, index) => `vendor-${index}/model-${index % 7}`);

  it('opens with 600 models at once, finds by loose letters, and gives the focus back on Esc', () =>
    withPanel({ panel: { models: { kind: 'ready', ids: [...ids, 'claude-sonnet-4-6'] } } }, async (panel) => {
      await panel.button('Model').click();
      const search = panel.page.getByRole('combobox', { name: 'Search models' });
      const options = panel.page.getByRole('option');
      const before = await options.count();
      await search.fill('cld snt');
      const found = await options.allInnerTexts();
      await panel.page.keyboard.press('Enter');
      const chosen = await panel.posted();
      await panel.button('Model').click();
      await panel.page.keyboard.press('Escape');
      assert.deepEqual(
        [before, found, chosen, await search.count()],
        [
          601,
          ['claude-sonnet-4-6', 'Use “cld snt” as model id'],
          [{ type: 'select-model', model: 'claude-sonnet-4-6' }],
          0,
        ],
      );
    }));

  it('moves with the arrow keys and returns the focus to what opened it', () =>
    withPanel({ panel: { models: { kind: 'ready', ids: ['a', 'b', 'c'] }, model: 'b' } }, async (panel) => {
      await panel.button('Model').focus();
      await panel.page.keyboard.press('Enter');
      await panel.page.keyboard.press('ArrowDown');
      const active = await panel.page
        .getByRole('combobox')
        .evaluate(
          (input) => document.getElementById(input.getAttribute('aria-activedescendant') ?? '')?.textContent,
        );
      await panel.page.keyboard.press('Enter');
      const focused = await panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      assert.deepEqual(
        [active, focused, await panel.posted()],
        ['c', 'Model', [{ type: 'select-model', model: 'c' }]],
      );
    }));

  it('asks for the list when it is not known, takes any typed id, and refreshes', () =>
    withPanel({}, async (panel) => {
      await panel.button('Model').click();
      await panel.page.getByRole('combobox').fill('my-model');
      await panel.button('Refresh the list').click();
      await panel.page.getByRole('option').click();
      assert.deepEqual(await panel.posted(), [
        { type: 'refresh-models' },
        { type: 'refresh-models' },
        { type: 'select-model', model: 'my-model' },
      ]);
    }));
});
