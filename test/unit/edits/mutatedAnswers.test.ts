import assert from 'node:assert/strict';
import fc from 'fast-check';
import { captureEdit, type EditTarget } from '../../../src/chat/editAnswer.ts';
import { applyHunks, type HunkLines } from '../../../src/edits/hunk.ts';
import { runsAll } from '../../chaos/scale.ts';
import { seed } from '../../chaos/seed.ts';
import { type RightEdit, rightEdits } from './rightEdits.ts';

const count = runsAll ? 20_000 : 1000;

/** What goes wrong with the text of an answer on its way, or in the model. `at` chooses the place. */
const textMutations: Readonly<Record<string, (json: string, at: number) => string>> = {
  'cut short': (json, at) => json.slice(0, at % json.length),
  'a character lost': (json, at) => without(json, at % json.length, 1),
  'a piece lost': (json, at) => without(json, at % json.length, 1 + (at % 40)),
  'a piece doubled': (json, at) =>
    inserted(json, at % json.length, json.slice(at % json.length).slice(0, 30)),
  'a character changed': (json, at) => inserted(without(json, at % json.length, 1), at % json.length, 'x'),
  'a quote put in': (json, at) => inserted(json, at % json.length, '"'),
  'a line break put in': (json, at) => inserted(json, at % json.length, '\\n'),
  'two characters swapped': (json, at) => {
    const place = at % (json.length - 1);
    return inserted(without(json, place, 1), place + 1, json.charAt(place));
  },
  'a fence around it': (json) => `\`\`\`json\n${json}\n\`\`\``,
  'words around it': (json) => `Here is the edit:\n${json}\nDone.`,
  'two answers in one': (json) => json + json,
  'a byte order mark': (json) => `\ufeff${json}`,
  'no escapes of line breaks': (json) => json.replaceAll('\\n', '\n'),
  'escapes doubled': (json) => json.replaceAll('\\', '\\\\'),
};

interface Answer {
  title: unknown;
  explanation: unknown;
  edits: { why: unknown; oldText: unknown; newText: unknown; [key: string]: unknown }[];
  [key: string]: unknown;
}

/** What goes wrong with an answer that is still JSON. */
const valueMutations: Readonly<Record<string, (answer: Answer, at: number) => void>> = {
  'a key more': (answer) => Object.assign(answer, { note: '' }),
  'a key of an edit more': ({ edits }) => Object.assign(edits[0] ?? {}, { line: 3 }),
  'a key missing': (answer, at) => delete answer[Object.keys(answer)[at % 3] ?? ''],
  'null for a text': ({ edits }) => Object.assign(edits[0] ?? {}, { newText: null }),
  'lines instead of a text': ({ edits }) => Object.assign(edits[0] ?? {}, { newText: ['x'] }),
  'a number for a text': ({ edits }) => Object.assign(edits[0] ?? {}, { oldText: 7 }),
  'an edit twice': ({ edits }) => edits.push(...edits.map((edit) => ({ ...edit }))),
  'no edits': (answer) => Object.assign(answer, { edits: [] }),
  'edits as an object': (answer) => Object.assign(answer, { edits: { ...answer.edits } }),
  'an empty anchor': (answer) => change(answer, 'oldText', () => ''),
  'an anchor in capitals': (answer) => change(answer, 'oldText', (text) => text.toUpperCase()),
  'an anchor without indentation': (answer) => change(answer, 'oldText', (text) => text.trimStart()),
  'an anchor with tabs': (answer) => change(answer, 'oldText', (text) => text.replaceAll('  ', '\t')),
  'an anchor that ends early': (answer, at) =>
    change(answer, 'oldText', (text) => text.slice(0, at % text.length)),
  'an anchor with look-alikes': (answer) => change(answer, 'oldText', (text) => text.replaceAll('e', 'е')),
  'an anchor with a line more': (answer) => change(answer, 'oldText', (text) => `${text}\nmore`),
  'an anchor with CRLF': (answer) => change(answer, 'oldText', (text) => `${text}\r\n`),
  'an anchor with a blank line': (answer) => change(answer, 'oldText', (text) => `${text}\n\n`),
};

function change(answer: Answer, key: 'oldText' | 'newText', to: (text: string) => string): void {
  for (const edit of answer.edits) edit[key] = to(String(edit[key]));
}

function without(text: string, at: number, length: number): string {
  return text.slice(0, at) + text.slice(at + length);
}

function inserted(text: string, at: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at);
}

/** What an answer means, by the simplest reading there is; undefined where it has no certain meaning. */
function meaningOf(json: string, { text, scope }: RightEdit): string | undefined {
  const value: unknown = JSON.parse(json);
  const lines = text.split('\n');
  const replaced: { start: number; end: number; added: string[] }[] = [];
  // The schema was checked by the code under test; what is left for JSON of that form is where the lines go.
  const { edits } = value as { edits: { oldText: string; newText: string }[] };
  for (const { oldText, newText } of edits) {
    const wanted = linesOf(oldText);
    const places = lines.flatMap((_, at) =>
      at >= scope.startLine &&
      at + wanted.length <= scope.endLine &&
      JSON.stringify(lines.slice(at, at + wanted.length)) === JSON.stringify(wanted)
        ? [at]
        : [],
    );
    const [start] = places;
    if (JSON.stringify(wanted) === JSON.stringify(linesOf(newText))) continue;
    if (start === undefined || places.length > 1 || wanted.length === 0) return undefined;
    replaced.push({ start, end: start + wanted.length, added: linesOf(newText) });
  }
  const ordered = replaced.toSorted((a, b) => b.start - a.start);
  for (const [index, { end }] of ordered.entries())
    if (end > (ordered[index - 1]?.start ?? end)) return undefined;
  for (const { start, end, added } of ordered) lines.splice(start, end - start, ...added);
  return lines.join('\n');
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split(/\r\n|\r|\n/);
  return lines.length > 1 && lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** What would be written for an answer as it arrived: the new text, or `none`. */
async function written({ text, scope, languageId }: RightEdit, json: string): Promise<string> {
  const presented: (readonly HunkLines[])[] = [];
  const target: EditTarget = { text, scope, languageId, message: '' };
  const captured = await captureEdit({
    kind: 'lines',
    command: 'edit',
    title: '',
    attachment: { item: { id: '', name: '', path: '' }, excerpt: { path: '', languageId, text } },
    capture: () => target,
    present: ({ hunks }) => {
      presented.push(hunks);
      return undefined;
    },
  });
  assert.ok('read' in captured);
  try {
    const answer = captured.read(JSON.parse(json));
    if (answer.kind === 'edit') await answer.present('id');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const [hunks] = presented;
  return hunks === undefined ? 'none' : applyHunks(text, hunks);
}

describe('answers that went wrong', () => {
  it(`B-8 write nothing else than they say, in ${count} mutations (seed ${seed})`, async () => {
    const mutation = fc.oneof(
      fc.constantFrom(...Object.keys(textMutations)),
      fc.constantFrom(...Object.keys(valueMutations)),
    );
    const tally: Record<string, { written: number; refused: number }> = {};
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...rightEdits), mutation, fc.nat(), async (right, what, at) => {
        const { oldText, newText } = right;
        const answer: Answer = {
          title: 'T',
          explanation: 'E',
          edits: [{ why: 'So.', oldText, newText }],
        };
        valueMutations[what]?.(answer, at);
        const json = JSON.stringify(answer);
        const mutated = textMutations[what]?.(json, at) ?? json;
        const result = await written(right, mutated);
        const row = tally[what] ?? { written: 0, refused: 0 };
        tally[what] =
          result === 'none' ? { ...row, refused: row.refused + 1 } : { ...row, written: row.written + 1 };
        if (result !== 'none') assert.equal(result, meaningOf(mutated, right));
      }),
      { numRuns: count, seed },
    );
    console.table(tally);
    const all = Object.values(tally);
    const sum = (kind: 'written' | 'refused') => all.reduce((total, row) => total + row[kind], 0);
    assert.ok(
      sum('written') > count / 50 && sum('refused') > count / 3,
      'the mutations were all of one kind',
    );
  });

  it('B-8 are refused for the right edits of another piece of code', async () => {
    const [first, ...others] = rightEdits;
    assert.ok(first !== undefined);
    const results = await Promise.all(
      others.map(({ oldText, newText }) =>
        written(
          first,
          JSON.stringify({ title: '', explanation: '', edits: [{ why: '', oldText, newText }] }),
        ),
      ),
    );
    assert.deepEqual(
      results,
      others.map(() => 'none'),
    );
  });
});
