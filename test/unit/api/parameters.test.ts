import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  addedParameters,
  excludedBy,
  missingFor,
  type Parameter,
  type ParameterName,
  parameterNames,
  parameters,
  toWireParameters,
  validateParameter,
  validParameters,
} from '../../../src/api/parameters.ts';
import { toWireBody } from '../../../src/api/request.ts';
import { requestSchema } from '../../simulator/requestSchema.ts';

/** Values in range, by what the table says of the parameter. */
function inRange(name: ParameterName): fc.Arbitrary<unknown> {
  const { range }: Parameter = parameters[name];
  switch (range.kind) {
    case 'number':
      return range.isWhole
        ? fc.integer({ min: range.min, max: range.max ?? 1_000_000 })
        : fc.double({ min: range.min, max: range.max ?? 1, noNaN: true });
    case 'choice':
      return fc.constantFrom(...range.choices);
    case 'boolean':
      return fc.boolean();
    case 'text':
      return fc.string({ minLength: 1, maxLength: range.maxLength });
    case 'json':
      return fc.constantFrom(
        ...{
          pairs: [{}, { team: 'cart' }],
          includes: [[], ['reasoning.encrypted_content', 'message.output_text.logprobs']],
          toolChoice: ['auto', 'none', 'required', { type: 'web_search' }],
          format: [
            { type: 'text' },
            { type: 'json_object' },
            { type: 'json_schema', name: 'a-b_1', schema: { type: 'object' }, strict: false },
          ],
          prompt: [{ id: 'pmpt_1' }, { id: 'pmpt_1', version: '2', variables: { name: 'Ada' } }],
          cacheOptions: [{}, { ttl: '30m', mode: 'explicit' }],
          moderation: [{ model: 'omni-moderation-latest' }],
          tools: [[{ type: 'web_search' }], []],
          compaction: [[{ type: 'compaction' }], [{ type: 'compaction', compact_threshold: 1000 }]],
        }[range.shape],
      );
  }
}

const anyValues = fc.record(Object.fromEntries(parameterNames.map((name) => [name, inRange(name)])), {
  requiredKeys: [],
});

/** The leaves of a body by their path; lists and the pairs of metadata are leaves. */
function leaves(body: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).flatMap(([head, part]: [string, unknown]) =>
      ['reasoning', 'text', 'stream_options'].includes(head)
        ? Object.entries(Object(part)).map(([tail, value]) => [`${head}.${tail}`, value])
        : [[head, part]],
    ),
  );
}

describe('The parameters of a request', () => {
  it('reach the wire exactly as they were set, zero and false included, and nothing else does (M-G3, S-12)', () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        const wire = toWireParameters(values);
        assert.deepEqual(leaves(wire), { ...values });
        assert.deepEqual(requestSchema.safeParse({ model: 'm', input: 'x', ...wire }).success, true);
      }),
    );
  });

  it('are valid in their range and only there', () => {
    fc.assert(
      fc.property(fc.constantFrom(...parameterNames), fc.anything(), (name, value) => {
        const range: Parameter['range'] = parameters[name].range;
        const problem = validateParameter(name, value);
        assert.ok(problem === undefined || (problem.code === 'range' && problem.range === range));
        // Whatever passes is understood by the API.
        if (problem === undefined) {
          assert.ok(
            requestSchema.safeParse({ model: 'm', input: 'x', ...toWireParameters({ [name]: value }) })
              .success,
          );
        }
      }),
    );
    fc.assert(
      fc.property(
        fc
          .constantFrom(...parameterNames)
          .chain((name) => inRange(name).map((value) => [name, value] as const)),
        ([name, value]) => assert.equal(validateParameter(name, value), undefined),
      ),
    );
  });

  const outside: readonly (readonly [string, unknown])[] = [
    ['temperature', 2.01],
    ['temperature', -0.01],
    ['temperature', Number.NaN],
    ['temperature', '1'],
    ['top_p', 1.5],
    ['max_output_tokens', 15],
    ['max_output_tokens', 16.5],
    ['top_logprobs', 21],
    ['reasoning.effort', 'huge'],
    ['text.verbosity', 'Low'],
    ['service_tier', ''],
    ['parallel_tool_calls', 'true'],
    ['metadata', { long: 'x'.repeat(513) }],
    ['metadata', Object.fromEntries([...Array(17)].map((_, index) => [`k${index}`, '']))],
    ['safety_identifier', 'x'.repeat(65)],
    ['include', ['everything']],
    ['tools', [{ type: 'function', name: 'f' }]],
    ['tools', ['web_search']],
    ['context_management', []],
    ['context_management', [{ type: 'compaction', compact_threshold: 999 }]],
    ['store', 0],
    ['text.format', { type: 'json_schema', name: 'a b', schema: {} }],
    ['tool_choice', 'any'],
    ['prompt', {}],
    ['instructions', ''],
    ['__proto__', {}],
  ];
  for (const [name, value] of outside) {
    it(`are refused outside it: ${name} ${JSON.stringify(value)}`, () => {
      assert.deepEqual(
        [validateParameter(name, value)?.code, validParameters({ [name]: value })],
        [name in parameters && name !== '__proto__' ? 'range' : 'unknown', {}],
      );
    });
  }

  it('accept both spellings of prompt_cache_retention and send that of the specification', () => {
    assert.deepEqual(
      ['in-memory', 'in_memory', '24h'].map((value) => [
        validateParameter('prompt_cache_retention', value),
        toWireParameters({ prompt_cache_retention: value }),
      ]),
      ['in_memory', 'in_memory', '24h'].map((sent) => [undefined, { prompt_cache_retention: sent }]),
    );
  });

  it('stand beside the format of an edit', () => {
    const format = { name: 'edit', schema: { type: 'object' } };
    const parts = toWireParameters({ 'text.verbosity': 'low', temperature: 0 });
    const { text, temperature } = toWireBody({ model: 'm', input: [], format, parameters: parts });
    assert.deepEqual(
      { text, temperature },
      {
        text: {
          verbosity: 'low',
          format: { type: 'json_schema', strict: true, name: 'edit', schema: { type: 'object' } },
        },
        temperature: 0,
      },
    );
  });

  it('that mean nothing to an edit are not sent with one', () => {
    const values = { temperature: 0, tools: [{ type: 'web_search' }], 'text.verbosity': 'low' };
    assert.deepEqual(addedParameters(values, 'edit'), { temperature: 0, 'text.verbosity': 'low' });
    assert.deepEqual(addedParameters(values, 'chat'), values);
  });

  it('tell what else they need, as top_logprobs does', () => {
    const needed = 'message.output_text.logprobs';
    assert.deepEqual(
      [
        missingFor({ top_logprobs: 0 }, 'top_logprobs')?.member,
        missingFor({ top_logprobs: 0, include: [] }, 'top_logprobs')?.member,
        missingFor({ top_logprobs: 0, include: [needed] }, 'top_logprobs'),
        missingFor({ temperature: 0 }, 'temperature'),
      ],
      [needed, needed, undefined, undefined],
    );
  });

  it('that should not be set together name each other', () => {
    assert.deepEqual(
      [
        excludedBy({ temperature: 0, top_p: 1 }, 'top_p'),
        excludedBy({ temperature: 0 }, 'temperature'),
        parameterNames.filter((name) => {
          const { excludes = [] }: Parameter = parameters[name];
          return excludes.some((other) => {
            const back: Parameter | undefined =
              other in parameters ? parameters[other as ParameterName] : undefined;
            return back?.excludes?.includes(name) !== true;
          });
        }),
      ],
      [['temperature'], [], []],
    );
  });

  it('have a default that is in range', () => {
    const wrong = parameterNames.filter((name) => {
      const { default: value }: Parameter = parameters[name];
      return value !== undefined && validateParameter(name, value) !== undefined;
    });
    assert.deepEqual(wrong, []);
  });
});
