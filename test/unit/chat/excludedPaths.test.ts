import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exclusionOf } from '../../../src/chat/excludedPaths.ts';

describe('files that usually hold secrets', () => {
  const secret = [
    '.env',
    'web/.env.production',
    'prod.env',
    '.ENV.local',
    'certs/server.pem',
    'server.key',
    'id_rsa',
    'home/.ssh/config',
    '.ssh/known_hosts',
    '.npmrc',
    'a/.netrc',
    '.aws/credentials',
    'infra/secrets.yaml',
    'vault.kdbx',
  ];
  const harmless = [
    '.env.example',
    'web/.env.sample',
    'src/env.ts',
    'src/keys.ts',
    'monkey.ts',
    'environment.md',
    'src/pem/index.ts',
    'README.md',
    'package.json',
  ];

  it('M-C11 are asked about at any depth, and files that are only named like them are not', () => {
    assert.deepEqual(
      [secret, harmless].map((paths) => paths.filter((path) => exclusionOf(path, []) !== undefined)),
      [secret, []],
    );
  });

  it('M-C11 are joined by those of the setting, whose patterns mean what they mean in VS Code', () => {
    const own = ['**/private/**', 'docs/*.md', '*.{sql,csv}', 'data?.bin', '', '{broken', '.env.example'];
    const paths = [
      'a/private/b/c.ts',
      'private/x',
      'docs/a.md',
      'docs/a/b.md',
      'x/y.sql',
      'data1.bin',
      'data12.bin',
    ];
    assert.deepEqual(
      [...paths, '.env.example', 'src/a.ts', '.env'].map((path) => {
        const exclusion = exclusionOf(path, own);
        return exclusion?.kind === 'pattern' ? exclusion.pattern : exclusion?.kind;
      }),
      [
        '**/private/**',
        '**/private/**',
        'docs/*.md',
        undefined,
        '*.{sql,csv}',
        'data?.bin',
        undefined,
        '.env.example',
        undefined,
        'secret',
      ],
    );
  });

  it('M-C11 are found whatever a pattern or a path is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (path, pattern) => {
        exclusionOf(path, [pattern]);
      }),
    );
  });
});
