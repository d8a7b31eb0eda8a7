import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { bundle } from './bundle.ts';
import { sharedBrowser } from './sharedBrowser.ts';

interface Example {
  readonly markdown: string;
  readonly html: string;
  readonly ext?: string;
}

const corpora = new URL('../../../shared/corpora/', import.meta.url);

function examples(name: string): readonly Example[] {
  return JSON.parse(readFileSync(new URL(name, corpora), 'utf8'));
}

describe('streamed Markdown', function () {
  this.timeout(60_000);
  let page: Page;
  before(async () => {
    page = await (await sharedBrowser()).newPage();
    await page.evaluate(await bundle('test/webview/markdownProbe.ts'));
  });
  after(() => page.close());

  const draw = (...pieces: readonly string[]) =>
    page.evaluate((all) => window.markdownProbe.draw(all), pieces);

  it('is the same at every cut of every CommonMark, GFM and markdown-it example (M-B15)', async function () {
    if (!existsSync(corpora)) {
      console.warn('      SKIPPED: the corpora folder is not beside the project.');
      this.skip();
    }
    const names = ['md-commonmark', 'md-gfm', 'md-gfm-extensions', 'md-markdown-it', 'md-cmark-regression'];
    const documents = [
      ...new Set(names.flatMap((name) => examples(`${name}.json`)).map(({ markdown }) => markdown)),
    ];
    const found = await page.evaluate(
      (all) =>
        all.flatMap((markdown) => {
          const differences = window.markdownProbe.differences(markdown);
          return differences.length === 0 ? [] : [{ markdown, differences }];
        }),
      documents,
    );
    assert.deepEqual(found, []);
    console.log(`      ${documents.length} documents`);
  });
});
