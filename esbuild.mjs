// Builds what ships (dist/) and the suite that runs inside VS Code (out/). `--watch` keeps building.
import { readdirSync } from 'node:fs';
import * as esbuild from 'esbuild';

const watch = process.argv.includes('--watch');
const withTests = process.argv.includes('--tests');
const development = watch || withTests;

const shared = {
  bundle: true,
  sourcemap: development ? 'linked' : false,
  minify: !development,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [
    {
      name: 'report',
      setup(build) {
        build.onStart(() => console.log('[watch] build started'));
        build.onEnd(({ errors }) => console.log(`[watch] build finished, ${errors.length} errors`));
      },
    },
  ],
};

const host = {
  ...shared,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.cjs',
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
};

const panel = {
  ...shared,
  entryPoints: ['src/webview/main.tsx'],
  outfile: 'dist/panel.js',
  platform: 'browser',
  format: 'esm',
  target: 'chrome134',
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

const suites = 'test/vscode/host';
const hostTests = {
  ...shared,
  entryPoints: [
    `${suites}/index.ts`,
    ...readdirSync(suites, { withFileTypes: true })
      .filter((entry) => entry.name.endsWith('.test.ts'))
      .map((entry) => `${suites}/${entry.name}`),
  ],
  outdir: 'out/test/vscode/host',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode', 'mocha'],
};

const builds = withTests ? [host, panel, hostTests] : [host, panel];
if (watch) {
  for (const build of builds) await (await esbuild.context(build)).watch();
} else {
  await Promise.all(builds.map((build) => esbuild.build(build)));
}
