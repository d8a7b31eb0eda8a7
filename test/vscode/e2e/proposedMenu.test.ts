import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../browser.ts';
import { projectRoot } from '../install/installOnce.ts';
import { installVSCode } from '../install/installVSCode.ts';
import { vscodeVersions } from '../install/versions.ts';
import { type Server, startServer } from '../server.ts';
import { Workbench } from './workbench.ts';

describe('menus in the VS Code under test', () => {
  let server: Server;
  let browser: Browser;

  before(async () => {
    server = await startServer({
      vscode: await installVSCode(vscodeVersions.newest),
      extensionFolders: [join(projectRoot, 'test/vscode/fixtures/proposed-api')],
    });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it('show what an extension adds to a stable menu and nothing of what it adds to a proposed one', async () => {
    const workbench = await Workbench.open(browser, server);
    await workbench.openFile('src/cart.ts');
    const shown = workbench.page.getByRole('button', { name: /^In a (stable|proposed) menu/ });
    await shown.first().waitFor();
    // Without `switchOffProposedApi` both are shown; the stable one proves that the fixture was loaded.
    assert.deepEqual(await shown.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label'))), [
      'In a stable menu',
    ]);
    await workbench.shot('proposed-menu');
    await workbench.close();
  });
});
