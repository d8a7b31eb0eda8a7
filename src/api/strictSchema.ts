import * as z from 'zod/mini';
import { asArray, asObject } from './json.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** What strict mode accepts and passes on as it is. */
const plainKeywords = new Set([
  ...['type', 'description', 'enum', 'const', '$ref', 'required', 'minItems', 'maxItems'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
]);

/** Remarks strict mode refuses or ignores; the meaning of the schema does not depend on them. */
const droppedKeywords = new Set([
  ...['$schema', '$id', 'id', 'title', 'default', 'readOnly', 'writeOnly', 'examples', 'deprecated'],
]);

const formats = new Set([
  ...['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid'],
]);

const limits = { depth: 10, properties: 5000, enumValues: 1000, characters: 120_000 };

/**
 * The JSON Schema of a zod schema inside the subset strict structured outputs accept. What the subset cannot
 * check (a `url` format, a look-around pattern) is left out, so the answer has to be parsed with the zod schema
 * all the same. Throws an Error that names the path and the keyword where the schema cannot be expressed.
 */
export function toStrictSchema(schema: z.core.$ZodType): JsonSchema {
  const root: JsonSchema = z.toJSONSchema(schema);
  if (root['type'] !== 'object') throw refused('#', 'type', 'the root has to be an object');
  const used = { properties: 0, enumValues: 0, characters: 0 };

  function strict(node: JsonSchema, path: string, depth: number): JsonSchema {
    if (depth > limits.depth) throw refused(path, 'properties', `more than ${limits.depth} levels`);
    const isTyped = ['type', 'anyOf', 'oneOf', '$ref', 'enum', 'const'].some((keyword) => keyword in node);
    if (!isTyped) throw refused(path, 'type', Object.keys(node)[0] ?? 'any value');
    const entries = Object.entries(node).flatMap(([keyword, value]): [string, unknown][] => {
      const at = `${path}/${keyword}`;
      if (droppedKeywords.has(keyword)) return [];
      if (plainKeywords.has(keyword)) return [[keyword, value]];
      switch (keyword) {
        case 'properties':
        case '$defs':
          return [[keyword, each(asObject(value) ?? {}, at, keyword === '$defs' ? 1 : depth + 1)]];
        case 'items':
          return [[keyword, strict(asObject(value) ?? {}, at, depth + 1)]];
        case 'anyOf':
        case 'oneOf':
          return [
            [
              'anyOf',
              asArray(value).map((part, index) => strict(asObject(part) ?? {}, `${at}/${index}`, depth)),
            ],
          ];
        case 'format':
          return formats.has(String(value)) ? [[keyword, value]] : [];
        case 'pattern':
          return /\(\?<?[=!]/.test(String(value)) ? [] : [[keyword, value]];
        case 'additionalProperties':
          if (value !== false) throw refused(path, keyword, 'only false is allowed');
          return [[keyword, value]];
        default:
          throw refused(path, keyword, 'strict mode does not know it');
      }
    });
    count(node);
    return { ...typeOfValues(node), ...Object.fromEntries(entries), ...allRequired(node, path) };
  }

  function each(schemas: JsonSchema, path: string, depth: number): JsonSchema {
    return Object.fromEntries(
      Object.entries(schemas).map(([name, node]) => [
        name,
        strict(asObject(node) ?? {}, `${path}/${name}`, depth),
      ]),
    );
  }

  function count(node: JsonSchema): void {
    const names = Object.keys(asObject(node['properties']) ?? {});
    const values = [...asArray(node['enum']), ...('const' in node ? [node['const']] : [])];
    used.properties += names.length;
    used.enumValues += asArray(node['enum']).length;
    used.characters += [...names, ...values.map(String)].join('').length;
  }

  const result = strict(root, '#', 1);
  for (const name of ['properties', 'enumValues', 'characters'] as const) {
    if (used[name] > limits[name]) throw refused('#', name, `${used[name]} of at most ${limits[name]}`);
  }
  return result;
}

/** Strict mode wants every property in `required`; one that may be missing has to be nullable instead. */
function allRequired(node: JsonSchema, path: string): JsonSchema {
  const properties = asObject(node['properties']);
  if (properties === undefined)
    return node['type'] === 'object' ? { additionalProperties: false, required: [] } : {};
  const required = asArray(node['required']);
  for (const [name, property] of Object.entries(properties)) {
    if (!required.includes(name) && !allowsNull(asObject(property) ?? {})) {
      throw refused(`${path}/properties/${name}`, 'required', 'an optional property has to be nullable too');
    }
  }
  return { required: Object.keys(properties) };
}

function allowsNull(node: JsonSchema): boolean {
  const options = [...asArray(node['anyOf']), ...asArray(node['oneOf'])].map(
    (option) => asObject(option) ?? {},
  );
  return node['type'] === 'null' || asArray(node['type']).includes('null') || options.some(allowsNull);
}

/** The type of an enum or a constant that zod leaves without one. */
function typeOfValues(node: JsonSchema): JsonSchema {
  if ('type' in node || !('enum' in node || 'const' in node)) return {};
  const values = 'const' in node ? [node['const']] : asArray(node['enum']);
  const types = [...new Set(values.map((value) => (value === null ? 'null' : typeof value)))];
  return { type: types.length === 1 ? types[0] : types };
}

function refused(path: string, keyword: string, why: string): Error {
  return new Error(`The schema cannot be used in strict mode: ${keyword} at ${path} (${why})`);
}
