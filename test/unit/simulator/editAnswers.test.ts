import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { editMessage, repairMessage } from '../../../src/chat/prompts.ts';
import { planEdit } from '../../../src/edits/plan.ts';
import { type EditAnswer, editAnswerSchema } from '../../../src/edits/schema.ts';
import { occurrences } from '../../simulator/answers/anchors.ts';
import { editAnswer, editRequestOf } from '../../simulator/answers/edit.ts';
import type { ScenarioName } from '../../simulator/scenario.ts';
import { collect, withSimulator } from './collect.ts';

const workspace = join(import.meta.dirname, '../../workspace');
const samples: readonly (readonly [string, string])[] = [
  ['src/cart.ts', 'typescript'],
  ['src/inventory.ts', 'typescript'],
  ['tools/report.py', 'python'],
  ['web/checkout.css', 'css'],
  ['windows/Legacy.cs', 'csharp'],
  ['notes/README.md', 'markdown'],
];
const schema = z.toJSONSchema(editAnswerSchema);
const format = { type: 'json_schema' as const, name: 'edit', strict: true, schema };

function sample(path: string): string {
  return readFileSync(join(workspace, path), 'utf8')
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n');
}

function message(text: string, { instruction = 'Refactor this', languageId = 'typescript' } = {}): string {
  return editMessage({
    instruction,
    selection: { path: 'a.ts', languageId, lines: { start: 3, end: 9 }, text },
    before: 'const above = 1;',
    after: 'const below = 2;',
  });
}

function answered(text: string, options?: { instruction?: string; languageId?: string }): EditAnswer {
  const request = editRequestOf([{ role: 'user', text: message(text, options) }]);
  assert.ok(request !== undefined);
  return editAnswer(request);
}

/** What a client must find: whole lines, each quote exactly once. Returns the edited text. */
function applied(text: string, { edits }: EditAnswer): string {
  const lines = (part: string): string => `\n${part}\n`;
  return edits.reduce((result, { oldText, newText }) => {
    assert.equal(occurrences(text, oldText), 1, `${JSON.stringify(oldText)} occurs once`);
    assert.ok(lines(text).includes(lines(oldText)), `${JSON.stringify(oldText)} is whole lines`);
    const replacement = newText === '' ? '\n' : lines(newText);
    return lines(result)
      .replace(lines(oldText), () => replacement)
      .slice(1, -1);
  }, text);
}

describe('The edits of the simulated model', () => {
  for (const [path, languageId] of samples) {
    it(`quote whole lines of ${path} exactly once, with several hunks where there is much to do`, () => {
      const text = sample(path);
      const answer = answered(text, { languageId });
      assert.notEqual(applied(text, answer), text);
      assert.ok(answer.edits.length >= (/cart|report|css|Legacy/.test(path) ? 4 : 1));
    });
  }

  it('make the cart work: its subtotal is right and rounded, and it still compiles', async () => {
    const edited = applied(sample('src/cart.ts'), answered(sample('src/cart.ts')));
    const { code } = transformSync(
      edited.replace(/^import.*$/m, 'const findProduct = () => ({ price: 12.9 });'),
      {
        loader: 'ts',
      },
    );
    const cart = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    const lines = cart.createCart('Ada');
    cart.addLine(lines, 'mug', 3);
    cart.addLine(lines, 'mug', 1);
    assert.deepEqual([cart.subtotal(lines), cart.describe(lines)], [51.6, 'Ada: 1 lines, 61.92 €']);
  });

  it('rewrite the report’s loop, default, comparison and output as Python does them', () => {
    const edited = applied(
      sample('tools/report.py'),
      answered(sample('tools/report.py'), { languageId: 'python' }),
    );
    const had = new Set(sample('tools/report.py').split('\n'));
    assert.deepEqual(
      edited.split('\n').filter((line) => !had.has(line)),
      [
        'def read_sales(path, seen=None):',
        '    if seen is None:',
        '        seen = []',
        '    for row in rows:',
        '        if best is None or int(row["quantity"]) > int(best["quantity"]):',
        '    except Exception:',
        '    print(f"revenue: {revenue(rows):.2f}")',
        `    print(f"best seller: {best_seller(rows)['product']}")`,
      ].filter((line) => !had.has(line)),
    );
  });

  it('fix only bugs when asked to fix, in the language of the request', () => {
    const answer = answered(sample('tools/report.py'), {
      languageId: 'python',
      instruction: 'Peux-tu corriger cette fonction ?',
    });
    assert.deepEqual(
      [answer.title, answer.edits.map(({ newText }) => newText.trim().split('\n')[0])],
      [
        'Corriger les erreurs',
        [
          'def read_sales(path, seen=None):',
          'if best is None or int(row["quantity"]) > int(best["quantity"]):',
          'except Exception:',
        ],
      ],
    );
  });

  it('rename what the instruction names, everywhere in the selection and as a whole word', () => {
    const text = 'let total = 0;\nconst subtotal = 1;\ntotal += subtotal;\n\nreturn total;';
    assert.equal(
      applied(text, answered(text, { instruction: 'Rename `total` to `sum`' })),
      'let sum = 0;\nconst subtotal = 1;\nsum += subtotal;\n\nreturn sum;',
    );
  });

  const comments: readonly (readonly [string, string, string])[] = [
    ['go', '\tx := 1', '\t// Asked: Refactor this\n\tx := 1'],
    ['ruby', '#!/usr/bin/ruby\nputs 1', '#!/usr/bin/ruby\n# Asked: Refactor this\nputs 1'],
    ['html', '<p>', '<!-- Asked: Refactor this -->\n<p>'],
    ['sql', 'SELECT 1', '-- Asked: Refactor this\nSELECT 1'],
    ['json', '{}', '{}'],
    ['plaintext', 'words', 'words'],
  ];
  for (const [languageId, text, expected] of comments) {
    it(`fall back to ${text === expected ? 'no edit' : 'a comment'} in ${languageId}`, () => {
      assert.equal(applied(text, answered(text, { languageId })), expected);
    });
  }

  it('quote any part of any sample in a way that the client can place', () => {
    const parts = fc.record({
      sample: fc.constantFrom(...samples),
      from: fc.nat(60),
      length: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(parts, ({ sample: [path, languageId], from, length }) => {
        const text = sample(path)
          .split('\n')
          .slice(from, from + length)
          .join('\n');
        applied(text, answered(text, { languageId }));
      }),
      { numRuns: 200 },
    );
  });

  it('quote lines that repeat together with neighbours', () => {
    const line = fc.constantFrom(
      'var a = 1;',
      'var b = 2;',
      '  x == y;',
      '}',
      '',
      'for (let i = 0; i <= a.length; i++) {',
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
        applied(lines.join('\n'), answered(lines.join('\n')));
      }),
      { numRuns: 300 },
    );
  });

  it('say in their explanation how many places change', () => {
    const { edits, explanation } = answered(sample('src/cart.ts'));
    assert.match(explanation, new RegExp(`^${edits.length} places change in \`a.ts\`:`));
  });

  it('are covered for the whole workspace: every file of it is a sample', () => {
    const files = readdirSync(workspace, { recursive: true, withFileTypes: true, encoding: 'utf8' })
      .filter((entry) => entry.isFile() && entry.name !== '.gitattributes')
      .map(({ name }) => name);
    assert.deepEqual(files.sort(), samples.map(([path]) => path.split('/')[1]).sort());
    const legacy = readFileSync(join(workspace, 'windows/Legacy.cs'));
    assert.deepEqual(
      [
        legacy.subarray(0, 3).toString('hex'),
        legacy.includes('\r\n'),
        /(?<!\r)\n/.test(legacy.toString()),
        legacy.at(-1),
      ],
      ['efbbbf', true, false, '}'.charCodeAt(0)],
    );
  });
});

describe('The edit scenarios', () => {
  const text = 'var a = 1;\n}\nvar b = 2;\n}';
  const request = message(text);
  const problemOf = (answer: string): string => {
    let json: unknown;
    try {
      json = JSON.parse(answer);
    } catch {
      return 'not_json';
    }
    const parsed = z.safeParse(editAnswerSchema, json);
    if (!parsed.success) return 'wrong_schema';
    if (parsed.data.edits.length === 0) return 'empty';
    const document = `const above = 1;\n${text}\nconst below = 2;`;
    const plan = planEdit({
      text: document,
      scope: { startLine: 1, endLine: 5 },
      answer: parsed.data,
      languageId: 'typescript',
    });
    return plan.ok ? 'placed' : plan.problem.code;
  };
  /** The problems of the first answer and of the answer to the repair turn. */
  const problems: readonly (readonly [ScenarioName, string, string])[] = [
    ['wrong-anchor', 'anchor_not_found', 'anchor_not_found'],
    ['wrong-anchor-once', 'anchor_not_found', 'placed'],
    ['ambiguous-anchor', 'anchor_ambiguous', 'placed'],
    ['outside-scope', 'outside_scope', 'placed'],
    ['not-json', 'not_json', 'placed'],
    ['wrong-schema', 'wrong_schema', 'placed'],
    ['fenced-code', 'not_code', 'placed'],
    ['empty-edit', 'empty', 'placed'],
  ];
  for (const [name, first, repaired] of problems) {
    it(`${name} is wrong in the way it says, and ${repaired === 'placed' ? 'right' : 'wrong again'} after a repair turn`, async () => {
      await withSimulator(async (simulator, client) => {
        const ask = (input: string) => ({ text: { format }, input });
        const repair = (original: string, answer: string) => ({
          text: { format },
          input: [
            { role: 'user' as const, content: original },
            { role: 'assistant' as const, content: answer },
            { role: 'user' as const, content: repairMessage({ code: 'anchor_not_found', quote: 'x' }) },
          ],
        });
        simulator.enqueue(name);
        const scripted = await collect(client, ask(request));
        const scriptedRepair = await collect(client, repair(request, scripted.text));
        const demand = `${request} sim:${name}`;
        const demanded = await collect(client, ask(demand));
        const demandedRepair = await collect(client, repair(demand, demanded.text));
        assert.deepEqual(
          [scripted, scriptedRepair, demanded, demandedRepair].map((turn) => problemOf(turn.text)),
          [first, repaired, first, repaired],
        );
      });
    });
  }
});
