import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Root of the project. */
export const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** Where everything downloaded for tests is kept between runs; git-ignored, safe to delete. */
export const cacheDirectory = join(projectRoot, '.vscode-test');

interface Installation {
  /** Folder name below `cacheDirectory`. */
  readonly name: string;
  /** Everything the result depends on: another recipe means another installation. */
  readonly recipe: unknown;
  /** Fills the folder it is given, which is not yet the final one. */
  readonly build: (directory: string) => Promise<void>;
  /** Gets a line for a person when there is something to wait for. */
  readonly log: (line: string) => void;
}

/**
 * Returns the folder of an installation and builds it if there is none made from the same recipe.
 * It is built beside its place and renamed when it is complete, so half an installation is never used.
 */
export async function installOnce({ name, recipe, build, log }: Installation): Promise<string> {
  const directory = join(cacheDirectory, name);
  const stamp = join(directory, 'recipe.json');
  const wanted = JSON.stringify(recipe);
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return directory;

  const started = Date.now();
  const unfinished = `${directory}.${process.pid}`;
  log(`Installing ${name} into ${basename(cacheDirectory)}/ (first run only)`);
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await build(unfinished);
    await writeFile(join(unfinished, basename(stamp)), wanted);
    await rm(directory, { recursive: true, force: true });
    await rename(unfinished, directory);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  log(`Installed ${name} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return directory;
}

/** Runs a program to its end and returns what it printed; its error output is in the error when it fails. */
export async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { cwd, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** Downloads npm packages, which npm checks against the registry's hashes, and unpacks each into its folder. */
export async function unpackFromNpm(
  packages: readonly { readonly spec: string; readonly into: string; readonly only?: string }[],
): Promise<void> {
  for (const { spec, into, only } of packages) {
    const parent = dirname(into);
    await mkdir(into, { recursive: true });
    const printed = await run('npm', ['pack', spec, '--silent'], parent);
    const archive = join(parent, printed.trim().split('\n').at(-1) ?? '');
    const members = only === undefined ? [] : [`package/${only}`];
    await run('tar', ['xzf', archive, '-C', into, '--strip-components=1', ...members], parent);
    await rm(archive);
  }
}
