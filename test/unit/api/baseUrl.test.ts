import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isPlausibleKey } from '../../../src/api/apiKeyFormat.ts';
import { parseBaseUrl } from '../../../src/api/baseUrl.ts';
import { canaryKey } from '../../canary.ts';
import { readShared } from './shared.ts';

describe('A base URL', () => {
  it('leads to one root however it is written (M-A8)', () => {
    const root = {
      ok: true,
      url: 'https://api.cometapi.com/v1',
      origin: 'https://api.cometapi.com',
      host: 'api.cometapi.com',
    };
    const endings = [
      '',
      '/',
      '/v1',
      '/v1/',
      '/v1/responses',
      '/v1/responses/',
      '/v1/chat/completions',
      '/v1/models',
    ];
    const bases = ['https://api.cometapi.com', ' HTTPS://API.cometapi.com:443'];
    for (const base of bases) {
      for (const ending of endings) assert.deepEqual(parseBaseUrl(base + ending), root, base + ending);
    }
  });

  it('keeps another path and another port', () => {
    const urls = [
      'https://h.example:8443/api/openai/v1/',
      'http://localhost:1234',
      'https://h.example/responses',
    ];
    assert.deepEqual(urls.map(urlOf), [
      'https://h.example:8443/api/openai/v1',
      'http://localhost:1234/v1',
      'https://h.example/v1',
    ]);
  });

  it('may be http only to a literal of this machine, judged after parsing (S22)', () => {
    const allowed = ['http://localhost/v1', 'http://127.0.0.1/v1', 'http://127.9.8.7/v1', 'http://[::1]/v1'];
    const spelled = [
      'http://2130706433/v1',
      'http://0x7f.1/v1',
      'http://0177.0.0.1/v1',
      'http://[0:0:0:0:0:0:0:1]/v1',
    ];
    assert.deepEqual(allowed.map(urlOf), allowed);
    assert.deepEqual(spelled.map(urlOf), [...Array(3).fill('http://127.0.0.1/v1'), 'http://[::1]/v1']);
    const refused = [
      ...[
        'http://127.0.0.1.evil.com',
        'http://localhost.evil.com',
        'http://[::ffff:127.0.0.1]',
        'http://0.0.0.0',
      ],
      ...[
        'http://192.168.0.1',
        'http://128.0.0.1',
        'http://api.cometapi.com',
        'http://3627734734',
        'http://[::]',
      ],
    ];
    for (const url of refused) assert.deepEqual(parseBaseUrl(url), { ok: false, problem: 'not_https' }, url);
  });

  it('says what is wrong with it (S24)', () => {
    const problems = {
      '': 'empty',
      '  ': 'empty',
      'api.cometapi.com': 'not_a_url',
      'https:api.cometapi.com': 'not_a_url',
      'https:///api.cometapi.com': 'not_a_url',
      'https://api.cometapi.com\\v1': 'not_a_url',
      'https://api.cometapi\n.com': 'not_a_url',
      'https://api.cometapi.com.': 'not_a_url',
      'http://localhost./v1': 'not_a_url',
      'https://h/%2f..': 'not_a_url',
      'https://h//v1': 'not_a_url',
      'ftp://h/v1': 'not_a_url',
      'javascript:alert(1)': 'not_a_url',
      'https://user:secret@h/v1': 'has_credentials',
      'http://localhost@evil.example/': 'has_credentials',
      'https://@h/v1': 'has_credentials',
      'https://h/v1?key=x': 'has_query_or_fragment',
      'https://h/v1?': 'has_query_or_fragment',
      'https://h/v1#x': 'has_query_or_fragment',
    };
    const said = Object.keys(problems).map((text) => {
      const parsed = parseBaseUrl(text);
      return [text, parsed.ok ? parsed.url : parsed.problem];
    });
    assert.deepEqual(said, Object.entries(problems));
  });

  it('is accepted only as the host a person reads in it (S21, S27)', function () {
    const lines = readShared(this, 'corpora/urls.jsonl').trim().split('\n');
    const accepted = lines.flatMap((line) => {
      const { url } = JSON.parse(line) as { url: string };
      const parsed = parseBaseUrl(url);
      return parsed.ok ? [[url, parsed.url]] : [];
    });
    assert.deepEqual(accepted, [
      ['https://google.com/', 'https://google.com/v1'],
      ['https://google.com', 'https://google.com/v1'],
    ]);
    console.log(`      ${lines.length} hostile URLs read`);
  });

  it('is its own normal form', () => {
    const segment = fc.constantFrom('v1', 'api', 'Responses', 'responses', 'chat', 'completions', 'models');
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 5 }), fc.constantFrom('', '/'), (path, ending) => {
        const once = parseBaseUrl(`https://h.example/${path.join('/')}${path.length === 0 ? '' : ending}`);
        assert.ok(once.ok);
        assert.deepEqual(parseBaseUrl(once.url), once);
      }),
    );
  });
});

describe('An API key', () => {
  it('is printable ASCII without white space and at most 512 characters long (S24)', () => {
    const plausible = [canaryKey, 'x', 'a'.repeat(512)];
    const impossible = [
      '',
      ' ',
      'a b',
      'a\n',
      'a\r\nX-Evil: 1',
      'ключ',
      'sk\u2010x',
      'a\u0000',
      'a\u007f',
      'a'.repeat(513),
    ];
    assert.deepEqual([plausible.filter(isPlausibleKey), impossible.filter(isPlausibleKey)], [plausible, []]);
  });
});

function urlOf(text: string): string {
  const parsed = parseBaseUrl(text);
  return parsed.ok ? parsed.url : parsed.problem;
}
