import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, it } from 'mocha';
import { withPanel } from './sharedBrowser.ts';
import { answer, assistant, snapshot, user } from './transcripts.ts';

const corpora = new URL('../../../shared/corpora/', import.meta.url);

function payloads(name: string): readonly string[] {
  const bytes = readFileSync(new URL(name, corpora));
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.split('\n').map(payloadOf);
}

/** A few lines of the collection are cut in two; each part is a text as good as any. */
function payloadOf(line: string): string {
  try {
    return JSON.parse(line).payload;
  } catch {
    return line;
  }
}

const own: readonly string[] = [
  '<img src="http://evil.test/x.png" onerror="alert(1)">',
  '![x](http://evil.test/x.png "t")',
  '![x][r]\n\n[r]: http://evil.test/y.png',
  '[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](data:text/html,<script>alert(1)</script>)',
  '[d](command:workbench.action.quit) [e](vscode://x) [f](file:///etc/passwd) [g](src/cart.ts)',
  '<javascript:alert(1)> <command:x>',
  '[h](https://example.com) <https://example.org> <me@example.com>',
  '| <img src=http://evil.test/t.png> |\n| --- |\n| ![](http://evil.test/u.png) |',
  '```html\n<script src="http://evil.test/s.js"></script>\n```',
  '<style>@import url(http://evil.test/s.css)</style><link rel=prefetch href=http://evil.test>',
];

describe('what a model writes', function () {
  this.timeout(60_000);

  it('requests nothing, runs nothing and becomes only the elements of Markdown (M-K1, M-K3)', async () => {
    if (!existsSync(corpora))
      console.warn('      SKIPPED the XSS corpus: the corpora folder is not beside the project.');
    const foreign = existsSync(corpora)
      ? [...payloads('xss.jsonl.gz'), ...payloads('xss-network-capable.jsonl')]
      : [];
    const all = [...own, ...foreign];
    await withPanel({}, async (panel) => {
      for (let from = 0; from < all.length; from += 500) {
        const text = all.slice(from, from + 500).join('\n\n---\n\n');
        const id = `a${from}`;
        await panel.events(
          { type: 'turn-start', turn: user() },
          { type: 'turn-start', turn: answer(text, { id }) },
        );
        const elements = await panel.page.evaluate(() => ({
          names: [...new Set([...document.querySelectorAll('.md *')].map((each) => each.localName))].sort(),
          schemes: [
            ...new Set(
              [...document.querySelectorAll<HTMLAnchorElement>('.md a')].map((each) => each.protocol),
            ),
          ].sort(),
          styled: document.querySelectorAll('.md [style]').length,
          handlers: [...document.querySelectorAll('.md *')].filter((each) =>
            each.getAttributeNames().some((name) => name.startsWith('on')),
          ).length,
        }));
        const allowed = new Set(
          'a blockquote br button code div em h1 h2 h3 h4 h5 h6 hr input li ol p path pre s span strong svg table tbody td th thead tr ul'.split(
            ' ',
          ),
        );
        assert.deepEqual(
          {
            names: elements.names.filter((name) => !allowed.has(name)),
            schemes: elements.schemes.filter((scheme) => !['http:', 'https:'].includes(scheme)),
            styled: elements.styled,
            handlers: elements.handlers,
          },
          { names: [], schemes: [], styled: 0, handlers: 0 },
        );
      }
      assert.deepEqual(panel.foreignRequests, []);
      console.log(`      ${all.length} texts`);
    });
  });

  it('becomes a link only for web addresses; an image becomes its words and address (M-K2)', () =>
    withPanel({ transcript: snapshot(user(), answer(own.slice(1, 7).join('\n\n'))) }, async (panel) => {
      const links = await panel.page
        .locator('.md a')
        .evaluateAll((all) => all.map((each) => each.getAttribute('href')));
      const images = await panel.page.locator('.md .image').allTextContents();
      const dead = await panel.page.locator('.md .target').allTextContents();
      assert.deepEqual(
        { links, images, dead },
        {
          links: [
            'http://evil.test/x.png',
            'http://evil.test/y.png',
            'https://example.com',
            'https://example.org',
          ],
          images: ['x http://evil.test/x.png', 'x http://evil.test/y.png'],
          dead: ['d', 'e', 'g', 'command:x', 'me@example.com'],
        },
      );
    }));

  it('is text wherever it is not Markdown: in names, titles, reasons and the server’s own words', () => {
    const evil = '<img src=http://evil.test/z.png onerror=alert(1)>';
    return withPanel(
      {
        transcript: {
          ...snapshot(
            user({ text: evil, context: [{ id: 'x', name: evil, path: evil }] }),
            assistant({
              model: evil,
              modelUsed: evil,
              status: { kind: 'failed', problem: { code: 'failed', host: evil, serverMessage: evil } },
            }),
          ),
          title: evil,
        },
        panel: { host: evil, model: evil },
      },
      async (panel) => {
        await panel.button('Details').click();
        assert.deepEqual([await panel.page.locator('img').count(), panel.foreignRequests], [0, []]);
      },
    );
  });

  it('does not get in by a message of another origin, as one of this origin does (S44)', () =>
    withPanel({ draft: 'mine' }, async (panel) => {
      const draftFrom = (origin: string) =>
        panel.page.evaluate((from) => {
          const data = { type: 'draft', text: `from ${from}` };
          window.dispatchEvent(new MessageEvent('message', { data, origin: from }));
        }, origin);
      const seen: string[] = [];
      for (const origin of ['http://evil.test', 'null', '', 'http://panel.test']) {
        await draftFrom(origin);
        seen.push(await panel.message.inputValue());
      }
      assert.deepEqual(seen, ['mine', 'mine', 'mine', 'from http://panel.test']);
    }));

  it('is caught when it does reach out (control of the recorder)', () =>
    withPanel({}, async (panel) => {
      await panel.page.evaluate(() => {
        const image = document.createElement('img');
        image.src = 'http://panel.test/other.png';
        document.body.append(image);
      });
      await panel.page.waitForTimeout(200);
      assert.deepEqual(panel.foreignRequests, ['http://panel.test/other.png']);
      panel.errors.length = 0;
    }));
});
