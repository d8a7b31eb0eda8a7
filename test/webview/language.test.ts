import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { mapStrings, panelTexts } from '../../src/protocol/strings.ts';
import type { PanelPage, PanelPageOptions } from './panelPage.ts';
import { withPanel } from './sharedBrowser.ts';
import { assistant, cart, editTurn, finished, running, snapshot, user } from './transcripts.ts';

const french: Readonly<Record<string, string>> = JSON.parse(readFileSync('l10n/bundle.l10n.fr.json', 'utf8'));

/** Every text of the panel in brackets: what is shown without them is not translated. */
const marked = mapStrings(panelTexts, (english) => `⟦${english}⟧`);

const states: readonly PanelPageOptions[] = [
  { panel: { hasKey: false, context: [cart] } },
  { panel: { suggestions: [{ command: 'fix', file: 'cart.ts', lines: { start: 1, end: 2 }, problems: 2 }] } },
  { transcript: snapshot(user(), finished) },
  { transcript: snapshot(user(), editTurn()) },
  {
    transcript: snapshot(user(), assistant({ status: { kind: 'failed', problem: { code: 'invalid_key' } } })),
  },
  {
    transcript: snapshot(user(), running({ status: { kind: 'stalled', since: 0 } })),
    panel: { runningTurnId: 'a1' },
  },
];

/** What shows words of people, of the model or of the workspace as they are. */
const content = '.md, .bubble, .chip, .title, .model, .name, .ch > .b, .frow, .why > .grow, .diff, script';

const untranslated = (panel: PanelPage) =>
  panel.page.evaluate((selector) => {
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node.parentElement?.closest(selector) === null) texts.push(node.textContent ?? '');
    }
    for (const element of document.querySelectorAll('#root *')) {
      if (element.matches(selector)) continue;
      for (const name of ['aria-label', 'placeholder']) texts.push(element.getAttribute(name) ?? '');
      if (element.closest(selector) === null) texts.push(element.getAttribute('title') ?? '');
    }
    return texts.filter((text) => /\p{L}/u.test(text.replace(/⟦.*⟧/s, '')));
  }, content);

describe('the language of the panel', function () {
  this.timeout(30_000);

  it('has no text that is not in the table (M-J6)', async () => {
    const found: string[] = [];
    for (const state of states) {
      await withPanel({ ...state, texts: marked }, async (panel) => {
        found.push(...(await untranslated(panel)));
      });
    }
    assert.deepEqual(found, []);
  });

  it('is French with French numbers when VS Code is', () =>
    withPanel(
      {
        language: 'fr',
        texts: mapStrings(panelTexts, (english) => french[english] ?? `missing: ${english}`),
        transcript: snapshot(user(), finished),
      },
      async (panel) => {
        assert.deepEqual(
          [
            await panel.page.locator('.usage').textContent(),
            await panel.button('Envoyer').count(),
            (await panel.page.content()).includes('missing: '),
          ],
          ['1\u202f204 en entrée896 en cache412 en sortie210 de réflexion6,4\u00a0s', 1, false],
        );
      },
    ));
});
