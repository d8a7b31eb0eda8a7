import { type BuildOptions, build } from 'esbuild';

/** How `esbuild.mjs` builds the panel, kept in memory. */
const options = {
  bundle: true,
  write: false,
  minify: true,
  platform: 'browser',
  format: 'esm',
  target: 'chrome134',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

const bundles = new Map<string, Promise<string>>();

/** The bundled script of an entry point; each is built once per run. */
export function bundle(entryPoint: string): Promise<string> {
  const known = bundles.get(entryPoint);
  if (known !== undefined) return known;
  const built = build({ ...options, entryPoints: [entryPoint] }).then(({ outputFiles }) => {
    const [file] = outputFiles;
    if (file === undefined) throw new Error(`${entryPoint} was not built.`);
    return file.text;
  });
  bundles.set(entryPoint, built);
  return built;
}
