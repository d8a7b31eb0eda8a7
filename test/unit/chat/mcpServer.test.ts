import assert from 'node:assert/strict';
import { mcpEntries, mcpServer } from '../../../src/chat/mcpServer.ts';

describe('tool servers of the settings', () => {
  it('S-7 become tools of the request that always ask, with the token as a header', () => {
    const [plain, full] = mcpEntries({
      docs: { url: 'https://mcp.example.com/mcp' },
      issues: {
        url: 'https://issues.example.com:8443/mcp?x=1',
        token: true,
        allowedTools: ['search', 'read'],
        headers: { 'X-Team': 'core' },
      },
    });
    assert.ok(plain?.kind === 'server' && full?.kind === 'server');
    assert.deepEqual(
      [mcpServer(plain, undefined), mcpServer(full, 'secret'), full.origin, full.needsToken],
      [
        {
          label: 'docs',
          host: 'mcp.example.com',
          wire: {
            type: 'mcp',
            server_label: 'docs',
            server_url: 'https://mcp.example.com/mcp',
            require_approval: 'always',
          },
        },
        {
          label: 'issues',
          host: 'issues.example.com:8443',
          wire: {
            type: 'mcp',
            server_label: 'issues',
            server_url: 'https://issues.example.com:8443/mcp?x=1',
            allowed_tools: ['search', 'read'],
            headers: { 'X-Team': 'core', Authorization: 'Bearer secret' },
            require_approval: 'always',
          },
        },
        'https://issues.example.com:8443',
        true,
      ],
    );
  });

  const url = 'https://mcp.example.com';
  const invalid: readonly (readonly [string, unknown, string])[] = [
    ['has space', { url }, 'label'],
    ['a', 'https://mcp.example.com', 'not_an_object'],
    ['a', { url, command: 'npx' }, 'unknown_field'],
    ['a', {}, 'url'],
    ['a', { url: 'mcp.example.com' }, 'url'],
    ['a', { url: 'http://mcp.example.com' }, 'not_secure'],
    ['a', { url: 'file:///etc/passwd' }, 'not_secure'],
    ['a', { url: 'https://user:pass@mcp.example.com' }, 'credentials_in_url'],
    ['a', { url, token: 'sk-123' }, 'token'],
    ['a', { url, headers: ['x'] }, 'headers'],
    ['a', { url, headers: { 'bad name': 'x' } }, 'headers'],
    ['a', { url, headers: { x: 'a\nb' } }, 'headers'],
    ['a', { url, headers: { AUTHORIZATION: 'Bearer x' } }, 'authorization_header'],
    ['a', { url, allowedTools: 'search' }, 'allowed_tools'],
    ['a', { url, allowedTools: [] }, 'allowed_tools'],
    ['a', { url, allowedTools: [1] }, 'allowed_tools'],
  ];
  for (const [label, value, problem] of invalid) {
    it(`S-7 are refused with what is wrong: ${problem} in ${JSON.stringify(value)}`, () => {
      assert.deepEqual(mcpEntries({ [label]: value }), [{ kind: 'invalid', label, problem }]);
    });
  }

  it('may be on this machine without TLS', () => {
    assert.equal(mcpEntries({ a: { url: 'http://localhost:3000/mcp' } })[0]?.kind, 'server');
  });
});
