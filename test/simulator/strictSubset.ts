/** Keywords strict mode knows. Anything else is refused, as the API does. */
const allowed = new Set([
  '$schema',
  '$defs',
  '$ref',
  'title',
  'description',
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'const',
  'anyOf',
  'pattern',
  'format',
  'multipleOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
]);
const formats = new Set('date-time time date duration email hostname ipv4 ipv6 uuid'.split(' '));
const types = new Set('string number integer boolean object array null'.split(' '));
const limits = { depth: 10, properties: 5000, enumValues: 1000, characters: 120_000 };

type Context = readonly string[];
type Schema = Readonly<Record<string, unknown>>;

interface Tally {
  properties: number;
  enumValues: number;
  characters: number;
}

/**
 * Checks a JSON Schema against the subset that Structured Outputs accept with `strict: true`.
 * Returns what the API says is wrong with it, or undefined.
 */
export function strictProblem(schema: unknown): string | undefined {
  if (!isSchema(schema)) return 'schema must be a JSON Schema object.';
  if (schema['type'] !== 'object') {
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${String(schema['type'] ?? 'None')}"'.`;
  }
  const tally: Tally = { properties: 0, enumValues: 0, characters: 0 };
  const problem = problemAt(schema, { context: [], depth: 1, root: schema, tally });
  if (problem !== undefined) return problem;
  if (tally.properties > limits.properties) return `schema has more than ${limits.properties} properties.`;
  if (tally.enumValues > limits.enumValues) return `schema has more than ${limits.enumValues} enum values.`;
  if (tally.characters > limits.characters)
    return `schema has more than ${limits.characters} characters in names.`;
  return undefined;
}

interface Place {
  readonly context: Context;
  readonly depth: number;
  readonly root: Schema;
  readonly tally: Tally;
}

function problemAt(schema: unknown, place: Place): string | undefined {
  const { context, root, tally } = place;
  const say = (text: string): string =>
    `In context=(${context.map((key) => `'${key}'`).join(', ')}), ${text}`;
  const inside = (value: unknown, ...keys: readonly string[]): string | undefined =>
    problemAt(value, { ...place, context: [...context, ...keys] });

  if (!isSchema(schema)) return say('schema must be an object.');
  const unknown = Object.keys(schema).find((key) => !allowed.has(key));
  if (unknown !== undefined) return say(`'${unknown}' is not permitted.`);
  if (typeof schema['$ref'] === 'string') {
    return resolves(root, schema['$ref'])
      ? undefined
      : say(`reference '${schema['$ref']}' can't be resolved.`);
  }
  if (!('type' in schema || 'anyOf' in schema)) return say("schema must have a 'type' key.");

  const named = [schema['type']].flat().filter((type) => type !== undefined);
  const wrongType = named.find((type) => typeof type !== 'string' || !types.has(type));
  if (wrongType !== undefined) return say(`${JSON.stringify(wrongType)} is not a valid type.`);
  const format = schema['format'];
  if (format !== undefined && !(typeof format === 'string' && formats.has(format))) {
    return say(`'${String(format)}' is not a valid format.`);
  }
  const enumeration = Array.isArray(schema['enum']) ? schema['enum'] : [];
  tally.enumValues += enumeration.length;
  tally.characters += enumeration.reduce((sum: number, value) => sum + String(value).length, 0);

  if (named.includes('object')) {
    const problem = objectProblem(schema, place, say);
    if (problem !== undefined) return problem;
  }
  if (named.includes('array')) {
    if (!isSchema(schema['items'])) return say('array schema missing items.');
    const problem = inside(schema['items'], 'items');
    if (problem !== undefined) return problem;
  }
  const parts: (readonly [unknown, ...string[]])[] = [];
  if (Array.isArray(schema['anyOf']))
    parts.push(...schema['anyOf'].map((part, index) => [part, 'anyOf', String(index)] as const));
  if (isSchema(schema['$defs'])) {
    parts.push(...Object.entries(schema['$defs']).map(([name, part]) => [part, '$defs', name] as const));
  }
  return first(parts, ([part, ...keys]) => inside(part, ...keys));
}

function objectProblem(
  schema: Schema,
  { depth, tally, context, root }: Place,
  say: (text: string) => string,
): string | undefined {
  if (depth > limits.depth) return say(`schema exceeds ${limits.depth} levels of nesting.`);
  if (schema['additionalProperties'] !== false) {
    return say("'additionalProperties' is required to be supplied and to be false.");
  }
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const names = Object.keys(properties);
  tally.properties += names.length;
  tally.characters += names.join('').length;
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const rule = "'required' is required to be supplied and to be an array including every key in properties.";
  const missing = names.find((name) => !required.includes(name));
  if (missing !== undefined) return say(`${rule} Missing '${missing}'.`);
  const extra = required.find((name) => !names.includes(String(name)));
  if (extra !== undefined) return say(`${rule} Extra required key '${String(extra)}' supplied.`);
  return first(Object.entries(properties), ([name, property]) =>
    problemAt(property, { context: [...context, 'properties', name], depth: depth + 1, root, tally }),
  );
}

function resolves(root: Schema, reference: string): boolean {
  if (!reference.startsWith('#')) return false;
  let target: unknown = root;
  for (const key of reference.slice(1).split('/').filter(Boolean)) {
    target = isSchema(target) ? target[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return isSchema(target);
}

function first<T>(values: Iterable<T>, problem: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = problem(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
