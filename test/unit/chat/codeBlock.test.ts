import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { codeBlockAt } from '../../../src/chat/codeBlock.ts';
import { parseBlocks } from '../../../src/webview/markdown/parser.ts';

/** What the panel shows of every fence of a text, against what `codeBlockAt` cuts out for its line. */
function compare(markdown: string): { shown: string[]; cut: (string | undefined)[] } {
  const source = markdown.replaceAll(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD');
  const blocks = parseBlocks(source, { find: () => undefined, define: () => {} });
  const fences = blocks.flatMap(({ tokens }) => tokens.filter(({ type }) => type === 'fence'));
  return {
    shown: fences.map(({ content }) => content),
    cut: fences.map(({ map }) => codeBlockAt(markdown, map?.[0] ?? -1)?.text),
  };
}

/** Text by text: the contents of its fences. */
const documents: readonly (readonly [string, string, readonly string[]])[] = [
  ['plain', 'Text\n\n```ts\nconst a = 1;\n\n  b();\n```\n\nMore', ['const a = 1;\n\n  b();\n']],
  ['longer fence with a nested one', '````md\n```ts\ncode\n```\n````\n', ['```ts\ncode\n```\n']],
  ['tilde', '~~~\n```\n~~~\n', ['```\n']],
  ['in a list item', '- item\n\n  ```js\n  one\n    two\n\n  three\n  ```\n', ['one\n  two\n\nthree\n']],
  [
    'deep in lists',
    '1. a\n   - b\n\n     ```py\n     def f():\n         1\n     ```\n',
    ['def f():\n    1\n'],
  ],
  ['on the line of the bullet', '- ```js\n  one\n  ```\n- next', ['one\n']],
  ['in a quote', '> ```sh\n> ls\n>\n> pwd\n> ```\n', ['ls\n\npwd\n']],
  ['quote in a list', '- > ```sh\n  > ls\n  > ```\n', ['ls\n']],
  ['indented', '   ```\n   a\n     b\n  c\n   ```\n', ['a\n  b\nc\n']],
  ['unclosed', '```ts\nlet x;\nlet y;', ['let x;\nlet y;']],
  ['empty block', '```\n```', ['']],
  ['closing fence with trailing spaces', '```\na\n```  \nb', ['a\n']],
  ['CRLF lines', '```ts\r\na\r\nb\r\n```\r\n', ['a\nb\n']],
  [
    'unclosed in an item that ends',
    '- item\n  ```js\n  code\n\nOutside…\n\n```sh\nrm -rf /\n```\n',
    ['code\n\n', 'rm -rf /\n'],
  ],
  ['indented by tabs', '1.\tStep\n\n\t```bash\n\tls\n\t\tpwd\n\t```\n', ['ls\n\tpwd\n']],
  ['a character that no text may hold', '```\na\0b\n```\n', ['a\uFFFDb\n']],
];

/** Markdown with one fence: the file it names. */
const naming: readonly (readonly [string, string, string | undefined])[] = [
  ['after the language', '```ts src/cart.ts\n```', 'src/cart.ts'],
  ['after a colon', '```ts:src/cart.ts\n```', 'src/cart.ts'],
  ['as a title', '```ts {1,3} title="src/a b.ts" file=src/cart.ts\n```', 'src/cart.ts'],
  ['in backticks above', 'Change `src/cart.ts` like this:\n\n```ts\n```', 'src/cart.ts'],
  ['twice the same above', '`a.ts` again: `a.ts`\n```ts\n```', 'a.ts'],
  ['as a label above', '**src/cart.ts**:\n```ts\n```', 'src/cart.ts'],
  ['as a heading above', '### src/cart.ts\n\n```ts\n```', 'src/cart.ts'],
  ['on the fence rather than above', '`b.ts`\n```ts a.ts\n```', 'a.ts'],
  ['not by two files above', 'From `a.ts` to `b.ts`:\n```ts\n```', undefined],
  ['not by code above', 'Call `cart.total()` so:\n```ts\n```', undefined],
  ['not by prose above', 'See example.com\nHere it is.\n```ts\n```', undefined],
  ['not by the language', '```asp.net\n```', undefined],
  ['not two lines above', '`a.ts`\n\nText\n```ts\n```', undefined],
  [
    'not by an absolute path or an address',
    '```ts file=/etc/passwd.txt https://a.example/b.ts\n```',
    undefined,
  ],
];

/** Lines of containers, fences, tabs and text in any order: most of what can go wrong with nesting. */
const nestings = fc
  .array(
    fc
      .tuple(
        fc.array(fc.constantFrom('> ', '>', '- ', '-\t', '1. ', '12.\t', '  ', '    ', '\t', ' '), {
          maxLength: 4,
        }),
        fc.constantFrom(
          '```',
          '```js',
          '````',
          '~~~',
          '~~~ a`b',
          '``` a`b',
          'text',
          '',
          '# h',
          '[a]: b',
          '---',
        ),
      )
      .map(([containers, rest]) => containers.join('') + rest),
    { maxLength: 12 },
  )
  .map((lines) => lines.join('\n'));

describe('codeBlockAt', () => {
  for (const [name, markdown, contents] of documents) {
    it(`S49 cuts out what the panel shows: ${name}`, () => {
      assert.deepEqual(compare(markdown), { shown: contents, cut: contents });
    });
  }

  for (const [name, markdown, path] of naming) {
    it(`M-B13 knows the file a block is for: ${name}`, () => {
      const line = markdown.split('\n').findIndex((each) => each.startsWith('```'));
      assert.equal(codeBlockAt(markdown, line)?.path, path);
    });
  }

  it('finds nothing on a line without a fence', () => {
    assert.deepEqual(
      [
        codeBlockAt('text\n`code`\n', 0),
        codeBlockAt('a', 7),
        codeBlockAt('a', -1),
        codeBlockAt('``` a`b', 0),
        codeBlockAt('    ```\n    indented code, not a fence', 0),
      ],
      [undefined, undefined, undefined, undefined, undefined],
    );
  });

  it('gives the language of the info string', () => {
    assert.deepEqual(
      ['```ts title="a.ts"\n1\n```', '```\n```', '~~~  py\n', '```ts:a.ts\n```'].map(
        (text) => codeBlockAt(text, 0)?.languageId,
      ),
      ['ts', '', 'py', 'ts'],
    );
  });

  it('S49 cuts out what the panel shows from any nesting of quotes, lists, tabs and fences', () => {
    let fences = 0;
    fc.assert(
      fc.property(nestings, (markdown) => {
        const { shown, cut } = compare(markdown);
        fences += shown.length;
        assert.deepEqual(cut, shown);
      }),
      { numRuns: 1000 },
    );
    assert.ok(fences > 1000, `${fences} fences`);
  });

  for (const name of ['md-commonmark', 'md-gfm', 'md-gfm-extensions']) {
    it(`S49 cuts out what the panel shows from every example of ${name}`, function () {
      const corpus = new URL(`../../../../shared/corpora/${name}.json`, import.meta.url);
      if (!existsSync(corpus)) {
        console.warn(`SKIPPED: the examples of ${name} are not here (../shared/corpora)`);
        return this.skip();
      }
      const examples: { markdown: string }[] = JSON.parse(readFileSync(corpus, 'utf8'));
      const compared = examples.map(({ markdown }) => compare(markdown));
      assert.deepEqual(
        compared.map(({ cut }) => cut),
        compared.map(({ shown }) => shown),
      );
    });
  }
});
