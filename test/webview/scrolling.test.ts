import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PanelPage } from './panelPage.ts';
import { withPanel } from './sharedBrowser.ts';
import { answer, running, snapshot, user } from './transcripts.ts';

const paragraphs = (count: number) =>
  Array.from({ length: count }, (_, index) => `Paragraph ${index} with a few words in it.`).join('\n\n');

const long = snapshot(
  user(),
  answer(paragraphs(60)),
  user({ id: 'u2', parentId: 'a1', text: 'More' }),
  running({
    id: 'a2',
    parentId: 'u2',
    items: [{ kind: 'message', outputIndex: 0, text: 'So', refusal: '' }],
  }),
);

const grow = (panel: PanelPage) =>
  panel.events({ type: 'text-delta', turnId: 'a2', outputIndex: 0, delta: `\n\n${paragraphs(8)}` });

const place = (panel: PanelPage) =>
  panel.log.evaluate((log) => ({
    top: Math.round(log.scrollTop),
    atEnd: log.scrollHeight - log.clientHeight - log.scrollTop <= 4,
  }));

/** Waits until the browser's smooth scrolling has come to rest. */
const settle = (panel: PanelPage) =>
  panel.log.evaluate(async (log) => {
    for (let still = 0, top = -1; still < 6; still = log.scrollTop === top ? still + 1 : 0) {
      top = log.scrollTop;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });

describe('scrolling', function () {
  this.timeout(30_000);

  it('follows the answer while the view is at its end (M-B12)', () =>
    withPanel({ transcript: long }, async (panel) => {
      const seen = [(await place(panel)).atEnd];
      for (let step = 0; step < 3; step++) {
        await grow(panel);
        seen.push((await place(panel)).atEnd);
      }
      assert.deepEqual([seen, await panel.button('Jump to latest').count()], [[true, true, true, true], 0]);
    }));

  const waysUp: Readonly<Record<string, (panel: PanelPage) => Promise<void>>> = {
    'one tick of the wheel': async (panel) => {
      await panel.log.hover();
      await panel.page.mouse.wheel(0, -40);
    },
    'Page Up': (panel) => panel.log.press('PageUp'),
    'dragging the scroll bar': (panel) => panel.log.evaluate((log) => log.scrollBy(0, -200)),
    'selecting text': (panel) =>
      panel.page.evaluate(() => {
        const text = document.querySelector('.turn:last-child p')?.firstChild;
        if (text) document.getSelection()?.setBaseAndExtent(text, 0, text, 2);
      }),
  };
  for (const [name, goUp] of Object.entries(waysUp)) {
    it(`stays where it is after ${name}, and offers the way back when there is more (M-B12)`, () =>
      withPanel({ transcript: long }, async (panel) => {
        await goUp(panel);
        await settle(panel);
        const before = await place(panel);
        const early = await panel.button('Jump to latest').count();
        await grow(panel);
        const after = await place(panel);
        await panel.button('Jump to latest').click();
        await settle(panel);
        const back = await place(panel);
        await grow(panel);
        assert.deepEqual(
          [
            after.top,
            after.atEnd,
            early,
            back.atEnd,
            (await place(panel)).atEnd,
            await panel.button('Jump to latest').count(),
          ],
          [before.top, false, 0, true, true, 0],
        );
      }));
  }

  it('follows again when the person comes down to the end', () =>
    withPanel({ transcript: long }, async (panel) => {
      await panel.log.press('PageUp');
      await settle(panel);
      await panel.log.press('End');
      await settle(panel);
      await grow(panel);
      assert.equal((await place(panel)).atEnd, true);
    }));

  it('does not move a released view when a message is sent (M-B12)', () =>
    withPanel({ transcript: long }, async (panel) => {
      await panel.log.hover();
      await panel.page.mouse.wheel(0, -300);
      await settle(panel);
      const before = await place(panel);
      await panel.events({ type: 'turn-start', turn: user({ id: 'u3', parentId: 'a2', text: 'And this' }) });
      assert.deepEqual((await place(panel)).top, before.top);
    }));

  it('goes from turn to turn with Ctrl and the arrow keys, and back into the message', () =>
    withPanel({ transcript: long }, async (panel) => {
      await panel.message.focus();
      const visited: (string | null | undefined)[] = [];
      for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown']) {
        await panel.page.keyboard.press(`Control+${key}`);
        visited.push(
          await panel.page.evaluate(
            () => document.activeElement?.getAttribute('data-turn-id') ?? document.activeElement?.ariaLabel,
          ),
        );
      }
      assert.deepEqual(visited, ['a2', 'u2', 'a2', 'Message']);
    }));

  it('opens a long conversation at its end at once, and draws what is above it when there is time (M-B19)', () => {
    const turns = Array.from({ length: 200 }, (_, index) => [
      user({
        id: `u${index}`,
        text: `Question ${index}`,
        ...(index === 0 ? {} : { parentId: `a${index - 1}` }),
      }),
      answer(paragraphs(2), { id: `a${index}`, parentId: `u${index}` }),
    ]).flat();
    return withPanel({}, async (panel) => {
      const transcript = { ...snapshot(...turns), conversationId: 'long' };
      const message = { transcript, draft: '' } as const;
      const atFirst = await panel.page.evaluate(
        async ([data, state]) => {
          const column = document.querySelector('.col');
          const drawn = new Promise((resolve) => {
            if (column) new MutationObserver(resolve).observe(column, { childList: true });
          });
          window.postMessage({ type: 'snapshot', ...data, panel: state }, '*');
          await drawn;
          return document.querySelectorAll('.turn').length;
        },
        [message, panel.state] as const,
      );
      await panel.page.waitForSelector('.turn >> nth=399', { state: 'attached' });
      await settle(panel);
      assert.deepEqual(
        [atFirst, await panel.page.locator('.bubble').first().textContent(), (await place(panel)).atEnd],
        [40, 'Question 0', true],
      );
    });
  });
});
