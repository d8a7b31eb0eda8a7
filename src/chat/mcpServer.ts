import { asArray, asObject, asText } from '../api/json.ts';

/** A tool server the API may call for the model, once a person has allowed the call. */
export interface McpServer {
  /** What people and models call it; unique. */
  readonly label: string;
  /** Where calls go, for people. */
  readonly host: string;
  /** The tool of the request; may hold secrets, so it is neither logged nor shown. */
  readonly wire: Readonly<Record<string, unknown>>;
}

/** An entry of the setting `cometapi.mcpServers`. */
export type McpEntry =
  | {
      readonly kind: 'server';
      readonly label: string;
      readonly url: string;
      /** The origin a token is bound to. */
      readonly origin: string;
      readonly host: string;
      readonly needsToken: boolean;
      readonly allowedTools: readonly string[] | undefined;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'invalid'; readonly label: string; readonly problem: McpProblem };

/** What is wrong with an entry. */
export type McpProblem =
  | 'label'
  | 'not_an_object'
  | 'unknown_field'
  | 'url'
  | 'not_secure'
  | 'credentials_in_url'
  | 'headers'
  | 'authorization_header'
  | 'allowed_tools'
  | 'token';

const fields = new Set(['url', 'token', 'allowedTools', 'headers']);
const labelPattern = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** The entries of the setting, in their order, each either usable or with what is wrong with it. */
export function mcpEntries(setting: Readonly<Record<string, unknown>>): readonly McpEntry[] {
  return Object.entries(setting).map(([label, value]) => {
    const entry = entryOf(label, value);
    return typeof entry === 'string' ? { kind: 'invalid', label, problem: entry } : entry;
  });
}

function entryOf(label: string, value: unknown): McpEntry | McpProblem {
  if (!labelPattern.test(label)) return 'label';
  const entry = asObject(value);
  if (entry === undefined) return 'not_an_object';
  if (Object.keys(entry).some((name) => !fields.has(name))) return 'unknown_field';
  const { token = false, allowedTools } = entry;
  const headers = entry['headers'] ?? {};
  const text = asText(entry['url']);
  if (text === undefined || !URL.canParse(text)) return 'url';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'credentials_in_url';
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) return 'not_secure';
  if (typeof token !== 'boolean') return 'token';
  const pairs = asObject(headers);
  if (pairs === undefined || !isHeaders(pairs)) return 'headers';
  if (Object.keys(pairs).some((name) => name.toLowerCase() === 'authorization')) {
    return 'authorization_header';
  }
  const names = asArray(allowedTools);
  const isList = allowedTools === undefined || (names.length > 0 && Array.isArray(allowedTools));
  if (!isList || !isTexts(names)) return 'allowed_tools';
  return {
    kind: 'server',
    label,
    url: url.href,
    origin: url.origin,
    host: url.host,
    needsToken: token,
    allowedTools: allowedTools === undefined ? undefined : names,
    headers: pairs,
  };
}

/** The server as requests carry it. Each of its calls asks first. */
export function mcpServer(entry: McpEntry & { kind: 'server' }, token: string | undefined): McpServer {
  const { label, url, host, allowedTools, headers } = entry;
  const all = token === undefined ? headers : { ...headers, Authorization: `Bearer ${token}` };
  return {
    label,
    host,
    wire: {
      type: 'mcp',
      server_label: label,
      server_url: url,
      ...(allowedTools === undefined ? {} : { allowed_tools: allowedTools }),
      ...(Object.keys(all).length === 0 ? {} : { headers: all }),
      require_approval: 'always',
    },
  };
}

function isHeaders(pairs: Readonly<Record<string, unknown>>): pairs is Readonly<Record<string, string>> {
  return Object.entries(pairs).every(
    ([name, value]) =>
      /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && typeof value === 'string' && /^[\x20-\x7e]*$/.test(value),
  );
}

function isTexts(values: readonly unknown[]): values is readonly string[] {
  return values.every((value) => asText(value) !== undefined);
}
