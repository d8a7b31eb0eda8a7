import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { canaryKey } from '../../canary.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { launchBrowser } from '../browser.ts';
import { installVSCode } from '../install/installVSCode.ts';
import { vscodeVersions } from '../install/versions.ts';
import { packageExtension } from '../packageExtension.ts';
import { type Server, startServer } from '../server.ts';
import { Panel } from './panel.ts';
import { Workbench } from './workbench.ts';

for (const version of Object.values(vscodeVersions)) {
  describe(`the installed extension in VS Code ${version.vscode}`, () => {
    let simulator: Simulator;
    let server: Server;
    let browser: Browser;
    let workbench: Workbench;

    before(async () => {
      simulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 0 });
      server = await startServer({
        vscode: await installVSCode(version),
        vsix: await packageExtension(),
        settings: { 'cometapi.baseUrl': simulator.baseUrl },
      });
      browser = await launchBrowser();
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
      await simulator?.close();
    });
    beforeEach(async () => {
      workbench = await Workbench.open(browser, server);
    });
    afterEach(async () => workbench.close());

    it('opens its chat in the secondary side bar by command, and one can type into it', async () => {
      const panel = await Panel.open(workbench);
      assert.equal(await workbench.secondarySideBar.isVisible(), true);
      await panel.message.fill('What does this shop sell?');
      assert.equal(await panel.message.inputValue(), 'What does this shop sell?');
      await workbench.shot(`chat-${version.vscode}`);
    });

    it('asks for the key when the first message is sent, sends both, and shows the answer', async () => {
      const panel = await Panel.open(workbench);
      await panel.send('What does this shop sell?');
      await workbench.answer(canaryKey);
      await panel.answers.getByText('What does this shop sell?').waitFor();
      const request = await simulator.waitFor(({ path }) => path.endsWith('/responses'));
      assert.equal(request.headers['authorization'], `Bearer ${canaryKey}`);
      await workbench.shot(`answer-${version.vscode}`);
    });
  });
}
