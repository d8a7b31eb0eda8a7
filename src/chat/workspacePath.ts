import { ToolFailure } from './workspace.ts';

const maxLength = 1000;

/**
 * The segments of a path a model wrote. Throws a ToolFailure for whatever is not plainly a relative path with
 * `/`: absolute paths, drives, network shares, addresses, parents, and spellings that Windows reads as another
 * name (M-K7). Whether a link leads out of the workspace only the file system can tell.
 */
export function pathSegments(path: string): readonly string[] {
  const refuse = (why: string) => new ToolFailure(`The path ${JSON.stringify(path.slice(0, 200))} ${why}.`);
  if (path.length > maxLength) throw refuse('is too long');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(path)) throw refuse('has control characters');
  if (path.includes('\\')) throw refuse('has a backslash: write folders with /');
  if (path.includes(':')) throw refuse('has a colon: give a path relative to the workspace');
  if (path.startsWith('/') || path.startsWith('~')) throw refuse('is not relative to the workspace');
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.some((segment) => /[. ]$/.test(segment))) {
    throw refuse('leaves the workspace or ends a name with a dot or a space');
  }
  return segments;
}

/**
 * Whether a file is one that usually holds secrets, or lies in a folder that does: nothing of it is ever sent
 * for a tool (S08). Spelling does not matter: case, compatibility characters and invisible ones are passed over.
 */
export function isSecret(segments: readonly string[]): boolean {
  const names = segments.map((segment) =>
    segment
      .normalize('NFKC')
      .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
      .toLowerCase(),
  );
  return (
    names.some((name) => secretFolders.has(name) || secretName.test(name)) ||
    dockerLogin.test(names.join('/'))
  );
}

const secretFolders = new Set([
  ...['.ssh', '.gnupg', '.aws', '.azure', '.kube', '.gcloud', '.git', '.hg', '.svn'],
  ...['.terraform', '.vault', '.password-store'],
]);

const secretName = new RegExp(
  [
    String.raw`^\.env($|[._-])|\.env$|^\.envrc$`,
    String.raw`\.(pem|key|p8|p12|pfx|pkcs12|jks|keystore|kdbx?|ppk|asc|gpg|ovpn|tfstate|tfvars|mobileprovision)(\.|$)`,
    '^id_(rsa|dsa|ecdsa|ed25519)',
    String.raw`^\.(npmrc|yarnrc|yarnrc\.yml|netrc|pypirc|pgpass|my\.cnf|htpasswd|git-credentials|gem|vault-token)$`,
    String.raw`^_netrc$|^auth\.json$|^nuget\.config$|^service[-_]?account.*\.json$|^local\.settings\.json$`,
    String.raw`^(secrets?|credentials?)(\.[a-z]+)*$`,
  ].join('|'),
);

const dockerLogin = /(^|\/)\.docker\/config\.json$/;
