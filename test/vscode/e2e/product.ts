import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { after, afterEach, before, beforeEach } from 'mocha';
import type { Browser } from 'playwright-core';
import { canaryKey } from '../../canary.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';
import { launchBrowser } from '../browser.ts';
import { installVSCode } from '../install/installVSCode.ts';
import { vscodeVersions } from '../install/versions.ts';
import { packageExtension } from '../packageExtension.ts';
import { type Server, startServer } from '../server.ts';
import { Panel } from './panel.ts';
import { Workbench } from './workbench.ts';

/** What a test of the whole product has at hand. A new workbench and a fresh workspace for every test, one server for the file. */
export interface Product {
  readonly workbench: Workbench;
  readonly simulator: Simulator;
  readonly server: Server;
}

/**
 * Starts the simulator and a VS Code with the packed extension, which sends its requests there. Every test gets
 * a browser of its own, so that it starts without key, conversation and layout.
 */
export function useProduct(
  settings: Readonly<Record<string, unknown>> = {},
  provider: Pick<SimulatorOptions, 'persona'> = {},
): Product {
  let simulator: Simulator | undefined;
  let server: Server | undefined;
  let browser: Browser | undefined;
  let workbench: Workbench | undefined;

  before(async () => {
    simulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 1, ...provider });
    server = await startServer({
      vscode: await installVSCode(vscodeVersions.newest),
      vsix: await packageExtension(),
      settings: { 'cometapi.baseUrl': simulator.baseUrl, ...settings },
    });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await simulator?.close();
  });
  beforeEach(async () => {
    simulator?.reset();
    await server?.reset();
    workbench = await Workbench.open(present(browser), present(server));
  });
  afterEach(async function () {
    // The picture of a failure is the first thing one wants to see.
    if (this.currentTest?.isFailed()) {
      await workbench?.shot(`failed-${this.currentTest.title.replaceAll(/\W+/g, '-').slice(0, 80)}`);
    }
    await workbench?.close();
  });

  return {
    get workbench() {
      return present(workbench);
    },
    get simulator() {
      return present(simulator);
    },
    get server() {
      return present(server);
    },
  };
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('used before it was started');
  return value;
}

/** Opens the chat and sets the key the simulator takes, as a person would. */
export async function openWithKey(workbench: Workbench): Promise<Panel> {
  const panel = await Panel.open(workbench);
  await panel.button('Set CometAPI key').click();
  await workbench.answer(canaryKey);
  await workbench.notifications.filter({ hasText: 'The key works' }).waitFor();
  await workbench.runCommand('Notifications: Clear All Notifications');
  return panel;
}

/** Waits until the extension has written a text into its own folder. */
export async function untilKept(server: Server, text: string): Promise<void> {
  const folder = join(server.home, 'data/User/globalStorage/cometapi.cometapi-assistant');
  for (;;) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && (await readFile(path, 'utf8').catch(() => '')).includes(text)) return;
    }
    await setTimeout(50);
  }
}

/** The bytes of a file of the open workspace. */
export function readBytes(server: Server, path: string): Promise<Buffer> {
  return readFile(join(server.workspace, path));
}
