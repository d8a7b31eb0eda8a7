import { hiddenCharacters } from './hiddenCharacters.ts';

const longestPath = 500;

/** Names that Windows gives to devices, with any extension. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/**
 * Whether a path names a file below the workspace in the one way it can be written: relative, with `/`, without a
 * step up, a drive, a share, a stream, a name that some system reads differently, or anything of Git's own (M-K7).
 * What symbolic links make of it only the file system can tell.
 */
export function isPlainPath(path: string): boolean {
  if (path.length > longestPath || /[\\:*?"<>|]/.test(path) || hiddenCharacters([path]).length > 0)
    return false;
  return path.split('/').every((name) => {
    if (name.trim() !== name || name.endsWith('.') || /^\.{0,2}$/.test(name)) return false;
    return !deviceName.test(name) && !/^(?:\.git|git~\d+)$/i.test(name) && !name.startsWith('~');
  });
}

/** Files that tell an editor, a package manager or a build what to run. */
const toolSettings =
  /(?:^|\/)(?:\.vscode|\.idea|\.devcontainer|\.husky|\.github|\.cargo)\/|(?:^|\/)(?:mcp\.json|package\.json|\.npmrc|\.yarnrc(?:\.yml)?|\.envrc|\.gitattributes|\.gitmodules|makefile|dockerfile|build\.rs)$|\.code-workspace$|\.(?:gradle|csproj|targets|props)$/i;

/** Whether a change of this file can make a program run something: a person has to look at it. */
export function isToolSetting(path: string): boolean {
  return toolSettings.test(path);
}

/** Two paths with the same key may be the same file where case does not count. */
export function pathKey(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

const languages: Readonly<Record<string, string>> = {
  ...{ py: 'python', rb: 'ruby', sh: 'shellscript', bash: 'shellscript', yml: 'yaml', yaml: 'yaml' },
  ...{ toml: 'toml', ini: 'ini', pl: 'perl', r: 'r', jl: 'julia', ex: 'elixir', exs: 'elixir', sql: 'sql' },
  ...{ lua: 'lua', hs: 'haskell', clj: 'clojure', html: 'html', xml: 'xml', vue: 'vue', svelte: 'svelte' },
  ...{
    md: 'markdown',
    mdx: 'markdown',
    txt: 'plaintext',
    rst: 'restructuredtext',
    adoc: 'asciidoc',
    tex: 'latex',
  },
  ...{
    rs: 'rust',
    c: 'c',
    h: 'c',
    cpp: 'cpp',
    hpp: 'cpp',
    java: 'java',
    cs: 'csharp',
    go: 'go',
    kt: 'kotlin',
  },
  ...{ json: 'json', jsonc: 'jsonc', csv: 'csv', ps1: 'powershell', swift: 'swift', scala: 'scala' },
};

/** VS Code's name for the language of a new file, where its rules of writing are known; else ''. */
export function languageOfPath(path: string): string {
  return languages[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? '';
}
