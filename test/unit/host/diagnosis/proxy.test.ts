import assert from 'node:assert/strict';
import { type ProxySettings, proxyUseOf } from '../../../../src/host/diagnosis/proxy.ts';

const proxy = 'http://person:secret@proxy.corp.example:8080';
const settings: ProxySettings = { proxy, support: 'override', exceptions: [] };

describe('The proxy of VS Code', () => {
  it('is told by host and port, without user name and password (M-K5, N18)', () => {
    assert.deepEqual(proxyUseOf('https://api.example/v1', settings), {
      kind: 'configured',
      proxy: 'proxy.corp.example:8080',
    });
  });

  it('is that of the operating system when none is named, and unreadable when it is no address', () => {
    assert.deepEqual(
      ['', '  ', 'proxy.corp', ':8080'].map(
        (text) => proxyUseOf('https://api.example/v1', { ...settings, proxy: text }).kind,
      ),
      ['system', 'system', 'unreadable', 'unreadable'],
    );
  });

  it('is not used when it is off, for this machine and for exceptions', () => {
    const exceptions = (...list: readonly string[]) => ({ ...settings, exceptions: list });
    const cases: readonly (readonly [string, ProxySettings, string])[] = [
      ['https://api.example/v1', { ...settings, support: 'off' }, 'off'],
      ['http://localhost:8080/v1', settings, 'loopback'],
      ['http://[::1]:8080/v1', settings, 'loopback'],
      ['https://api.example/v1', exceptions('other.example', 'api.example'), 'exception'],
      ['https://api.example/v1', exceptions('.example'), 'exception'],
      ['https://api.example/v1', exceptions('*.example:443'), 'exception'],
      ['https://api.example/v1', exceptions('*'), 'exception'],
      ['https://api.example/v1', exceptions('api.example:8443'), 'configured'],
      ['https://myapi.example/v1', exceptions('api.example', ''), 'configured'],
    ];
    assert.deepEqual(
      cases.map(([url, given]) => {
        const use = proxyUseOf(url, given);
        return use.kind === 'none' ? use.because : use.kind;
      }),
      cases.map(([, , expected]) => expected),
    );
  });
});
