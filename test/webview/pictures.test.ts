import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { before, describe, it } from 'mocha';
import type { PanelPageOptions, Theme } from './panelPage.ts';
import { withPanel } from './sharedBrowser.ts';
import {
  answer,
  asking,
  assistant,
  attachedImage,
  attachedPdf,
  cart,
  editTurn,
  filesEdit,
  finished,
  running,
  snapshot,
  toolSwitches,
  user,
} from './transcripts.ts';

const directory = 'artifacts/panel';
const themes: readonly Theme[] = ['vscode-dark', 'vscode-light', 'vscode-high-contrast'];

const suggestions = [
  { command: 'explain', file: 'cart.ts', lines: { start: 3, end: 9 } },
  { command: 'refactor', file: 'cart.ts', lines: { start: 3, end: 9 } },
  { command: 'fix', file: 'cart.ts', lines: { start: 3, end: 9 }, problems: 2 },
] as const;

const short = 'The loop reads one element past the end, so the last step adds `undefined`.';

const states: Readonly<Record<string, PanelPageOptions>> = {
  '01-no-key': { panel: { hasKey: false } },
  '02-empty': { panel: { suggestions } },
  '03-composing': {
    transcript: snapshot(user(), answer(short, { usage: { inputTokens: 1204, outputTokens: 412 } })),
    panel: {
      suggestedContext: { id: 's1', name: 'utils.ts', path: 'src/utils.ts' },
      context: [
        { ...cart, tokens: 184 },
        attachedImage,
        attachedPdf,
        {
          id: 'x4',
          name: 'Pasted text, 140 lines',
          path: 'Pasted text, 140 lines',
          kind: 'pasted',
          tokens: 905,
        },
      ],
    },
    draft: 'the loop and keep the public signature',
  },
  '05-streaming': {
    transcript: snapshot(
      user(),
      running({
        items: [
          { kind: 'reasoning', outputIndex: 0, text: 'Looking.', startedAt: 0, endedAt: 4000 },
          {
            kind: 'message',
            outputIndex: 1,
            text: 'The loop in `total` runs while `i <= items.length`. Two other callers rely on',
            refusal: '',
          },
        ],
      }),
    ),
    panel: { runningTurnId: 'a1' },
  },
  '06-finished': { transcript: snapshot(user(), { ...finished, id: 'a0' }, finished) },
  '08-edit': {
    transcript: snapshot(
      user({ text: 'Fix the loop and keep the public signature', command: 'fix' }),
      editTurn(),
    ),
  },
  '08-edit-files': {
    transcript: snapshot(
      user({ text: 'Move the cart out and test it', command: 'edit' }),
      assistant({ edit: filesEdit() }),
    ),
  },
  '09-approval': {
    transcript: snapshot(user(), asking),
    panel: { runningTurnId: asking.id, tools: toolSwitches },
  },
  '11-notices': {
    transcript: snapshot(
      user(),
      assistant({ status: { kind: 'failed', problem: { code: 'invalid_key', status: 401 } } }),
      user({ id: 'u2', parentId: 'a1', text: 'And now?', context: [] }),
      answer('The bound should be exclusive, because the last valid index is', {
        id: 'a2',
        parentId: 'u2',
        status: { kind: 'interrupted', problem: { code: 'cut' } },
      }),
      user({ id: 'u3', parentId: 'a2', text: 'Go on', context: [] }),
      assistant({ id: 'a3', parentId: 'u3', status: { kind: 'stopped' } }),
    ),
  },
};

describe('pictures of the panel', function () {
  this.timeout(60_000);
  before(() => mkdirSync(directory, { recursive: true }));

  for (const [name, state] of Object.entries(states)) {
    it(`shows ${name} without an error in every theme at 320 and 480 px`, () =>
      withPanel(state, async (panel) => {
        for (const theme of themes) {
          await panel.page.evaluate((className) => {
            document.body.className = className;
          }, theme);
          for (const width of [320, 480]) {
            await panel.page.setViewportSize({ width, height: 700 });
            const path = `${directory}/${name}-${theme}-${width}.png`;
            await panel.page.screenshot({ path, animations: 'disabled' });
          }
        }
        assert.deepEqual(panel.errors, []);
      }));
  }
});
