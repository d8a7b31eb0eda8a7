import assert from 'node:assert/strict';
import { isSecret } from '../../../src/chat/workspacePath.ts';

describe('secret files', () => {
  const secret = [
    ...[
      '.env',
      '.env.local',
      '.ENV.PRODUCTION',
      'deploy/prod.env',
      '.envrc',
      '.env-backup',
      '．env',
      '.e\u200bnv',
    ],
    ...[
      'server.pem',
      'tls.KEY',
      'store.p12',
      'a.pfx',
      'vault.kdbx',
      'release.jks',
      'id_rsa',
      'id_ed25519.bak',
    ],
    ...['.npmrc', '.netrc', '_netrc', '.pypirc', '.git-credentials', '.htpasswd', 'main.tfstate', 'x.tfvars'],
    ...['.ssh/config', '.aws/config', '.kube/config', '.git/config', '.docker/config.json', '.gnupg/x'],
    ...['credentials.json', 'secrets.yaml', 'Secret', 'service-account-prod.json', 'auth.json', 'a.key.bak'],
  ];
  const plain = [
    ...[
      'environment.ts',
      'src/env.ts',
      'keyboard.ts',
      'keys.md',
      'src/secretSanta.ts',
      'pem.md',
      'package.json',
    ],
    ...[
      '.gitignore',
      '.github/workflows/ci.yml',
      'docker/config.json',
      'src/credentialsForm.tsx',
      'i.asciidoc',
    ],
  ];

  it('S08 are told by name or folder, in any case and spelling', () => {
    assert.deepEqual(
      secret.filter((path) => !isSecret(path.split('/'))),
      [],
    );
  });

  it('are not confused with files that only sound like them', () => {
    assert.deepEqual(
      plain.filter((path) => isSecret(path.split('/'))),
      [],
    );
  });
});
