type Schema = Readonly<Record<string, unknown>>;

/** A small value that fits a JSON Schema of the strict subset; recursion ends in null or an empty list. */
export function jsonSample(schema: unknown, root: unknown = schema, depth = 0): unknown {
  if (!isSchema(schema)) return null;
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  if (typeof schema['$ref'] === 'string') return jsonSample(target(root, schema['$ref']), root, depth + 1);
  if (Array.isArray(schema['anyOf'])) {
    const options: readonly unknown[] = schema['anyOf'];
    const nullable = options.find((option) => isSchema(option) && option['type'] === 'null');
    return jsonSample(depth > 4 ? (nullable ?? options[0]) : options[0], root, depth + 1);
  }
  const named: readonly unknown[] = [schema['type']].flat();
  const type = depth > 4 && named.includes('null') ? 'null' : named[0];
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(isSchema(schema['properties']) ? schema['properties'] : {}).map(([name, property]) => [
          name,
          jsonSample(property, root, depth + 1),
        ]),
      );
    case 'array':
      return depth > 4 ? [] : [jsonSample(schema['items'], root, depth + 1)];
    case 'integer':
    case 'number':
      return Number(schema['minimum'] ?? 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return 'sample';
  }
}

function target(root: unknown, reference: string): unknown {
  return reference
    .slice(1)
    .split('/')
    .filter(Boolean)
    .reduce<unknown>((inner, key) => (isSchema(inner) ? inner[key] : undefined), root);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
