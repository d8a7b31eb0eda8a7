import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../browser.ts';
import { installVSCode } from '../install/installVSCode.ts';
import { vscodeVersions } from '../install/versions.ts';
import { packageExtension } from '../packageExtension.ts';
import { type Server, startServer } from '../server.ts';
import { Panel } from './panel.ts';
import { Workbench } from './workbench.ts';

describe('the installed extension', () => {
  let server: Server;
  let browser: Browser;
  let workbench: Workbench;

  before(async () => {
    const vscode = await installVSCode(vscodeVersions.newest);
    server = await startServer({ vscode, vsix: await packageExtension() });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
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
    await workbench.shot('chat');
  });
});
