import { isSecret } from './workspacePath.ts';

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

/** Why a path is not attached without asking. */
export type Exclusion = { readonly kind: 'secret' } | { readonly kind: 'pattern'; readonly pattern: string };

/** Named like files with secrets, and there to be read. */
const samples = expression('.env.{example,sample,template,dist,defaults}');

/**
 * Why a path is not attached without asking, if there is a reason: it usually holds secrets, or a pattern of the
 * person's own fits it. Paths have `/`. A pattern without a slash fits names at any depth; `*`, `**`, `?` and
 * `{a,b}` mean what they mean in VS Code, upper and lower case alike.
 */
export function exclusionOf(path: string, own: readonly string[]): Exclusion | undefined {
  const pattern = own.find((each) => expression(each)?.test(path) === true);
  if (pattern !== undefined) return { kind: 'pattern', pattern };
  return isSecret(path.split('/')) && samples?.test(path) !== true ? { kind: 'secret' } : undefined;
}

function expression(pattern: string): RegExp | undefined {
  const trimmed = pattern.trim().replace(/^\.?\//, '');
  if (trimmed === '') return undefined;
  const anywhere = trimmed.includes('/') ? trimmed : `**/${trimmed}`;
  const source = anywhere.replace(/\*\*\/|\/\*\*$|\*\*|[*?{},.+^$()|[\]\\]/g, (token) =>
    token === ',' && !anywhere.includes('{') ? ',' : (meanings[token] ?? `\\${token}`),
  );
  try {
    return new RegExp(`^${source}$`, 'i');
  } catch {
    // A brace that is never closed.
    return undefined;
  }
}
