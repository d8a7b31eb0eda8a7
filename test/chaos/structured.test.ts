import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editText, goodAnswer } from './answer.ts';
import { randomFrom } from './random.ts';
import { firstSeed, replayedSeed, runsAll } from './scale.ts';
import { makeTurn } from './turn.ts';

const good: Readonly<Record<string, unknown>> = JSON.parse(editText);

/** What models make of a schema, and whether an edit can come of it. */
const answers: Readonly<Record<string, (salt: number) => readonly [text: string, isUsable: boolean]>> = {
  right: () => [editText, true],
  'with unicode escapes': () => [editText.replaceAll('e', '\\u0065'), true],
  'with white space': () => [JSON.stringify(good, null, 2), true],
  truncated: (salt) => [editText.slice(0, salt % editText.length), false],
  'with an extra key': () => [JSON.stringify({ ...good, mood: 'good' }), false],
  'without a key': (salt) => [
    JSON.stringify(without(['title', 'explanation', 'edits'][salt % 3] ?? '')),
    false,
  ],
  'with a number for a text': () => [JSON.stringify({ ...good, title: 7 }), false],
  'with text for a list': () => [JSON.stringify({ ...good, edits: '[]' }), false],
  'with another anchor': () => [editText.replace('var a = 1;', 'var b = 1;'), false],
  'that changes nothing': () => [JSON.stringify({ ...good, edits: [] }), false],
  'a list': () => [`[${editText}]`, false],
  null: () => ['null', false],
  nothing: () => ['', false],
  prose: () => ['I would use let.', false],
  'a long text': () => [`"${'x'.repeat(20_000)}"`, false],
};

const anyAnswer = fc.tuple(fc.constantFrom(...Object.keys(answers)), fc.nat(10_000));

describe('A structured answer that is not what was asked for', function () {
  this.timeout(runsAll ? 3_600_000 : 120_000);

  it('becomes an edit only where it is one, at the first or the second try (P15, S-8, I5)', async () => {
    const numRuns = runsAll ? 5000 : 60;
    const seed = replayedSeed ?? firstSeed;
    await fc.assert(
      fc.asyncProperty(anyAnswer, anyAnswer, async (first, second) => {
        const [text, isUsable] = answerOf(first);
        const [repaired, isRepaired] = answerOf(second);
        const wish = { kind: 'edit', text: 'Use let', answer: goodAnswer(text) } as const;
        const fetch = answering(text, repaired);
        const baseUrl = 'https://h.example/v1';
        const record = await makeTurn({ wish, baseUrl, fetch, random: randomFrom(1), idleMs: 30_000 });
        // An answer that changes nothing is an answer, so it is not asked for again.
        const isAskedAgain = first[0] !== 'that changes nothing';
        const { turn, presented, timers, defects } = record;
        assert.deepEqual(
          [turn.status.kind, presented, timers, defects],
          ['completed', isUsable || (isAskedAgain && isRepaired) ? 1 : 0, 0, []],
        );
      }),
      { numRuns, seed },
    );
    console.log(`      ${numRuns} pairs of answers from seed ${seed}`);
  });
});

function answerOf([name, salt]: readonly [string, number]): readonly [string, boolean] {
  return answers[name]?.(salt) ?? ['', false];
}

/** The answers in turn: the first to the request, the second to every one that asks for a repair. */
function answering(first: string, repaired: string): typeof fetch {
  return async (_url, init) => {
    const isRepair = String(init?.body).includes('could not be used');
    const { body } = goodAnswer(isRepair ? repaired : first);
    return new Response(new Uint8Array(body), { headers: { 'content-type': 'text/event-stream' } });
  };
}

function without(key: string): unknown {
  return Object.fromEntries(Object.entries(good).filter(([name]) => name !== key));
}
