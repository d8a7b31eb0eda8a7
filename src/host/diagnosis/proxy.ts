import type { ProxyUse } from './diagnosis.ts';

/** The settings of VS Code that decide about proxies, as they are. */
export interface ProxySettings {
  /** `http.proxy` */
  readonly proxy: string;
  /** `http.proxySupport`: `off`, `on`, `fallback` or `override`. */
  readonly support: string;
  /** `http.noProxy` */
  readonly exceptions: readonly string[];
}

/** Which proxy VS Code uses for `url`. It contacts this machine and the exceptions without one. */
export function proxyUseOf(url: string, { proxy, support, exceptions }: ProxySettings): ProxyUse {
  const { hostname, port, protocol } = new URL(url);
  if (support === 'off') return { kind: 'none', because: 'off' };
  if (/^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)) return { kind: 'none', because: 'loopback' };
  const target = { hostname, port: port || (protocol === 'https:' ? '443' : '80') };
  if (exceptions.some((exception) => isExcepted(target, exception))) {
    return { kind: 'none', because: 'exception' };
  }
  if (proxy.trim() === '') return { kind: 'system' };
  const host = URL.canParse(proxy.trim()) ? new URL(proxy.trim()).host : '';
  return host === '' ? { kind: 'unreadable' } : { kind: 'configured', proxy: host };
}

/** An exception is a host or the end of one, perhaps with a port: `corp.example`, `.corp.example:8443`, `*`. */
function isExcepted(
  target: { readonly hostname: string; readonly port: string },
  exception: string,
): boolean {
  const match = /^\*?\.?(.*?)(?::(\d+))?$/.exec(exception.trim().toLowerCase());
  const [, domain = '', port = target.port] = match ?? [];
  if (port !== target.port) return false;
  if (domain === '') return exception.trim().startsWith('*');
  return target.hostname === domain || target.hostname.endsWith(`.${domain}`);
}
