import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PanelPageOptions, Theme } from './panelPage.ts';
import { seriousViolations } from './seriousViolations.ts';
import { withPanel } from './sharedBrowser.ts';
import {
  answer,
  asking,
  assistant,
  attachedImage,
  attachedPdf,
  cart,
  editTurn,
  finished,
  running,
  snapshot,
  toolSwitches,
  user,
} from './transcripts.ts';

const states: Readonly<Record<string, PanelPageOptions>> = {
  'without a key': { panel: { hasKey: false } },
  'with a finished answer': {
    transcript: snapshot(user(), { ...finished, id: 'a0' }, finished),
    panel: { context: [cart] },
    draft: 'x',
  },
  'with images and files': {
    transcript: snapshot(
      user({ context: [cart, attachedImage, attachedPdf] }),
      assistant({ status: { kind: 'failed', problem: { code: 'images_refused' } } }),
    ),
    panel: { context: [{ ...cart, tokens: 184 }, attachedImage, attachedPdf] },
  },
  'with an edit': { transcript: snapshot(user(), editTurn()) },
  'with calls that wait': {
    transcript: snapshot(user(), asking),
    panel: { runningTurnId: asking.id, tools: toolSwitches },
  },
  'with notices': {
    transcript: snapshot(
      user(),
      assistant({ status: { kind: 'failed', problem: { code: 'invalid_key' } } }),
      user({ id: 'u2', parentId: 'a1' }),
      answer('cut', { id: 'a2', parentId: 'u2', status: { kind: 'interrupted', problem: { code: 'cut' } } }),
      user({ id: 'u3', parentId: 'a2' }),
      running({ id: 'a3', parentId: 'u3', status: { kind: 'stalled', since: 0 } }),
    ),
    panel: { runningTurnId: 'a3' },
  },
};

const themes: readonly Theme[] = ['vscode-dark', 'vscode-light', 'vscode-high-contrast'];

describe('accessibility', function () {
  this.timeout(60_000);

  for (const [name, state] of Object.entries(states)) {
    it(`has no serious violation ${name}, in dark, light and high contrast (M-J2, M-J3)`, () =>
      withPanel(state, async (panel) => {
        const found: Record<string, readonly string[]> = {};
        for (const theme of themes) {
          await panel.page.evaluate((className) => {
            document.body.className = className;
          }, theme);
          found[theme] = await seriousViolations(panel);
        }
        assert.deepEqual(found, { 'vscode-dark': [], 'vscode-light': [], 'vscode-high-contrast': [] });
      }));

    it(`fits 260, 320, 480 and 900 px and has no target below 24 px ${name}`, () =>
      withPanel(state, async (panel) => {
        const found: string[] = [];
        for (const width of [260, 320, 480, 900]) {
          await panel.page.setViewportSize({ width, height: 700 });
          const wrong = await panel.page.evaluate(() => {
            const wide = [document.documentElement, ...document.querySelectorAll('.log, .panel, .composer')]
              .filter((each) => each.scrollWidth > each.clientWidth)
              .map((each) => `${each.className || each.localName} overflows`);
            const small = [...document.querySelectorAll('button, textarea, input:not(:disabled)')]
              .filter((each) => {
                const { width, height } = each.getBoundingClientRect();
                return width > 0 && (width < 24 || height < 24);
              })
              .map((each) => `${each.ariaLabel ?? each.textContent} is small`);
            return [...wide, ...small];
          });
          found.push(...wrong.map((each) => `${width} px: ${each}`));
        }
        assert.deepEqual(found, []);
      }));
  }

  it('finds a violation when there is one (control of the check above)', () =>
    withPanel({}, async (panel) => {
      await panel.page.evaluate(() => {
        for (const button of document.querySelectorAll('button')) {
          button.removeAttribute('aria-label');
          button.removeAttribute('title');
        }
      });
      const found = await seriousViolations(panel);
      assert.ok(found.some((each) => each.startsWith('button-name')));
    }));

  it('makes each toolbar one stop of the Tab key, with arrows, Home and End inside', () =>
    withPanel({ transcript: snapshot(user(), finished) }, async (panel) => {
      const focused = () => panel.page.evaluate(() => document.activeElement?.ariaLabel);
      const stops = await panel.page
        .getByRole('toolbar')
        .evaluateAll((all) => all.map((each) => each.querySelectorAll('[tabindex="0"]').length));
      await panel.page
        .getByRole('group', { name: 'Code block, ts' })
        .getByRole('button', { name: 'Copy' })
        .focus();
      const path: (string | null | undefined)[] = [];
      for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Home', 'ArrowRight', 'End']) {
        await panel.page.keyboard.press(key);
        path.push(await focused());
      }
      assert.deepEqual(
        [stops, path],
        [
          [1, 1, 1, 1],
          [
            'Insert into terminal',
            'Insert into new file',
            'Insert at cursor',
            'Apply in editor',
            'Insert at cursor',
            'Copy',
          ],
        ],
      );
    }));

  it('can be used from end to end with the Tab key, and shows the focus', () =>
    withPanel(
      { transcript: snapshot(user(), finished), draft: 'x', panel: { context: [cart] } },
      async (panel) => {
        const path: string[] = [];
        for (let step = 0; step < 20; step++) {
          await panel.page.keyboard.press('Tab');
          const stop = await panel.page.evaluate(() => {
            const element = document.activeElement;
            if (element === null || element === document.body) return undefined;
            const outlined = getComputedStyle(element).outlineStyle !== 'none' || element.matches('textarea');
            return `${element.ariaLabel ?? element.textContent}${outlined ? '' : ' (no outline)'}`;
          });
          if (stop === undefined) break;
          path.push(stop);
        }
        assert.deepEqual(path, [
          'Rename conversation: Loop bound in total()',
          'New chat',
          'History',
          'Conversation',
          'Thought for 12 s',
          'Copy',
          'for (let i = 0; i < items.length; i++) {\n  sum += items[i].price * items[i].qty; // in cents\n}\n',
          'Table',
          'Copy',
          'Open cart.ts 3–9',
          'Remove cart.ts 3–9',
          'Message',
          'Attach context',
          'Send',
          'Server memory',
        ]);
      },
    ));

  it('has the controls of one turn in the Tab order: of the one with the focus, else of the last one', () =>
    withPanel(
      {
        transcript: snapshot(
          user(),
          answer('```js\none()\n```'),
          user({ id: 'u2', parentId: 'a1', context: [] }),
          answer('two', { id: 'a2', parentId: 'u2' }),
        ),
        draft: 'x',
      },
      async (panel) => {
        const walk = async (...keys: readonly string[]) => {
          const path: string[] = [];
          for (const key of keys) {
            await panel.page.keyboard.press(key);
            path.push(
              await panel.page.evaluate(() => {
                const { activeElement: element } = document;
                const turn = element?.closest<HTMLElement>('.turn')?.dataset['turnId'] ?? '';
                return `${turn} ${element?.ariaLabel ?? element?.localName ?? ''}`.trim();
              }),
            );
          }
          return path;
        };
        await panel.button('History').focus();
        const downwards = await walk('Tab', 'Tab', 'Tab');
        const upwards = await walk('Shift+Tab', 'Shift+Tab', 'Shift+Tab');
        await panel.message.focus();
        await walk('Control+ArrowUp', 'Control+ArrowUp');
        const inFirst = await walk('Control+ArrowUp', 'Tab', 'Tab', 'Tab', 'Tab');
        const back = await walk('Shift+Tab');
        await panel.message.focus();
        await walk('Control+ArrowUp', 'Control+ArrowUp', 'Control+ArrowUp', 'Tab');
        const outUpwards = await walk('Shift+Tab');
        assert.deepEqual(
          { downwards, upwards, inFirst, back, outUpwards },
          {
            downwards: ['Conversation', 'a2 Copy', 'Message'],
            upwards: ['a2 Copy', 'Conversation', 'History'],
            inFirst: ['a1 Assistant, gpt-5.4-mini', 'a1 Copy', 'a1 pre', 'a1 Copy', 'Message'],
            back: ['a2 Copy'],
            outUpwards: ['Conversation'],
          },
        );
      },
    ));

  it('speaks the start, whole sentences and the end of an answer, each once (M-J1)', () =>
    withPanel({}, async (panel) => {
      await panel.page.evaluate(() => {
        const spoken: string[] = [];
        Object.assign(window, { spoken });
        const region = document.querySelector('[role=status]');
        if (region)
          new MutationObserver(() => spoken.push(region.textContent)).observe(region, { childList: true });
      });
      const message = { kind: 'message', outputIndex: 0, text: '', refusal: '' } as const;
      await panel.events({ type: 'turn-start', turn: user() }, { type: 'turn-start', turn: running() });
      await panel.events({ type: 'item-start', turnId: 'a1', item: message });
      for (const delta of ['The **lo', 'op** ends. It', ' is fine.\n\n```js\nx', '()\n```\n', 'Bye']) {
        await panel.events({ type: 'text-delta', turnId: 'a1', outputIndex: 0, delta });
      }
      await panel.events({ type: 'turn-end', turnId: 'a1', status: { kind: 'completed' }, at: 0 });
      await panel.page.waitForTimeout(2500);
      const spoken = await panel.page.evaluate(() =>
        (window as unknown as { spoken: string[] }).spoken.join(' '),
      );
      assert.equal(spoken, 'Answer started. The loop ends. It is fine. Code block. Bye Answer finished.');
    }));

  it('stops all motion when the person asked for that (M-J4)', () =>
    withPanel({ transcript: snapshot(user(), running({ status: { kind: 'waiting' } })) }, async (panel) => {
      const moving = () =>
        panel.page.evaluate(
          () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
        );
      const before = await moving();
      await panel.page.emulateMedia({ reducedMotion: 'reduce' });
      const byMedia = await moving();
      await panel.page.emulateMedia({ reducedMotion: 'no-preference' });
      await panel.page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
      assert.deepEqual([before > 0, byMedia, await moving()], [true, 0, 0]);
    }));

  it('sets the direction of each block by its text, and code from left to right (M-J5)', () =>
    withPanel(
      { transcript: snapshot(user(), answer('مرحبا `i <= n` هنا\n\nHello\n\n```js\nx\n```')) },
      async (panel) => {
        const directions = await panel.page
          .locator('.section > *')
          .evaluateAll((all) => all.map((each) => getComputedStyle(each).direction));
        assert.deepEqual(directions, ['rtl', 'ltr', 'ltr']);
      },
    ));
});
