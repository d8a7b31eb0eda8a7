import { writeFileSync } from 'node:fs';
import { type MochaOptions, type Runner, reporters } from 'mocha';

/** What one mocha run came to. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Mocha's own `spec` report for people, and an `Outcome` for `run.ts` in the file that `TEST_OUTCOME` names.
 * A run that dies writes no file, which is how it is told from one that ended.
 */
export class OutcomeReporter extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const file = process.env['TEST_OUTCOME'];
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      const outcome: Outcome = { passed: passes, failed: failures, skipped: pending };
      if (file !== undefined) writeFileSync(file, JSON.stringify(outcome));
    });
  }
}

// biome-ignore lint/style/noDefaultExport: mocha takes a reporter from its module's default export.
export default OutcomeReporter;
