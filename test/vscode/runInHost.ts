import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import type { Outcome } from '../reporter.ts';
import { projectRoot } from './install/installOnce.ts';
import type { VSCode } from './install/installVSCode.ts';
import { startServer } from './server.ts';

export interface HostRun {
  readonly vscode: VSCode;
  readonly browser: Browser;
  /** The folder of the extension under test. */
  readonly extension: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly workspace?: string;
  readonly timeoutSeconds?: number;
}

export interface HostResult {
  /** Nothing, if the run did not get to its end. */
  readonly outcome: Outcome | undefined;
  /** Mocha's report, for people. */
  readonly report: string;
}

/**
 * Runs the suites of `test/vscode/host`, as bundled by `node esbuild.mjs --tests`, inside the extension host of a
 * real VS Code.
 */
export async function runInHost(run: HostRun): Promise<HostResult> {
  const { vscode, browser, extension, timeoutSeconds = 300 } = run;
  const results = await mkdtemp(join(tmpdir(), 'host-'));
  const outcomeFile = join(results, 'outcome.json');
  const reportFile = join(results, 'report.txt');
  const server = await startServer({
    vscode,
    testDriver: true,
    extensionFolders: [join(projectRoot, 'test/vscode/fixtures/proposed-api')],
    ...(run.workspace === undefined ? {} : { workspace: run.workspace }),
    ...(run.settings === undefined ? {} : { settings: run.settings }),
    env: { ...run.env, TEST_OUTCOME: outcomeFile, TEST_REPORT: reportFile },
  });
  const remote = (path: string) => `vscode-remote://${server.authority}${path}`;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const giveUp = new AbortController();
  try {
    const page = await context.newPage();
    const ended = new Promise<string | undefined>((resolve) => {
      page.on('crash', () => resolve('The page crashed.'));
      // VS Code calls it with 0 or 1 when `run` of the suites' index has settled.
      void page.exposeFunction('codeAutomationExit', () => resolve(undefined));
    });
    await page.exposeFunction('codeAutomationLog', () => {});
    const payload = [
      ['extensionDevelopmentPath', remote(extension)],
      ['extensionTestsPath', remote(join(projectRoot, 'out/test/vscode/host/index.cjs'))],
    ];
    await page.goto(`${server.url}&${new URLSearchParams({ payload: JSON.stringify(payload) })}`);
    const timeout = setTimeout(timeoutSeconds * 1000, `No end after ${timeoutSeconds} s.`, {
      signal: giveUp.signal,
    });
    const problem = await Promise.race([ended, timeout]);

    const report = existsSync(reportFile) ? await readFile(reportFile, 'utf8') : '';
    if (problem !== undefined || !existsSync(outcomeFile)) {
      return { outcome: undefined, report: `${report}\n${problem ?? 'The suites ended without a result.'}` };
    }
    const outcome: Outcome = JSON.parse(await readFile(outcomeFile, 'utf8'));
    return { outcome, report };
  } finally {
    giveUp.abort();
    await context.close();
    await server.stop();
    if (process.env['TEST_RUN_DIRECTORY'] === undefined) await rm(results, { recursive: true });
  }
}
