import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runNode } from '../runNode.ts';
import { launchBrowser } from '../vscode/browser.ts';
import { projectRoot } from '../vscode/install/installOnce.ts';
import { installVSCode } from '../vscode/install/installVSCode.ts';
import { vscodeVersions } from '../vscode/install/versions.ts';
import { runInHost } from '../vscode/runInHost.ts';
import type { EditTimes, Measurement } from './measurement.ts';

/** What an edit of 20 places in a file of 50,000 lines costs in a real VS Code, beside a plain WorkspaceEdit. */
export async function measureEdits(directory: string): Promise<Measurement[]> {
  if ((await runNode(['esbuild.mjs', '--tests'], { directory })) !== 0) throw new Error('It does not build.');
  const file = join(directory, 'edits.json');
  const browser = await launchBrowser();
  try {
    const { outcome, report } = await runInHost({
      vscode: await installVSCode(vscodeVersions.newest),
      browser,
      extension: projectRoot,
      env: { TEST_ONLY: 'editBench', BENCH_EDITS: file },
    });
    if (outcome?.passed !== 1) throw new Error(`The edits were not measured.\n${report}`);
    const { plan, show, type, keep, plain }: EditTimes = JSON.parse(await readFile(file, 'utf8'));
    return [
      { name: 'planning, 50,000 lines', value: plan, unit: 'ms', budget: 50 },
      { name: 'showing it for review', value: show, unit: 'ms', budget: 50 },
      { name: 'typing under review', value: type, unit: 'ms', budget: 50 },
      { name: 'keeping it', value: keep, unit: 'ms' },
      { name: 'as a plain WorkspaceEdit', value: plain, unit: 'ms' },
    ];
  } finally {
    await browser.close();
  }
}
