import { asObject } from './json.ts';
import {
  isParameterName,
  nested,
  type ParameterRange,
  type ParameterValues,
  parameterNames,
  parameters,
  validateParameter,
} from './parameters.ts';

/** What is wrong at one line of options written as JSON. */
export type OptionsProblem =
  | { readonly code: 'json'; readonly line: number }
  | { readonly code: 'unknown'; readonly line: number; readonly name: string }
  | { readonly code: 'range'; readonly line: number; readonly name: string; readonly range: ParameterRange };

/**
 * Options as people write them: in the form of the request, so that a sample from a page can be pasted. A value
 * that is undefined, which is a default that is not to be sent, is written as null.
 */
export function writeOptions(values: ParameterValues): string {
  const set = parameterNames.filter((name) => Object.hasOwn(values, name));
  if (set.length === 0) return '{}';
  return JSON.stringify(nested(Object.fromEntries(set.map((name) => [name, values[name] ?? null]))), null, 2);
}

/**
 * The options in a JSON text, by parameter, or everything that is wrong with it, each with its line (from 1).
 * Names may be nested as in the request or written with a dot; null stands for undefined.
 */
export function readOptions(
  text: string,
):
  | { readonly ok: true; readonly values: ParameterValues }
  | { readonly ok: false; readonly problems: readonly OptionsProblem[] } {
  let json: unknown;
  try {
    json = JSON.parse(text.trim() === '' ? '{}' : text);
  } catch (error) {
    return { ok: false, problems: [{ code: 'json', line: lineOfError(text, error) }] };
  }
  const object = asObject(json);
  if (object === undefined) return { ok: false, problems: [{ code: 'json', line: 1 }] };
  const lines = keyLines(text);
  const flat = flattened(object).map(([name, value]) => [name, value ?? undefined] as const);
  const problems = flat.flatMap(([name, value]): readonly OptionsProblem[] => {
    const line = lines.get(name) ?? 1;
    if (!isParameterName(name)) return [{ code: 'unknown', line, name }];
    const isWrong = value !== undefined && validateParameter(name, value) !== undefined;
    return isWrong ? [{ code: 'range', line, name, range: parameters[name].range }] : [];
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, values: Object.fromEntries(flat) };
}

const parents = new Set(parameterNames.flatMap((name) => (name.includes('.') ? name.split('.', 1) : [])));

/** The members of the objects that only group parameters, by their full name. */
function flattened(object: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  return Object.entries(object).flatMap(([name, value]) => {
    const inner = parents.has(name) ? asObject(value) : undefined;
    return inner === undefined
      ? [[name, value] as const]
      : Object.entries(inner).map(([key, part]) => [`${name}.${key}`, part] as const);
  });
}

/** The line of every key, by its path from the root. The text is valid JSON. */
function keyLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const path: string[] = [];
  let line = 1;
  let last = '';
  let key = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:\n]/g)) {
    if (token === '\n') line += 1;
    else if (token === ':') {
      key = String(JSON.parse(last));
      lines.set([...path.slice(1), key].join('.'), line);
    } else if (token === '{' || token === '[') path.push(key);
    else if (token === '}' || token === ']') path.pop();
    else last = token;
  }
  return lines;
}

/** Engines tell the line, or the position, or neither at the end of the text. */
function lineOfError(text: string, error: unknown): number {
  const message = error instanceof Error ? error.message : '';
  const line = /line (\d+)/.exec(message)?.[1];
  if (line !== undefined) return Number(line);
  const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  return text.slice(0, position).split('\n').length;
}
