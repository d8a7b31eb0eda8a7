import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { editAnswerSchema } from '../../../src/edits/schema.ts';
import { checkRequest } from '../../simulator/checkRequest.ts';
import { personas } from '../../simulator/personas/personas.ts';
import { strictProblem } from '../../simulator/strictSubset.ts';

const plain = { model: 'gpt-5.4-mini', input: 'Hello' };
const object = (properties: Readonly<Record<string, unknown>>, more = {}) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});
const format = (schema: unknown, name = 'x') => ({
  ...plain,
  text: { format: { type: 'json_schema', name, strict: true, schema } },
});

describe('The check of a request', () => {
  const refused: readonly (readonly [string, unknown, number, string | null, string | null | undefined])[] = [
    ['no model', { input: 'Hello' }, 400, '', undefined],
    ['an unknown model', { ...plain, model: 'gpt-0' }, 503, 'model_not_found', undefined],
    ['no input', { model: 'gpt-5.4-mini' }, 500, 'invalid_request', undefined],
    ['a model without text', { ...plain, model: 'whisper-1' }, 500, 'convert_request_failed', undefined],
    ['an unknown parameter', { ...plain, max_tokens: 5 }, 400, 'unknown_parameter', 'max_tokens'],
    [
      'an unknown nested parameter',
      { ...plain, text: { tone: 'dry' } },
      400,
      'unknown_parameter',
      'text.tone',
    ],
    ['a wrong type', { ...plain, temperature: 'hot' }, 400, 'invalid_type', 'temperature'],
    ['a temperature above 2', { ...plain, temperature: 3 }, 400, 'decimal_above_max_value', 'temperature'],
    ['a temperature below 0', { ...plain, temperature: -1 }, 400, 'decimal_below_min_value', 'temperature'],
    [
      'too few output tokens',
      { ...plain, max_output_tokens: 15 },
      400,
      'integer_below_min_value',
      'max_output_tokens',
    ],
    [
      'a wrong effort',
      { ...plain, reasoning: { effort: 'ultra' } },
      400,
      'invalid_value',
      'reasoning.effort',
    ],
    [
      'a hyphen in the retention',
      { ...plain, prompt_cache_retention: 'in-memory' },
      400,
      'invalid_value',
      'prompt_cache_retention',
    ],
    ['temperature while reasoning', { ...plain, model: 'o3', temperature: 1 }, 400, null, 'temperature'],
    ['an unknown item', { ...plain, input: [{ type: 'thought' }] }, 400, 'invalid_value', 'input[0].type'],
    [
      'a message without content',
      { ...plain, input: [{ role: 'user' }] },
      400,
      'missing_required_parameter',
      'input[0].content',
    ],
    [
      'an unknown role',
      { ...plain, input: [{ role: 'tool', content: '' }] },
      400,
      'invalid_value',
      'input[0].role',
    ],
    [
      'input_text in an answer',
      { ...plain, input: [{ role: 'assistant', content: [{ type: 'input_text', text: 'a' }] }] },
      400,
      'invalid_value',
      'input[0].content[0].type',
    ],
    [
      'a call without output',
      { ...plain, input: [{ type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' }] },
      400,
      null,
      'input',
    ],
    [
      'a chat-style tool',
      { ...plain, tools: [{ type: 'function', function: { name: 'f' } }] },
      400,
      'missing_required_parameter',
      'tools[0].name',
    ],
    [
      'json_object without the word',
      { ...plain, text: { format: { type: 'json_object' } } },
      400,
      null,
      'input',
    ],
    [
      'a schema that is not closed',
      format({ type: 'object', properties: {}, required: [] }),
      400,
      'invalid_json_schema',
      'text.format.schema',
    ],
    [
      'a strict function with an optional parameter',
      {
        ...plain,
        tools: [
          {
            type: 'function',
            name: 'f',
            strict: true,
            parameters: { ...object({ a: { type: 'string' } }), required: [] },
          },
        ],
      },
      400,
      'invalid_function_parameters',
      'tools[0].parameters',
    ],
    ['a name with a space', format(object({}), 'a b'), 400, 'invalid_value', 'text.format.name'],
  ];
  for (const [what, body, status, code, param] of refused) {
    it(`refuses ${what} with ${status} ${code} at ${param}`, () => {
      const checked = checkRequest(body, personas.comet);
      assert.ok(!checked.ok);
      assert.deepEqual(
        [checked.error.status, checked.error.code, checked.error.param],
        [status, code, param],
      );
    });
  }

  it('words refusals as the API does', () => {
    const message = (body: unknown): string | undefined => {
      const checked = checkRequest(body, personas.comet);
      return checked.ok ? undefined : checked.error.message;
    };
    assert.deepEqual(
      [
        message({ ...plain, x: 1 }),
        message({ ...plain, temperature: -1 }),
        message(format({ type: 'array' })),
        message(plain),
      ],
      [
        "Unknown parameter: 'x'.",
        "Invalid 'temperature': decimal below minimum value. Expected a value >= 0, but got -1 instead.",
        `Invalid schema for response_format 'x': schema must be a JSON Schema of 'type: "object"', got 'type: "array"'.`,
        undefined,
      ],
    );
  });

  it('accepts every request that real servers were recorded to accept', function () {
    const folder = join(import.meta.dirname, '../../../../shared/streams');
    if (!existsSync(folder)) {
      console.log('    SKIPPED: the recorded requests in ../shared/streams are not here');
      this.skip();
    }
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.request.json'),
    );
    const problems = files.flatMap((name) => {
      const { body } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      // Models of other catalogues; one that neither reasons nor is unknown stands for them.
      const checked = checkRequest({ ...body, model: 'gpt-4o' }, personas.comet);
      return checked.ok ? [] : [`${name}: ${checked.error.message}`];
    });
    assert.ok(files.length > 100, `only ${files.length} recorded requests`);
    assert.deepEqual(problems, []);
  });
});

describe('The strict subset', () => {
  it('holds the schema of an edit answer and a recursive one', () => {
    const tree = object({
      children: { type: 'array', items: { $ref: '#' } },
      label: { type: ['string', 'null'] },
    });
    assert.deepEqual(
      [strictProblem(z.toJSONSchema(editAnswerSchema)), strictProblem(tree)],
      [undefined, undefined],
    );
  });

  const deep = Array.from({ length: 11 }).reduce<unknown>((inner) => object({ inner }), { type: 'string' });
  const outside: readonly (readonly [string, unknown, RegExp])[] = [
    ['a root that is no object', { anyOf: [object({})] }, /got 'type: "None"'/],
    ['an open object', object({}, { additionalProperties: true }), /'additionalProperties' is required/],
    [
      'a property that is not required',
      { ...object({ a: { type: 'string' } }), required: [] },
      /Missing 'a'/,
    ],
    ['a required property that is not there', { ...object({}), required: ['b'] }, /Extra required key 'b'/],
    ['oneOf', object({ a: { oneOf: [] } }), /In context=\('properties', 'a'\), 'oneOf' is not permitted/],
    ['a default', object({ a: { type: 'string', default: '' } }), /'default' is not permitted/],
    ['format uri', object({ a: { type: 'string', format: 'uri' } }), /'uri' is not a valid format/],
    ['an array without items', object({ a: { type: 'array' } }), /missing items/],
    ['no type', object({ a: {} }), /must have a 'type'/],
    ['a reference to nothing', object({ a: { $ref: '#/$defs/b' } }), /can't be resolved/],
    ['a bad schema in $defs', object({}, { $defs: { b: { type: 'object' } } }), /'\$defs', 'b'/],
    ['a bad schema in anyOf', object({ a: { anyOf: [{ type: 'string', not: {} }] } }), /'anyOf', '0'/],
    ['eleven levels', deep, /levels of nesting/],
    [
      'too many enum values',
      object({ a: { type: 'string', enum: Array.from({ length: 1001 }, (_, index) => `v${index}`) } }),
      /enum values/,
    ],
  ];
  for (const [what, schema, problem] of outside) {
    it(`does not hold ${what}`, () => assert.match(strictProblem(schema) ?? 'no problem', problem));
  }
});
