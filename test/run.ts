import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from './reporter.ts';
import { type StageName, stages } from './stages.ts';

/*
 * `npm test` runs every stage, `npm test -- unit e2e` those that are named. The last line says what came of it:
 * `N passed, N failed, N skipped`. A stage that crashes, or in which nothing ran, counts as one failure.
 */
const names = chooseStages(process.argv.slice(2));
const directory = await mkdtemp(join(tmpdir(), 'cometapi-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

// Everything that the stages write goes below one folder, which the last stage searches for the key.
process.env['TEST_RUN_DIRECTORY'] = directory;
process.env['TMPDIR'] = directory;
// tsx would keep a copy of the tests there, and with it the key they use.
process.env['TSX_DISABLE_CACHE'] = '1';

const total = { passed: 0, failed: 0, skipped: 0 };
const broken: StageName[] = [];
for (const name of names) {
  console.log(`\n=== ${name} ===`);
  const started = Date.now();
  const outcome = await runStage(name);
  if (outcome.failed > 0) broken.push(name);
  total.passed += outcome.passed;
  total.failed += outcome.failed;
  total.skipped += outcome.skipped;
  const { passed, failed, skipped } = outcome;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`--- ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s`);
}

if (broken.length > 0) console.log(`\nFailed: ${broken.join(', ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);

async function runStage(name: StageName): Promise<Outcome> {
  try {
    const outcome = await stages[name](directory);
    if (outcome.passed + outcome.failed > 0) return outcome;
    console.error(`The stage ${name} ran no test.`);
  } catch (error) {
    console.error(error);
  }
  return { passed: 0, failed: 1, skipped: 0 };
}

function chooseStages(args: readonly string[]): readonly StageName[] {
  const all = Object.keys(stages).filter(isStageName);
  const unknown = args.filter((arg) => !isStageName(arg));
  if (unknown.length > 0) {
    console.error(
      `Unknown stage: ${unknown.join(', ')}\nUsage: npm test [-- STAGE…]   with ${all.join(', ')}`,
    );
    process.exit(2);
  }
  return args.length === 0 ? all : all.filter((name) => args.includes(name));
}

function isStageName(name: string): name is StageName {
  return Object.hasOwn(stages, name);
}
