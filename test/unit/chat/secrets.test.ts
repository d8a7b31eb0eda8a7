import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { findSecrets, maskSecrets } from '../../../src/chat/secrets.ts';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const hex = `${digits}abcdef`;
const word = lower + lower.toUpperCase() + digits;

/** Evenly random: as a string, fast-check would mix names of properties into it. */
const letters = (alphabet: string, length: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length }).map((all) => all.join(''));

/** A form an issuer documents, filled at random. `#` and a number stand for so many letters of the alphabet. */
function form(template: string, alphabet = word): fc.Arbitrary<string> {
  const pieces = template.split(/(#\d+)/);
  const parts = pieces.map((piece) =>
    piece.startsWith('#') ? letters(alphabet, Number(piece.slice(1))) : fc.constant(piece),
  );
  return fc.tuple(...parts).map((all) => all.join(''));
}

/** Each kind of secret as it stands in a file. The value is what must be found, where it is not all of it. */
const kinds: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'OpenAI, CometAPI': form('OPENAI_API_KEY=sk-#48'),
  'OpenAI project': form('const key = "sk-proj-#80";'),
  Anthropic: form("key: 'sk-ant-api03-#90'"),
  AWS: letters('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16).map((id) => `aws_access_key_id = AKIA${id}`),
  'AWS secret': form('aws_secret_access_key = #40'),
  Google: form('"AIza#35"'),
  GitHub: form('git clone https://ghp_#36@github.com/a/b'),
  'GitHub fine-grained': form('token github_pat_#22_#59'),
  GitLab: form('glpat-#20'),
  Slack: form('xoxb-#12-#12-#24', digits + lower),
  'Slack webhook': form('https://hooks.slack.com/services/T#9/B#9/#24'),
  Stripe: form('Stripe("sk_live_#24")'),
  npm: form('//registry.npmjs.org/:_authToken=npm_#36'),
  PyPI: form('pypi-AgEIcHlwaS5vcmc#60'),
  SendGrid: form('SG.#22.#43'),
  'Hugging Face': form('hf_#34'),
  DigitalOcean: form('dop_v1_#64', hex),
  Databricks: form('dapi#32', hex),
  Shopify: form('shpat_#32', hex),
  Vault: form('hvs.#32'),
  Telegram: form('#9', digits).chain((bot) => form(`${bot.replace(/^0/, '1')}:AA#33`)),
  Azure: form('AccountKey=#86=='),
  'private key': form('-----BEGIN RSA PRIVATE KEY-----\n#64\n#64\n-----END RSA PRIVATE KEY-----'),
  'OpenSSH key': form('-----BEGIN OPENSSH PRIVATE KEY-----\n#70\n#70\n-----END OPENSSH PRIVATE KEY-----'),
  JWT: form('Cookie: session=eyJ#30.eyJ#60.#43'),
  Bearer: form('Authorization: Bearer #40'),
  'database URL': form('postgres://app:#16@db.internal:5432/app'),
  'connection string': form('Server=db;Database=app;User Id=app;Password=#14;'),
  'quoted password': form('  password: "#18",'),
  'environment file': form('export DB_PASSWORD=#20'),
  'client secret': form('"client_secret": "#32"'),
};

const placeholders = [
  'OPENAI_API_KEY=sk-your-key-here-and-nothing-else',
  'AKIAIOSFODNN7EXAMPLE',
  'password: "changeme123"',
  'postgres://user:password@localhost/db',
  ['postgres://user:$', '{DB_PASSWORD}@localhost/db'].join(''),
  'const apiKey = process.env.OPENAI_API_KEY;',
  'token: "<your-token-here-123>"',
  'secret: "{{ vault.secret_1 }}"',
  'api_key = "xxxxxxxxxxxxxxxxxxxx1"',
  'mailto:someone@example.org and https://example.org:8080/path@2',
  'passwordField: "input-password-1"',
  "tokenType: 'punctuation.definition'",
];

describe('secrets', () => {
  it('B-19 are found in the forms of their issuers and in assignments: at least 95 of 100 of every kind', () => {
    const runs = 200;
    const missed: string[] = [];
    const rates = Object.entries(kinds).map(([name, arbitrary]) => {
      const samples = fc.sample(arbitrary, { numRuns: runs, seed: 19 });
      const found = samples.filter((sample) => findSecrets(`# before\n${sample}\n# after\n`).length > 0);
      if (found.length < runs * 0.95) missed.push(`${name}: ${found.length} of ${runs}`);
      return found.length / runs;
    });
    const recall = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    console.log(`      recall ${(recall * 100).toFixed(2)} % of ${rates.length} kinds × ${runs}`);
    assert.deepEqual(missed, []);
  });

  it('B-19 are not what stands for them: placeholders, names of variables, examples', () => {
    assert.deepEqual(
      placeholders.filter((text) => findSecrets(text).length > 0),
      [],
    );
  });

  it('B-19 are found in at most 1 of 100 files of code that has none', () => {
    const folders = [
      'src',
      'docs',
      'node_modules/zod',
      'node_modules/preact',
      'node_modules/markdown-it',
      'node_modules/mocha',
    ];
    const files = folders.filter((folder) => existsSync(folder)).flatMap(textFiles);
    const wrong = files.filter((file) => findSecrets(readFileSync(file, 'utf8')).length > 0);
    console.log(`      ${wrong.length} of ${files.length} files: ${wrong.join(', ')}`);
    assert.ok(files.length > 300, `only ${files.length} files to read`);
    assert.ok(wrong.length <= files.length / 100, wrong.join(', '));
  });

  it('B-19 are masked where they stand, and nothing else is changed', () => {
    const key = `sk-${'a1B2c3D4'.repeat(5)}`;
    const pem = `-----BEGIN PRIVATE KEY-----\n${'Ab3d'.repeat(16)}\n-----END PRIVATE KEY-----`;
    const text = `one\nkey = ${key}\n${pem}\nlast`;
    const secrets = findSecrets(text);
    assert.deepEqual(
      [secrets.map(({ kind, line }) => [kind, line]), maskSecrets(text, secrets)],
      [
        [
          ['key', 2],
          ['private_key', 3],
        ],
        'one\nkey = sk-a••••••\n••••••\n\n\nlast',
      ],
    );
  });

  it('B-19 are in order, apart from each other and inside the text, whatever the text is', () => {
    const piece = fc.oneof(fc.string(), ...Object.values(kinds));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const text = pieces.join('\n');
        let from = 0;
        for (const { start, end, line } of findSecrets(text)) {
          assert.ok(start >= from && end > start && end <= text.length);
          assert.equal(line, text.slice(0, start).split('\n').length);
          from = end;
        }
      }),
    );
  });

  it('B-19 a long text is searched in a time that grows with its length only', () => {
    const hostile = [
      'password='.repeat(40_000),
      '-----BEGIN PRIVATE KEY-----\n'.repeat(10_000),
      'a:'.repeat(150_000),
    ];
    for (const text of [
      ...hostile,
      'eyJ'.repeat(100_000),
      '://:'.repeat(80_000),
      'Server=;'.repeat(40_000),
    ]) {
      const started = performance.now();
      findSecrets(text);
      assert.ok(
        performance.now() - started < 5000,
        `${text.slice(0, 20)}: ${performance.now() - started} ms`,
      );
    }
  });
});

function textFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|js|mjs|cjs|json|md|css)$/.test(name))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).size < 400_000);
}
