import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from './reporter.ts';
import { runNode } from './runNode.ts';
import { packageExtension } from './vscode/packageExtension.ts';

/** One part of `npm test`. It reports to the terminal while it runs. */
export type Stage = (directory: string) => Promise<Outcome>;

/** Every stage in the order they run: what is quick and says most comes first. */
export const stages = {
  check,
  unit: mocha('test/unit/**/*.test.ts', 'test/chaos/**/*.test.ts'),
  panel: mocha('test/webview/**/*.test.ts'),
  // Loaded when it runs: a browser driver and a simulator are much for `npm run unit`.
  host: async (directory) => (await import('./vscode/runHostSuites.ts')).runHostSuites(directory),
  e2e: mocha('test/vscode/e2e/**/*.test.ts'),
  canary: mocha('test/sweep/**/*.test.ts'),
} as const satisfies Record<string, Stage>;

export type StageName = keyof typeof stages;

async function check(directory: string): Promise<Outcome> {
  const tsc = 'node_modules/typescript/bin/tsc';
  const programs = {
    'lint and format': ['node_modules/@biomejs/biome/bin/biome', 'check', '.'],
    'types of the extension host': [tsc, '-p', '.'],
    'types of the panel': [tsc, '-p', 'src/webview'],
    'types of the tests': [tsc, '-p', 'test'],
  };
  const failed: string[] = [];
  const report = (name: string, passed: boolean) => {
    console.log(`  ${passed ? '✔' : '✖'} ${name}`);
    if (!passed) failed.push(name);
  };
  for (const [name, args] of Object.entries(programs))
    report(name, (await runNode(args, { directory })) === 0);
  try {
    // The stages after this one test what is packed here.
    process.env['TEST_VSIX'] = await packageExtension();
    report('build and package', true);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    report('build and package', false);
  }
  return { passed: Object.keys(programs).length + 1 - failed.length, failed: failed.length, skipped: 0 };
}

/** Runs suites under Node. A run that dies has no outcome, which is an error. */
function mocha(...files: readonly string[]): Stage {
  return async (directory) => {
    const outcomeFile = join(await mkdtemp(join(directory, 'mocha-')), 'outcome.json');
    const found = files.filter((glob) => existsSync(glob.split('/**')[0] ?? ''));
    const code = await runNode(
      ['node_modules/mocha/bin/mocha.js', '--forbid-only', '--reporter', 'test/reporter.ts', ...found],
      { directory, variables: { TEST_OUTCOME: outcomeFile } },
    );
    if (!existsSync(outcomeFile)) throw new Error(`mocha ended with code ${code} before its suites did.`);
    const outcome: Outcome = JSON.parse(await readFile(outcomeFile, 'utf8'));
    if (code !== 0 && outcome.failed === 0) throw new Error(`mocha ended with code ${code}.`);
    return outcome;
  };
}
