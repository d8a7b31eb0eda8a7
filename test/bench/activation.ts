import type { Browser } from 'playwright-core';
import { launchBrowser } from '../vscode/browser.ts';
import { Panel } from '../vscode/e2e/panel.ts';
import { Workbench } from '../vscode/e2e/workbench.ts';
import { installVSCode } from '../vscode/install/installVSCode.ts';
import { vscodeVersions } from '../vscode/install/versions.ts';
import { type Server, startServer } from '../vscode/server.ts';
import { type Measurement, median } from './measurement.ts';

const runs = 5;

/** How long the installed extension takes to load and to activate, by VS Code's own clock. */
export async function measureActivation(vsix: string): Promise<Measurement[]> {
  const server = await startServer({ vscode: await installVSCode(vscodeVersions.newest), vsix });
  const browser = await launchBrowser();
  try {
    const times: ActivationTimes[] = [];
    for (let run = 0; run < runs; run += 1) times.push(await activateOnce(browser, server));
    return [
      { name: 'loading the bundle', value: median(times.map(({ load }) => load)), unit: 'ms', budget: 15 },
      { name: 'activate()', value: median(times.map(({ call }) => call)), unit: 'ms', budget: 50 },
      { name: 'until activated', value: median(times.map(({ finish }) => finish)), unit: 'ms', budget: 50 },
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}

interface ActivationTimes {
  readonly load: number;
  readonly call: number;
  readonly finish: number;
}

async function activateOnce(browser: Browser, server: Server): Promise<ActivationTimes> {
  const workbench = await Workbench.open(browser, server);
  try {
    await Panel.open(workbench);
    return readTimes(await startupReport(workbench));
  } finally {
    await workbench.close();
  }
}

/** The whole text of VS Code's report; its editor shows a part only, so it is copied. */
async function startupReport(workbench: Workbench): Promise<string> {
  const { page } = workbench;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await workbench.runCommand('Developer: Startup Performance');
  await workbench.editorLines.filter({ hasText: 'System Info' }).first().click();
  // The report grows while its numbers come in.
  for (const deadline = Date.now() + 20_000; ; ) {
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+C');
    const report = await page.evaluate(() => navigator.clipboard.readText());
    if (report.includes('| cometapi.cometapi-assistant') || Date.now() > deadline) return report;
  }
}

function readTimes(report: string): ActivationTimes {
  const row = /\| cometapi\.cometapi-assistant +\| \w+ +\| (\d+) +\| (\d+) +\| (\d+) /.exec(report);
  if (!row) throw new Error(`VS Code's report does not name the extension:\n${report.slice(0, 2000)}`);
  return { load: Number(row[1]), call: Number(row[2]), finish: Number(row[3]) };
}
