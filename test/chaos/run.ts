import { spawn } from 'node:child_process';

/*
 * `npm run chaos` runs every fault with many seeds, every split of every recorded stream, and edits under 100,000
 * interleavings of typing, keeping and undoing. `CHAOS_TURNS` says how many turns there are for each fault at each
 * phase (200). `CHAOS_SEED=n npm run chaos` runs the one case again that a failure named; arguments go to mocha.
 */
const splits = process.env['CHAOS_SEED'] === undefined ? ['test/unit/api/splits.test.ts'] : [];
const edits = ['interleavings', 'mutatedAnswers'].map((name) => `test/unit/edits/${name}.test.ts`);
const child = spawn(
  process.execPath,
  [
    'node_modules/mocha/bin/mocha.js',
    'test/chaos/**/*.test.ts',
    ...splits,
    ...edits,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', env: { ...process.env, CHAOS: 'all' } },
);
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
