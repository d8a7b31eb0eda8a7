import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { codeBlockAt } from '../../src/chat/codeBlock.ts';
import { bundle } from './bundle.ts';
import { sharedBrowser } from './sharedBrowser.ts';

interface Example {
  readonly markdown: string;
  readonly html: string;
  readonly ext?: string;
}

const corpora = new URL('../../../shared/corpora/', import.meta.url);
const isThere = existsSync(corpora);

function examples(name: string): readonly Example[] {
  return JSON.parse(readFileSync(new URL(name, corpora), 'utf8'));
}

/** Whether the text has HTML that CommonMark passes on and we show as text. */
function hasHtml(markdown: string): boolean {
  const tokens = new MarkdownIt('commonmark').parse(markdown, {});
  return tokens.some(
    ({ type, children }) => type === 'html_block' || children?.some((child) => child.type === 'html_inline'),
  );
}

/** Blocks that look back, look ahead, nest, and end in unusual ways. */
const fragments = [
  'text',
  'more *text* with `code`',
  '**bold',
  '[x]',
  '[x][y] and [z](http://a.b)',
  '[x]: /one',
  '[y]:\n/two\n"title',
  'title end"',
  '# Heading',
  'Setext',
  '---',
  '===',
  '> quote',
  '> - nested',
  'lazy',
  '- item',
  '- [x] done',
  '- [ ] open',
  '  continued',
  '    indented',
  '1. one',
  '7) seven',
  '+ plus',
  '```js',
  '```',
  '````',
  '~~~',
  '~~~ py',
  'const a = 1;',
  '| a | b |',
  '|---|:-:|',
  '| 1 | 2 | 3 |',
  '![i](http://a/b.png)',
  '<b>html</b>',
  '<!-- x -->',
  '&amp; &copy;',
  'a\\',
  'two  ',
  '\t tab',
  '~~gone~~',
  '<http://x.y>',
  '***',
  '',
];

const documents = fc
  .array(
    fc.tuple(
      fc.constantFrom(...fragments),
      fc.constantFrom('\n', '\n', '\n\n', '\r\n', '\r', '\n  ', '\n> ', ' '),
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.flat().join(''));

describe('streamed Markdown', function () {
  this.timeout(90_000);
  let page: Page;
  before(async () => {
    page = await (await sharedBrowser()).newPage();
    await page.evaluate(await bundle('test/webview/markdownProbe.ts'));
  });
  after(() => page.close());

  const draw = (pieces: readonly string[]) => page.evaluate((all) => window.markdownProbe.draw(all), pieces);

  it('is the same at every cut of every CommonMark, GFM and markdown-it example (M-B15)', async function () {
    if (!isThere) skipLoudly(this);
    const names = ['md-commonmark', 'md-gfm', 'md-gfm-extensions', 'md-markdown-it', 'md-cmark-regression'];
    const all = [
      ...new Set(names.flatMap((name) => examples(`${name}.json`)).map(({ markdown }) => markdown)),
    ];
    const found = await page.evaluate(
      (texts) =>
        texts.flatMap((markdown) => {
          const differences = window.markdownProbe.differences(markdown);
          return differences.length === 0 ? [] : [{ markdown, differences }];
        }),
      all,
    );
    assert.deepEqual(found, []);
    console.log(`      ${all.length} texts`);
  });

  it('is what CommonMark and GFM say it is, raw HTML aside (M-B15)', async function () {
    if (!isThere) skipLoudly(this);
    // Bare addresses stay text: only what is written as a link becomes one.
    const all = [
      ...examples('md-commonmark.json'),
      ...examples('md-gfm.json').filter(({ ext }) => ext !== 'autolink'),
    ].filter(({ markdown }) => !hasHtml(markdown));
    const found = await page.evaluate(
      (texts) =>
        texts
          .map(({ markdown, html }) => ({ markdown, ...window.markdownProbe.compare(markdown, html) }))
          .filter(({ actual, expected }) => actual !== expected),
      all,
    );
    assert.deepEqual(found, []);
    console.log(`      ${all.length} examples`);
  });

  it('is the same at every cut of documents nobody wrote', async () => {
    await fc.assert(
      fc.asyncProperty(
        documents,
        fc.array(fc.nat({ max: 400 }), { maxLength: 12 }),
        async (markdown, cuts) => {
          const places = [
            0,
            ...cuts.map((cut) => Math.min(cut, markdown.length)).sort((a, b) => a - b),
            markdown.length,
          ];
          const pieces = places.slice(1).map((end, index) => markdown.slice(places[index], end));
          const [streamed, whole, byCharacter] = await page.evaluate(
            ([cut, text]) => [
              window.markdownProbe.draw(cut),
              window.markdownProbe.draw([text]),
              window.markdownProbe.draw(text.split('')),
            ],
            [pieces, markdown] as const,
          );
          assert.deepEqual([streamed, byCharacter], [whole, whole]);
        },
      ),
      { numRuns: 400 },
    );
  });

  const marked = (pieces: readonly string[], marks: readonly (readonly [number, number, number])[]) =>
    page.evaluate(([texts, all]) => window.markdownProbe.drawMarked(texts, all), [pieces, marks] as const);
  const withoutFootnotes = (html: string) => html.replace(/<a class="fn"[^>]*>\d+<\/a>/g, '');
  const footnotesIn = (html: string) => html.replace(/<a class="fn"[^>]*>(\d+)<\/a>/g, '{$1}');
  const inside = (html: string) => footnotesIn(html).replace(/^<div class="section">(.*)<\/div>$/s, '$1');

  const footnotes: readonly (readonly [string, string, number, string])[] = [
    ['behind the text', 'One. Two.', 4, '<p dir="auto">One.{1} Two.</p>'],
    ['behind the word they point into', 'alpha beta', 2, '<p dir="auto">alpha{1} beta</p>'],
    ['before blanks', 'One.\n\nTwo.', 6, '<p dir="auto">One.{1}</p><p dir="auto">Two.</p>'],
    ['at the end at the latest', 'One.', 99, '<p dir="auto">One.{1}</p>'],
    [
      'behind a link, not in it',
      '[site](http://a.b) x',
      8,
      '<p dir="auto"><a href="http://a.b" title="http://a.b">site</a>{1} x</p>',
    ],
    ['behind emphasis, which stays', '**Bold.** x', 9, '<p dir="auto"><strong>Bold.</strong>{1} x</p>'],
    ['behind code, not in it', '`a b` c', 2, '<p dir="auto"><code>a b</code>{1} c</p>'],
    ['in the item of a list', '- one\n- two', 5, '<ul dir="auto">\n<li>one{1}</li>\n<li>two</li>\n</ul>'],
    ['in a heading', '# Head\ntext', 6, '<h1 dir="auto">Head{1}</h1><p dir="auto">text</p>'],
    ['not at a rule', 'a\n\n---\n', 6, '<p dir="auto">a</p><hr dir="auto">'],
    ['not at the very beginning', 'text', 0, '<p dir="auto">text</p>'],
    ['behind astral characters', '😀 ok', 1, '<p dir="auto">😀{1} ok</p>'],
  ];
  for (const [where, markdown, at, expected] of footnotes) {
    it(`has its footnotes ${where} (S-5)`, async () => {
      const html = inside(await marked([markdown], [[0, at, 1]]));
      assert.equal(html.replace(/>\n</g, '><'), expected.replace(/>\n</g, '><'));
    });
  }

  it('has no footnote in a code block and none that the model wrote', async () => {
    const fence = '```\ncode here\n```';
    const forged = 'a\uFFFC7\uFFFC b';
    assert.deepEqual(
      [footnotesIn(await marked([fence], [[0, 8, 1]])).includes('{'), inside(await marked([forged], []))],
      [false, '<p dir="auto">a\uFFFD7\uFFFD b</p>'],
    );
  });

  it('has its footnotes at the same places however the text and the citations come, and they change nothing else', async () => {
    const marksOf = fc.array(
      fc.tuple(fc.nat({ max: 14 }), fc.nat({ max: 400 }), fc.integer({ min: 1, max: 9 })),
      {
        maxLength: 6,
      },
    );
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        documents,
        fc.array(fc.nat({ max: 400 }), { maxLength: 12 }),
        marksOf,
        async (markdown, cuts, marks) => {
          const places = [
            0,
            ...cuts.map((cut) => Math.min(cut, markdown.length)).sort((a, b) => a - b),
            markdown.length,
          ];
          const pieces = places.slice(1).map((end, index) => markdown.slice(places[index], end));
          const told = marks.map(
            ([before, at, number]) => [Math.min(before, pieces.length + 1), at, number] as const,
          );
          const whole = await marked(
            [markdown],
            told.map(([_, at, number]) => [0, at, number] as const),
          );
          const plain = await draw([markdown]);
          assert.deepEqual([await marked(pieces, told), withoutFootnotes(whole)], [whole, plain]);
          count += whole.split('class="fn"').length - 1;
        },
      ),
      {
        numRuns: 400,
        examples: [
          [
            'text\n',
            [],
            [
              [0, 126, 4],
              [1, 126, 4],
            ],
          ],
        ],
      },
    );
    assert.ok(count > 100, `only ${count} footnotes were drawn`);
  });

  it('offers to copy exactly what the host finds on the line the block names, also behind tabs (S49)', async () => {
    const nested = fc
      .array(
        fc.tuple(
          fc.constantFrom('', '', '> ', '- ', '-\t', '1. ', '12.\t', '  ', '    ', '\t', ' \t'),
          fc.oneof(fc.constantFrom('```', '```js', '~~~', '````', 'code'), fc.constantFrom(...fragments)),
          fc.constantFrom('\n', '\n', '\n\n', '\r\n'),
        ),
        { maxLength: 24 },
      )
      .map((parts) => parts.flat().join(''));
    let blocks = 0;
    await fc.assert(
      fc.asyncProperty(nested, async (markdown) => {
        const shown = await page.evaluate(
          (text) => [[text], text.split('')].map((pieces) => window.markdownProbe.codeBlocks(pieces)),
          markdown,
        );
        const found = shown.map((all) =>
          all.map(({ line }) => ({ line, text: codeBlockAt(markdown, line)?.text })),
        );
        assert.deepEqual(shown, found);
        blocks += shown.flat().length;
      }),
      { numRuns: 300 },
    );
    assert.ok(blocks > 100, `only ${blocks} code blocks were drawn`);
  });

  it('waits for the title of a definition at the end of a quote', async () => {
    const text = '> [y]:\n/two\n"title\nends"\n\n[y]\n';
    assert.equal(await draw(text.split('')), await draw([text]));
  });

  it('leaves every finished block alone while more arrives (M-B2)', async () => {
    const blocks = Array.from({ length: 40 }, (_, index) => `Block ${index}\n\n- a\n- b\n\n`).join('');
    const { kept, all } = await page.evaluate(
      (text) => window.markdownProbe.survivors([text], 'More\n\n# And more\n\n'),
      blocks,
    );
    assert.deepEqual([kept, all], [80, 80]);
  });

  it('resolves a link whose definition comes later, wherever the definition is cut', async () => {
    const pieces = [
      'See [the docs] and [other][d].\n\nEnd.\n\n[the docs]: https://example.com/a',
      'b\n"A',
      ' title"\n[d]: https://example.com/d',
    ];
    const html = await draw(pieces);
    assert.deepEqual(
      [...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href),
      ['https://example.com/ab', 'https://example.com/d'],
    );
  });

  it('puts twelve blocks into a section', async () => {
    const html = await draw([Array.from({ length: 30 }, (_, index) => `P${index}\n\n`).join('')]);
    assert.deepEqual(
      html
        .split('<div class="section">')
        .slice(1)
        .map((section) => section.split('<p ').length - 1),
      [12, 12, 6],
    );
  });

  it('colours closed code without changing its text', async () => {
    const code = 'const a = `x` + 1; /* over\nlines */\n<b>&amp;</b>\n'.repeat(40);
    const [text, classes] = await page.evaluate(async (source) => {
      const container = document.createElement('div');
      document.body.append(container);
      window.markdownProbe.drawInto(container, [`\`\`\`ts\n${source}\`\`\`\n`]);
      while (container.querySelector('.k') === null)
        await new Promise((resolve) => requestIdleCallback(resolve));
      return [
        container.querySelector('code')?.textContent,
        [...new Set([...container.querySelectorAll('code .lines > *')].map((each) => each.className))].sort(),
      ] as const;
    }, code);
    assert.deepEqual([text, classes], [code, ['cm', 'k', 'nu', 'st']]);
  });
});

function skipLoudly(context: Mocha.Context): never {
  console.warn('      SKIPPED: the corpora folder is not beside the project.');
  return context.skip();
}
