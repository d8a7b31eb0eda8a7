import { after } from 'mocha';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchBrowser } from '../vscode/browser.ts';
import { PanelPage, type PanelPageOptions } from './panelPage.ts';

let launched: Promise<Browser> | undefined;

/** One browser for all suites of the panel. */
export function sharedBrowser(): Promise<Browser> {
  launched ??= launchBrowser();
  return launched;
}

let context: Promise<BrowserContext> | undefined;

/** Opening a page is much quicker than opening a context, and the panel keeps nothing in the browser. */
function sharedContext(): Promise<BrowserContext> {
  context ??= sharedBrowser().then((browser) => browser.newContext());
  return context;
}

/** Opens the panel, hands it to the test, and closes it whatever happens. An error on the page fails the test. */
export async function withPanel(
  options: PanelPageOptions,
  test: (panel: PanelPage) => Promise<void>,
): Promise<void> {
  const panel = await PanelPage.open(await sharedContext(), options);
  try {
    await test(panel);
    if (panel.errors.length > 0) throw new Error(`The page reported: ${panel.errors.join('; ')}`);
  } finally {
    await panel.close();
  }
}

after(async () => (await launched)?.close());
