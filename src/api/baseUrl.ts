export type BaseUrlProblem =
  | 'empty'
  | 'not_a_url'
  /** `http:` to anything but this machine. */
  | 'not_https'
  /** A user name or password in the URL. */
  | 'has_credentials'
  | 'has_query_or_fragment';

export type BaseUrl =
  | {
      readonly ok: true;
      /** The API root without a trailing slash, such as `https://api.cometapi.com/v1`. */
      readonly url: string;
      readonly origin: string;
      /** Host and port, for people. */
      readonly host: string;
    }
  | { readonly ok: false; readonly problem: BaseUrlProblem };

/**
 * Normalises and judges what a person typed as base URL. A host alone and a whole endpoint URL lead to the same
 * root; any other path is kept. Judged after parsing, so no spelling of an address passes as another one:
 * `https:` everywhere, `http:` only for `localhost`, `127.0.0.0/8` and `[::1]`.
 */
export function parseBaseUrl(text: string): BaseUrl {
  const typed = text.trim();
  if (typed === '') return { ok: false, problem: 'empty' };
  // The URL parser repairs back slashes, control characters and a wrong number of slashes. What a person
  // reads should be what is contacted, so such texts are refused before it sees them.
  const authority = /^https?:\/\/([^/?#]+)/i.exec(typed)?.[1];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (authority === undefined || /[\\\s\u0000-\u001f\u007f]/.test(typed) || !URL.canParse(typed)) {
    return { ok: false, problem: 'not_a_url' };
  }
  if (authority.includes('@')) return { ok: false, problem: 'has_credentials' };
  if (/[?#]/.test(typed)) return { ok: false, problem: 'has_query_or_fragment' };
  const { protocol, origin, host, hostname, pathname } = new URL(typed);
  if (hostname.endsWith('.') || /%|\/\//.test(pathname)) return { ok: false, problem: 'not_a_url' };
  if (protocol === 'http:' && !isLoopback(hostname)) return { ok: false, problem: 'not_https' };
  const root = pathname.replace(/\/$/, '').replace(/(\/(responses|chat\/completions|models))+$/, '');
  return { ok: true, url: origin + (root === '' ? '/v1' : root), origin, host };
}

/** Whether a parsed host name is a literal of this machine. An IPv4 address mapped into IPv6 is not. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
