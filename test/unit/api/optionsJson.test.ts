import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readOptions, writeOptions } from '../../../src/api/optionsJson.ts';
import { type ParameterValues, parameterNames } from '../../../src/api/parameters.ts';

describe('Options as JSON', () => {
  const values: ParameterValues = {
    'reasoning.effort': 'high',
    'reasoning.summary': undefined,
    temperature: 0,
    store: false,
    metadata: { team: 'cart' },
  };

  it('have the form of the request, zero and false included, and null for a default left out (S-12)', () => {
    const text = writeOptions(values);
    assert.deepEqual(
      [JSON.parse(text), readOptions(text)],
      [
        {
          reasoning: { effort: 'high', summary: null },
          temperature: 0,
          store: false,
          metadata: { team: 'cart' },
        },
        { ok: true, values },
      ],
    );
  });

  it('are read as they were written, whichever are set', () => {
    fc.assert(
      fc.property(fc.subarray([...parameterNames]), (names) => {
        const unset = Object.fromEntries(names.map((name) => [name, undefined]));
        assert.deepEqual(readOptions(writeOptions(unset)), { ok: true, values: unset });
      }),
    );
  });

  it('may name them with a dot, as the settings do, and may be empty', () => {
    assert.deepEqual(
      [readOptions('{"reasoning.effort": "low"}'), readOptions('  ')],
      [
        { ok: true, values: { 'reasoning.effort': 'low' } },
        { ok: true, values: {} },
      ],
    );
  });

  it('tell everything that is wrong with its line and its name (S-12)', () => {
    const text = `{
  "temperature": 3,
  "metadata": {
    "temperature": "not this one"
  },
  "reasoning": {
    "effort": "huge",
    "depth": 1
  },
  "max_tokens": 100
}`;
    const read = readOptions(text);
    assert.deepEqual(
      read.ok || read.problems.map(({ code, line, ...rest }) => [code, line, 'name' in rest && rest.name]),
      [
        ['range', 2, 'temperature'],
        ['range', 7, 'reasoning.effort'],
        ['unknown', 8, 'reasoning.depth'],
        ['unknown', 10, 'max_tokens'],
      ],
    );
  });

  for (const [text, line] of [
    ['{\n  "temperature": 0,\n}', 3],
    ['{\n  "temperature" 0\n}', 2],
    ['{\n  "temperature": 0\n', 3],
    ['[1]', 1],
    ['null', 1],
  ] as const) {
    it(`tell the line where it is no JSON object: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(readOptions(text), { ok: false, problems: [{ code: 'json', line }] });
    });
  }
});
