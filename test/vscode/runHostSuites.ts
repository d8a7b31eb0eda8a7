import type { Outcome } from '../reporter.ts';
import { runNode } from '../runNode.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { launchBrowser } from './browser.ts';
import { projectRoot } from './install/installOnce.ts';
import { installVSCode } from './install/installVSCode.ts';
import { vscodeVersions } from './install/versions.ts';
import { runInHost } from './runInHost.ts';

/**
 * Runs the suites of `test/vscode/host` in every VS Code that tests support, against a simulator of the API whose
 * address they find in `SIMULATOR_URL` and in the setting `cometapi.baseUrl`.
 */
export async function runHostSuites(directory: string): Promise<Outcome> {
  if ((await runNode(['esbuild.mjs', '--tests'], { directory })) !== 0)
    throw new Error('The suites do not build.');
  const total = { passed: 0, failed: 0, skipped: 0 };
  const browser = await launchBrowser();
  try {
    for (const version of Object.values(vscodeVersions)) {
      console.log(`\n  VS Code ${version.vscode}`);
      const vscode = await installVSCode(version);
      const simulator = await startSimulator({ apiKeys: 'any' });
      try {
        const { outcome, report } = await runInHost({
          vscode,
          browser,
          extension: projectRoot,
          settings: { 'cometapi.baseUrl': simulator.baseUrl },
          env: { SIMULATOR_URL: simulator.baseUrl },
        });
        console.log(report);
        if (!outcome) throw new Error(`The run in VS Code ${version.vscode} did not get to its end.`);
        total.passed += outcome.passed;
        total.failed += outcome.failed;
        total.skipped += outcome.skipped;
      } finally {
        await simulator.close();
      }
    }
  } finally {
    await browser.close();
  }
  return total;
}
