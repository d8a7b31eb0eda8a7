import { asArray, asObject, asText } from '../api/json.ts';
import type { ToolDetail } from '../protocol/toolItem.ts';
import { imageDetail } from './toolImage.ts';

type WireItem = Readonly<Record<string, unknown>>;

/** What a finished item tells of its call and the outcome, in the order in which it is shown. */
export function detailsOf(item: WireItem): readonly ToolDetail[] {
  return [
    ...actionDetails(asObject(item['action']) ?? {}),
    ...texts(item['queries']).map((text) => ({ kind: 'query', text }) as const),
    ...objects(item['results']).flatMap(excerpt),
    ...objects(item['outputs']).flatMap(codeOutput),
    ...imageDetail(item['result'], asText(item['output_format']), asText(item['revised_prompt'])),
    ...objects(item['tools']).flatMap(listed),
    ...outputDetails(item['output']),
    ...errorDetails(item['error']),
  ];
}

/** What a web search did: it searched, opened a page, or looked for a pattern in one. */
function actionDetails(action: WireItem): readonly ToolDetail[] {
  const queries = texts(action['queries']);
  const query = asText(action['query']);
  const url = asText(action['url']);
  const pattern = asText(action['pattern']);
  const pages = objects(action['sources']).flatMap((source): readonly ToolDetail[] => {
    const address = asText(source['url']);
    const name = asText(source['name']);
    if (address !== undefined) return [{ kind: 'page', url: address }];
    return name === undefined ? [] : [{ kind: 'listed', name }];
  });
  return [
    ...(queries.length > 0 || query === undefined ? queries : [query]).map(
      (text) => ({ kind: 'query', text }) as const,
    ),
    ...(url === undefined
      ? []
      : [{ kind: 'page', url, ...(pattern === undefined ? {} : { pattern }) } as const]),
    ...pages,
  ];
}

function excerpt(result: WireItem): readonly ToolDetail[] {
  const name = asText(result['filename']) ?? asText(result['file_id']);
  if (name === undefined) return [];
  const score = result['score'];
  return [
    {
      kind: 'excerpt',
      name,
      text: asText(result['text']) ?? '',
      ...(typeof score === 'number' ? { score } : {}),
    },
  ];
}

function codeOutput(output: WireItem): readonly ToolDetail[] {
  const logs = asText(output['logs']);
  if (logs !== undefined) return [{ kind: 'output', text: logs }];
  const url = asText(output['url']);
  if (url === undefined) return [];
  return url.startsWith('data:') ? imageDetail(url) : [{ kind: 'page', url }];
}

function listed(tool: WireItem): readonly ToolDetail[] {
  const name = asText(tool['name']) ?? asText(tool['type']);
  const description = asText(tool['description']);
  if (name === undefined) return [];
  return [{ kind: 'listed', name, ...(description === undefined ? {} : { description }) }];
}

/** The output of a call: text, or what each command of a shell wrote. */
function outputDetails(output: unknown): readonly ToolDetail[] {
  const text = asText(output);
  if (text !== undefined) return [{ kind: 'output', text }];
  return objects(output).flatMap((part): readonly ToolDetail[] => {
    const written = ['stdout', 'stderr', 'text'].flatMap((field) => asText(part[field]) ?? []);
    return written.map((each) => ({ kind: 'output', text: each }));
  });
}

/** An error is a sentence, or an object that has one. */
function errorDetails(error: unknown): readonly ToolDetail[] {
  const object = asObject(error);
  const text = asText(error) ?? asText(object?.['message']) ?? (object && JSON.stringify(object));
  return text === undefined ? [] : [{ kind: 'error', text }];
}

function texts(value: unknown): readonly string[] {
  return asArray(value).flatMap((each) => asText(each) ?? []);
}

function objects(value: unknown): readonly WireItem[] {
  return asArray(value)
    .map(asObject)
    .filter((each) => each !== undefined);
}
