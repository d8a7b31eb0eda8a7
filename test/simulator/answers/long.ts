import { fenced, table } from './chat.ts';

const samples: readonly (readonly [string, readonly string[]])[] = [
  [
    'typescript',
    [
      'export async function* lines(input: AsyncIterable<string>): AsyncGenerator<string> {',
      "  let rest = '';",
      '  for await (const chunk of input) {',
      "    const parts = (rest + chunk).split('\\n');",
      "    rest = parts.pop() ?? '';",
      '    yield* parts;',
      '  }',
      "  if (rest !== '') yield rest;",
      '}',
    ],
  ],
  [
    'python',
    [
      'from itertools import islice',
      '',
      '',
      'def batched(values, size):',
      '    """Yields lists of at most `size` values."""',
      '    values = iter(values)',
      '    while batch := list(islice(values, size)):',
      '        yield batch',
    ],
  ],
  [
    'rust',
    [
      "fn longest<'a>(words: &[&'a str]) -> Option<&'a str> {",
      '    words.iter().copied().max_by_key(|word| word.chars().count())',
      '}',
    ],
  ],
  [
    'go',
    [
      'func Reverse[T any](values []T) {',
      '\tfor i, j := 0, len(values)-1; i < j; i, j = i+1, j-1 {',
      '\t\tvalues[i], values[j] = values[j], values[i]',
      '\t}',
      '}',
    ],
  ],
  [
    'sql',
    [
      'SELECT product, SUM(quantity * price) AS revenue',
      'FROM sales',
      "WHERE sold_at >= DATE '2026-01-01'",
      'GROUP BY product',
      'ORDER BY revenue DESC',
      'LIMIT 10;',
    ],
  ],
  [
    'css',
    ['.card:focus-within {', '  outline: 2px solid var(--accent, #06c);', '  outline-offset: 2px;', '}'],
  ],
  [
    'csharp',
    [
      'public static IEnumerable<int> Fibonacci()',
      '{',
      '    var (a, b) = (0, 1);',
      '    while (true)',
      '    {',
      '        yield return a;',
      '        (a, b) = (b, a + b);',
      '    }',
      '}',
    ],
  ],
  [
    'shellscript',
    [
      '#!/usr/bin/env bash',
      'set -euo pipefail',
      "find . -name '*.csv' -print0 | xargs -0 -n1 python tools/report.py",
    ],
  ],
  [
    'json',
    ['{', '  "name": "comet-shop",', '  "private": true,', '  "scripts": { "test": "node --test" }', '}'],
  ],
  ['diff', ['-  for (let i = 0; i <= lines.length; i++) {', '+  for (let i = 0; i < lines.length; i++) {']],
];

const topics = [
  'streams',
  'batches',
  'ownership',
  'generics',
  'aggregates',
  'focus',
  'laziness',
  'scripts',
  'manifests',
  'reviews',
];

/**
 * Many kilobytes of Markdown: nested lists, tables, quotes, fences in several languages and fences in fences.
 * About 1.5 KB for each chapter.
 */
export function longAnswer(chapters = 40): string {
  return Array.from({ length: chapters }, (_, index) => chapter(index)).join('\n\n');
}

function chapter(index: number): string {
  const [language, code] = samples[index % samples.length] ?? ['text', []];
  const topic = topics[index % topics.length] ?? 'code';
  const number = index + 1;
  return [
    `## ${number}. On ${topic}`,
    `This chapter is about **${topic}**, with \`${language}\` as its example and a look at *what can go wrong*. ` +
      `Read it after [chapter ${Math.max(1, index)}](https://example.com/chapters/${Math.max(1, index)}), skip it if you know \`${topic}\` well. ` +
      'Accents stay whole: déjà vu, naïve, façade, 彗星, комета, ☄️.',
    `- A rule for ${topic}\n  - with a reason\n    1. that has steps\n    2. in an order\n       - and an exception\n  - and a second reason\n- Another rule\n\n  with a paragraph of its own and \`inline code\`.`,
    fenced(language, code),
    table(
      ['case', 'lines', 'note'],
      [
        [`\`${topic}.empty\``, '0', 'nothing to do'],
        [`\`${topic}.one\``, String(code.length), 'the usual one'],
        [`\`${topic}.many\``, String(code.length * number), 'a `\\|` in a cell'],
      ],
    ),
    `> A quote about ${topic}:\n>\n> - that holds a list\n> - and code: \`x → y\``,
    ...(index % 5 === 4
      ? [fenced('markdown', ['A fence inside a fence:', '', '```ts', "console.log('nested');", '```'])]
      : []),
    `${number % 3 === 0 ? '---\n\n' : ''}That is all about ${topic} for now; the next chapter builds on it.`,
  ].join('\n\n');
}
