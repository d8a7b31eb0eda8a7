import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { createPartialAnswer, type PartialDelta } from '../../../src/edits/partial.ts';

function feedAll(pieces: readonly string[]): PartialDelta & { readonly pieces: readonly string[] } {
  const answer = createPartialAnswer();
  const deltas = pieces.map((piece) => answer.feed(piece));
  return {
    title: deltas.map(({ title }) => title).join(''),
    explanation: deltas.map(({ explanation }) => explanation).join(''),
    edits: deltas.flatMap(({ edits }) => edits),
    pieces: deltas.flatMap(({ title, explanation }) => [title, explanation]),
  };
}

function cut(text: string, lengths: readonly number[]): string[] {
  const pieces: string[] = [];
  let rest = text;
  for (let index = 0; rest !== ''; index += 1) {
    const length = lengths[index % lengths.length] ?? 1;
    pieces.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return pieces;
}

describe('createPartialAnswer', () => {
  it('hands over text as it comes, and edits when they are complete', () => {
    const answer = createPartialAnswer();
    const pieces = [
      '{"title":"Sum',
      ' up","expl',
      'anation":"a\\',
      'nb \\ud83d',
      '\\ude00","edits":[{"why":"w","oldText":"x\\n',
      'y","newText":"z',
      '"},{"oldText":"',
    ];
    assert.deepEqual(
      pieces.map((piece) => answer.feed(piece)),
      [
        { title: 'Sum', explanation: '', edits: [] },
        { title: ' up', explanation: '', edits: [] },
        { title: '', explanation: 'a', edits: [] },
        { title: '', explanation: '\nb ', edits: [] },
        { title: '', explanation: '😀', edits: [] },
        { title: '', explanation: '', edits: [] },
        { title: '', explanation: '', edits: [{ why: 'w', oldText: 'x\ny', newText: 'z' }] },
      ],
    );
  });

  it('gives what JSON.parse gives, however the answer is cut, spaced and escaped', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.integer({ min: 0xd7f0, max: 0xe00f }), { maxLength: 5 })
        .map((codes) => String.fromCharCode(...codes)),
      fc.constantFrom('a\n"quoted" \\ \u0000\t/', '{"title":"no"}', ''),
    );
    const edit = fc.record({ why: text, oldText: text, newText: text, extra: fc.jsonValue({ maxDepth: 2 }) });
    const answers = fc.record({
      extra: fc.jsonValue({ maxDepth: 2 }),
      title: text,
      explanation: text,
      edits: fc.array(edit, { maxLength: 3 }),
    });
    const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        answers,
        lengths,
        fc.constantFrom(undefined, 2),
        fc.boolean(),
        (answer, sizes, indent, isAscii) => {
          const json = JSON.stringify(answer, null, indent);
          const sent = isAscii ? json.replaceAll(/[^ -~\n]/g, (unit) => escapeUnit(unit)) : json;
          const { pieces, ...read } = feedAll(cut(sent, sizes));
          assert.deepEqual(read, {
            title: answer.title,
            explanation: answer.explanation,
            edits: answer.edits.map(({ why, oldText, newText }) => ({ why, oldText, newText })),
          });
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('never ends a piece between the halves of a pair', () => {
    const json = JSON.stringify({ title: '😀a😀', explanation: '👩‍👩‍👧😀' });
    const sent = json.replaceAll(/[^ -~]/g, (unit) => escapeUnit(unit));
    for (const form of [json, sent]) {
      const { pieces } = feedAll(cut(form, [1]));
      assert.deepEqual(
        pieces.filter((piece) => /[\ud800-\udbff]$/.test(piece)),
        [],
      );
    }
  });

  it('passes over what stands before the answer and everything after the first fault', () => {
    assert.deepEqual(
      [
        feedAll(['Here is "it": ```json\n{"title":"a"}', ' {"title":"b"}']).title,
        feedAll(['{"title":"a\\x', 'b","explanation":"c"}']),
        feedAll(['{"edits":[{"oldText":"a"},{"oldText":"b"]', '},{"oldText":"c"}]}']).edits.map(
          ({ oldText }) => oldText,
        ),
        feedAll(['[{"title":"a"}]']).title,
      ],
      ['a', { title: 'a', explanation: '', edits: [], pieces: ['a', '', '', ''] }, ['a'], 'a'],
    );
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom(...'{}[]":,\\u0d8titleedits oldText') })),
        (pieces) => {
          feedAll(pieces);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('never throws on the JSON test suite', function () {
    const file = '../shared/corpora/json-nst.json.gz';
    if (!existsSync(file)) {
      console.warn(
        `SKIPPED: ${file} is not here, so the JSON test suite was not run against the partial reader.`,
      );
      return this.skip();
    }
    const cases: readonly { readonly b64?: string }[] = JSON.parse(gunzipSync(readFileSync(file)).toString());
    assert.ok(cases.length > 300);
    for (const one of cases) {
      const input = Buffer.from(one.b64 ?? '', 'base64').toString();
      feedAll([`{"title":`, input, '}']);
      feedAll(cut(input, [1]));
    }
  });

  it('costs what a delta is long, not what the answer is long', () => {
    const seconds = [20_000, 200_000].map((count) => {
      const answer = createPartialAnswer();
      answer.feed('{"title":"t","explanation":"');
      for (let warm = 0; warm < count; warm += 1) answer.feed('abcd');
      const start = performance.now();
      for (let timed = 0; timed < 20_000; timed += 1) answer.feed('abcd');
      return performance.now() - start;
    });
    const [short = 0, long = 0] = seconds;
    assert.ok(
      long < short * 5 + 20,
      `20,000 deltas took ${short} ms in a short answer and ${long} ms in a long one`,
    );
  });
});

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
