import { asArray, asObject, asText } from './json.ts';
import { canonical, type ParameterName, type ParameterValues, parameterNames } from './parameters.ts';

type WireObject = Readonly<Record<string, unknown>>;

/** A parameter of a request that was answered, with what the response says of it. */
export interface AnsweredParameter {
  readonly name: ParameterName;
  readonly sent: unknown;
  /**
   * `kept`: the response names the same value. `changed`: it names another one, `reported`. `unsaid`: it names
   * none, or null, which proves nothing: many servers never say.
   */
  readonly verdict: 'kept' | 'changed' | 'unsaid';
  readonly reported?: unknown;
}

/** One thing a content filter looked for. `source` is what it looked at, in the server's word. */
export interface ContentFilter {
  readonly source: string;
  readonly category: string;
  readonly severity?: string;
  readonly isFiltered: boolean;
}

/** What a response object can repeat of its request. Texts, tools and input are too large to be of use. */
const echoed = [
  ...['reasoning', 'text', 'temperature', 'top_p', 'top_logprobs', 'max_output_tokens', 'max_tool_calls'],
  ...['tool_choice', 'parallel_tool_calls', 'truncation', 'metadata', 'service_tier', 'safety_identifier'],
  ...['prompt_cache_key', 'prompt_cache_retention', 'store', 'background', 'user'],
];

/** What the response object repeats of its request. */
export function echoOf(response: WireObject | undefined): WireObject {
  if (response === undefined) return {};
  return Object.fromEntries(
    echoed.flatMap((name) =>
      response[name] === undefined || response[name] === null ? [] : [[name, response[name]]],
    ),
  );
}

/** What became of each parameter that was sent, by what the response repeats. */
export function compareEcho(sent: ParameterValues, echo: WireObject): readonly AnsweredParameter[] {
  return parameterNames.flatMap((name): readonly AnsweredParameter[] => {
    const value = sent[name];
    if (value === undefined) return [];
    const reported = name.split('.').reduce<unknown>((part, key) => asObject(part)?.[key], echo);
    if (reported === undefined || reported === null) return [{ name, sent: value, verdict: 'unsaid' }];
    return isSame(name, value, reported)
      ? [{ name, sent: value, verdict: 'kept' }]
      : [{ name, sent: value, verdict: 'changed', reported }];
  });
}

function isSame(name: ParameterName, sent: unknown, reported: unknown): boolean {
  // `auto` is a wish; the response names what came of it.
  if (sent === 'auto' && name !== 'tool_choice' && name !== 'truncation') return true;
  if (name === 'service_tier' && sent === 'default' && reported === 'standard') return true;
  // A schema may come back with its defaults filled in.
  if (name === 'text.format') return asObject(sent)?.['type'] === asObject(reported)?.['type'];
  return holds(canonical(name, sent), canonical(name, reported));
}

/** Whether `reported` is `sent`, or an object that holds it. Servers may keep numbers with half the digits. */
function holds(sent: unknown, reported: unknown): boolean {
  if (typeof sent === 'number' && typeof reported === 'number') {
    return Math.abs(sent - reported) <= 1e-6 * Math.max(1, Math.abs(sent));
  }
  const [inner, outer] = [asObject(sent), asObject(reported)];
  if (inner === undefined || outer === undefined) return JSON.stringify(sent) === JSON.stringify(reported);
  return Object.entries(inner).every(([key, value]) => holds(value, outer[key]));
}

/** What content filters found; undefined where the response has no word of any, empty where none found a thing. */
export function contentFiltersOf(response: WireObject | undefined): readonly ContentFilter[] | undefined {
  const filters = response?.['content_filters'];
  if (!Array.isArray(filters)) return undefined;
  return asArray(filters)
    .slice(0, 20)
    .flatMap((each) => {
      const source = asText(asObject(each)?.['source_type']) ?? '';
      const results = Object.entries(asObject(asObject(each)?.['content_filter_results']) ?? {});
      return results.flatMap(([category, result]) => findingOf(source, category, asObject(result)) ?? []);
    })
    .slice(0, 50);
}

function findingOf(
  source: string,
  category: string,
  result: WireObject | undefined,
): ContentFilter | undefined {
  const severity = asText(result?.['severity']);
  const isFiltered = result?.['filtered'] === true;
  const isFound = isFiltered || result?.['detected'] === true || (severity ?? 'safe') !== 'safe';
  return isFound
    ? { source, category, isFiltered, ...(severity === undefined ? {} : { severity }) }
    : undefined;
}
