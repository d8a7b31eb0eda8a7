import type * as z from 'zod/mini';
import { upstreamError, type WireError } from './gateway.ts';

/** Where in the request, for instance `['input', 0, 'content']`. */
export type Path = readonly PropertyKey[];

/** The provider's words for the first thing that is wrong. */
export function parameterError(issues: readonly z.core.$ZodIssue[], prefix: Path, value: unknown): WireError {
  const [issue] = issues;
  if (issue === undefined) throw new TypeError('A failed parse has an issue');
  const path = [...prefix, ...issue.path];
  const got = valueAt(value, issue.path);
  if (got === undefined && issue.code !== 'unrecognized_keys') return missing(path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const param = written([...path, issue.keys[0] ?? '']);
      return upstreamError(`Unknown parameter: '${param}'.`, { param, code: 'unknown_parameter' });
    }
    case 'invalid_value':
      return invalidValue(path, got, issue.values.map(String));
    case 'invalid_union':
      // A discriminated union names its tags; a plain one only says that nothing fits.
      return 'options' in issue && Array.isArray(issue.options)
        ? invalidValue(path, got, issue.options.map(String))
        : invalidType(path, 'another type', got);
    case 'too_small':
      return outOfRange(path, got, { limit: issue.minimum, side: 'minimum' });
    case 'too_big':
      return outOfRange(path, got, { limit: issue.maximum, side: 'maximum' });
    case 'invalid_format': {
      const param = written(path);
      const pattern = (issue.pattern ?? '').replace(/^\/|\/$/g, '');
      const message = `Invalid '${param}': string does not match pattern. Expected a string that matches the pattern '${pattern}'.`;
      return upstreamError(message, { param, code: 'invalid_value' });
    }
    case 'invalid_type':
      return invalidType(path, wireTypes[issue.expected] ?? `a ${issue.expected}`, got);
    default:
      return invalidType(path, 'an object', got);
  }
}

const wireTypes: Readonly<Record<string, string>> = {
  number: 'a decimal',
  int: 'an integer',
  record: 'an object',
  object: 'an object',
  array: 'an array of objects',
};

function outOfRange(
  path: Path,
  got: unknown,
  { limit, side }: { readonly limit: number | bigint; readonly side: 'minimum' | 'maximum' },
): WireError {
  const param = written(path);
  const beyond = side === 'minimum' ? 'below' : 'above';
  const code = `${beyond}_${side.slice(0, 3)}`;
  if (typeof got === 'string') {
    const size = side === 'minimum' ? 'short' : 'long';
    const message = `Invalid '${param}': string too ${size}. Expected a string with ${side} length ${limit}, but got a string with length ${got.length} instead.`;
    return upstreamError(message, { param, code: `string_${code}_length` });
  }
  const kind = param === 'temperature' || param === 'top_p' ? 'decimal' : 'integer';
  const sign = side === 'minimum' ? '>=' : '<=';
  const message = `Invalid '${param}': ${kind} ${beyond} ${side} value. Expected a value ${sign} ${limit}, but got ${String(got)} instead.`;
  return upstreamError(message, { param, code: `${kind}_${code}_value` });
}

export function missing(path: Path): WireError {
  const param = written(path);
  return upstreamError(`Missing required parameter: '${param}'.`, {
    param,
    code: 'missing_required_parameter',
  });
}

export function invalidType(path: Path, expected: string, got: unknown): WireError {
  const param = written(path);
  const kind =
    got === null
      ? 'null'
      : Array.isArray(got)
        ? 'an array'
        : typeof got === 'object'
          ? 'an object'
          : `a ${typeof got}`;
  return upstreamError(`Invalid type for '${param}': expected ${expected}, but got ${kind} instead.`, {
    param,
    code: 'invalid_type',
  });
}

export function invalidValue(path: Path, got: unknown, supported: readonly string[]): WireError {
  const param = written(path);
  const quoted = supported.map((value) => `'${value}'`);
  const comma = quoted.length > 2 ? ',' : '';
  const list =
    quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')}${comma} and ${quoted.at(-1)}` : quoted.join('');
  return upstreamError(`Invalid value: '${String(got)}'. Supported values are: ${list}.`, {
    param,
    code: 'invalid_value',
  });
}

/** `['input', 0, 'content']` → `input[0].content` */
export function written(path: Path): string {
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : index === 0 ? String(key) : `.${String(key)}`,
    )
    .join('');
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      Array.isArray(inner) ? inner[Number(key)] : isRecord(inner) ? inner[String(key)] : undefined,
    value,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
