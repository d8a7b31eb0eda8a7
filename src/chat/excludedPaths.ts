/** Files that usually hold secrets, wherever they are. Samples of them (`.env.example`) hold none. */
const usual = [
  '.env',
  '.env.*',
  '*.env',
  '*.{pem,key,p12,pfx,jks,keystore,kdbx,ppk,asc,gpg}',
  'id_{rsa,dsa,ecdsa,ed25519}',
  '.{npmrc,pypirc,netrc,pgpass,htpasswd,git-credentials,dockercfg}',
  '.{aws,ssh,gnupg,kube,docker}/**',
  '{credentials,secrets}.{json,yml,yaml,toml}',
];
const samples = ['.env.{example,sample,template,dist,defaults}'];

/**
 * The pattern by which a path is not attached without asking, if any. Paths have `/`. A pattern without a slash
 * fits names at any depth; `*`, `**`, `?` and `{a,b}` mean what they mean in VS Code, upper and lower case alike.
 */
export function exclusionOf(path: string, own: readonly string[]): string | undefined {
  const fits = (pattern: string) => expression(pattern)?.test(path) === true;
  const mine = own.find(fits);
  if (mine !== undefined || samples.some(fits)) return mine;
  return usual.find(fits);
}

function expression(pattern: string): RegExp | undefined {
  const trimmed = pattern.trim().replace(/^\.?\//, '');
  if (trimmed === '') return undefined;
  const anywhere = trimmed.includes('/') && !trimmed.startsWith('.') ? trimmed : `**/${trimmed}`;
  const source = anywhere.replace(
    /\*\*\/|\/\*\*$|\*\*|[*?{},.+^$()|[\]\\]/g,
    (token) => meanings[token] ?? `\\${token}`,
  );
  try {
    return new RegExp(`^${source}$`, 'i');
  } catch {
    // A brace that is never closed.
    return undefined;
  }
}

const meanings: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '/**': '/.*',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
  '{': '(?:',
  '}': ')',
  ',': '|',
};
