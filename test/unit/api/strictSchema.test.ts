import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import { toStrictSchema } from '../../../src/api/strictSchema.ts';
import { editAnswerSchema } from '../../../src/edits/schema.ts';
import { strictProblem } from '../../simulator/strictSubset.ts';

describe('A strict schema', () => {
  it('is made of the edit answer as it is, keys in order', () => {
    const text = { type: 'string' };
    assert.deepEqual(
      JSON.stringify(toStrictSchema(editAnswerSchema)),
      JSON.stringify({
        type: 'object',
        properties: {
          title: text,
          explanation: text,
          edits: {
            type: 'array',
            items: {
              type: 'object',
              properties: { why: text, oldText: text, newText: text },
              required: ['why', 'oldText', 'newText'],
              additionalProperties: false,
            },
          },
        },
        required: ['title', 'explanation', 'edits'],
        additionalProperties: false,
      }),
    );
  });

  it('turns oneOf into anyOf and gives every enum a type', () => {
    const union = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a') }),
      z.object({ kind: z.literal('b'), n: z.nullable(z.number()) }),
    ]);
    const { properties } = toStrictSchema(z.object({ union, mixed: z.literal(['a', 1, null]) }));
    assert.deepEqual(properties, {
      union: {
        anyOf: [
          {
            type: 'object',
            properties: { kind: { type: 'string', const: 'a' } },
            required: ['kind'],
            additionalProperties: false,
          },
          {
            type: 'object',
            properties: { kind: { type: 'string', const: 'b' }, n: { type: ['number', 'null'] } },
            required: ['kind', 'n'],
            additionalProperties: false,
          },
        ],
      },
      mixed: { type: ['string', 'number', 'null'], enum: ['a', 1, null] },
    });
  });

  it('leaves out what strict mode refuses without a change of meaning', () => {
    const schema = z.object({
      url: z.string().check(z.url()),
      day: z.iso.date(),
      plain: z.string().check(z.regex(/^a+$/)),
      around: z.string().check(z.regex(/^(?=a)/)),
      preset: z._default(z.string(), 'x'),
      fixed: z.readonly(z.array(z.string())),
      maybe: z.optional(z.nullable(z.string())),
    });
    const { properties, required } = toStrictSchema(schema);
    const day = (properties as { day: { pattern?: string } }).day;
    assert.deepEqual(
      { ...(properties as object), day: { ...day, pattern: typeof day.pattern } },
      {
        url: { type: 'string' },
        day: { type: 'string', format: 'date', pattern: day.pattern === undefined ? 'undefined' : 'string' },
        plain: { type: 'string', pattern: '^a+$' },
        around: { type: 'string' },
        preset: { type: 'string' },
        fixed: { type: 'array', items: { type: 'string' } },
        maybe: { type: ['string', 'null'] },
      },
    );
    assert.deepEqual(required, ['url', 'day', 'plain', 'around', 'preset', 'fixed', 'maybe']);
  });

  it('follows references, also of a schema to itself', () => {
    const node = z.object({
      name: z.string(),
      get children() {
        return z.array(node);
      },
    });
    assert.deepEqual(toStrictSchema(node)['properties'], {
      name: { type: 'string' },
      children: { type: 'array', items: { $ref: '#' } },
    });
    const twice = toStrictSchema(z.object({ a: node, b: node }));
    assert.deepEqual(Object.keys(twice), ['type', 'properties', 'required', 'additionalProperties', '$defs']);
  });

  it('is refused with the path and the keyword where strict mode has no word for it', () => {
    const deep = Array.from({ length: 11 }).reduce<z.ZodMiniType>((inner) => z.object({ inner }), z.string());
    const refusals: [z.ZodMiniType, RegExp][] = [
      [
        z.object({ a: z.object({ b: z.optional(z.string()) }) }),
        /required at #\/properties\/a\/properties\/b /,
      ],
      [z.object({ a: z.array(z.looseObject({})) }), /additionalProperties at #\/properties\/a\/items /],
      [z.object({ a: z.record(z.string(), z.string()) }), /propertyNames at #\/properties\/a /],
      [z.object({ a: z.tuple([z.string()]) }), /prefixItems at #\/properties\/a /],
      [z.object({ a: z.any() }), /type at #\/properties\/a /],
      [z.object({ a: z.never() }), /at #\/properties\/a \(not\)/],
      [z.object({ a: z.string().check(z.minLength(1)) }), /minLength at #\/properties\/a /],
      [z.array(z.string()), /type at # /],
      [z.union([z.object({}), z.object({})]), /type at # /],
      [z.object({ a: z.date() }), /Date/],
      [deep, /10 levels/],
      [z.object({ a: z.enum(Array.from({ length: 1001 }, (_, at) => `v${at}`)) }), /enumValues at # /],
    ];
    for (const [schema, words] of refusals) assert.throws(() => toStrictSchema(schema), words);
  });

  /** Schemas of which the official SDK lets something through that strict mode refuses, or which it refuses itself. */
  const gaps: Readonly<Record<string, z.ZodMiniType>> = {
    'a default': z._default(z.string(), 'x'),
    'a caught value': z.catch(z.string(), 'x'),
    'an exclusive union': z.xor([z.string(), z.number()]),
    'a discriminated union': z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a') }),
      z.object({ kind: z.literal('b') }),
    ]),
    'a url': z.url(),
    'a start': z.string().check(z.startsWith('a')),
    'an id': z.nanoid(),
    'an e-mail address': z.email(),
    'a host name': z.hostname(),
    'a duration': z.iso.duration(),
    'something read-only': z.readonly(z.string()),
    'mixed constants': z.literal(['a', 1]),
    'a nullish text': z.nullish(z.string()),
    'a whole number': z.int(),
  };
  for (const [name, schema] of Object.entries(gaps)) {
    it(`is legal where the official SDK sends one that is not, or may be risky: ${name}`, () => {
      const strict = toStrictSchema(z.object({ value: schema }));
      const text = JSON.stringify(strict);
      assert.deepEqual(
        [
          strictProblem(strict),
          /"(default|oneOf|readOnly|\$schema)"|\(\?<?[=!]|"uri"|starts_with|nanoid/.exec(text),
        ],
        [undefined, null],
      );
    });
  }

  const impossible: Readonly<Record<string, z.ZodMiniType>> = {
    'two patterns': z.string().check(z.regex(/a/), z.regex(/b/)),
    Base64: z.base64(),
    'other keys': z.catchall(z.object({}), z.string()),
    'any JSON': z.json(),
    anything: z.unknown(),
  };
  for (const [name, schema] of Object.entries(impossible)) {
    it(`is refused when it is made, not by the server: ${name}`, () => {
      assert.throws(() => toStrictSchema(z.object({ value: schema })), /strict mode: \w+ at #/);
    });
  }
});
