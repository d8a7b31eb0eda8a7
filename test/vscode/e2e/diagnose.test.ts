import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { canaryKey } from '../../canary.ts';
import { openWithKey, useProduct } from './product.ts';

describe('the diagnosis of the connection in the workbench', () => {
  const product = useProduct();

  it('asks before the request that may cost something and shows a report without the key (M-A11)', async () => {
    const { workbench, simulator } = product;
    await openWithKey(workbench);
    await workbench.runCommand('CometAPI: Diagnose Connection');
    await workbench.modal.getByText('Test a streamed answer too?').waitFor();
    await workbench.shot('diagnose-question');
    const before = simulator.requests.filter(({ path }) => path === '/v1/responses').length;
    await workbench.clickInModal('Send Request');
    await workbench.notifications.filter({ hasText: 'The connection works.' }).waitFor();
    await workbench.page.locator('.tab.active').filter({ hasText: 'CometAPI connection report' }).waitFor();
    await workbench.shot('diagnose-report');
    const report = await workbench.documentText();
    assert.deepEqual(
      {
        before,
        after: simulator.requests.filter(({ path }) => path === '/v1/responses').length,
        headings: report.match(/^## \d\. .*(?= \()/gm),
        hasKey: report.includes(canaryKey),
      },
      {
        before: 0,
        after: 1,
        headings: [
          '## 1. Settings: OK',
          '## 2. Proxy: OK',
          '## 3. Name look-up (DNS): OK',
          '## 4. Direct connection (TCP and TLS): OK',
          '## 5. Key and model list: OK',
          '## 6. Streamed answer: OK',
        ],
        hasKey: false,
      },
    );

    // The report cannot be typed into, so that closing it asks nothing.
    await workbench.clickInNotification('The connection works.', 'Copy Report');
    await workbench.page.keyboard.press('Control+F4');
    assert.equal(await workbench.page.evaluate(() => navigator.clipboard.readText()), report);
  });

  it('is one press away from a turn that found no connection, and says why and what to do (N02)', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    await simulator.close();
    await panel.send('Anybody there?');
    await panel.alert.getByRole('button', { name: 'Diagnose' }).click();
    await workbench.notifications.filter({ hasText: 'The connection was refused (ECONNREFUSED).' }).waitFor();
    await workbench.shot('diagnose-refused');
    const report = await workbench.documentText();
    assert.ok(report.includes('Next step: Check the host and port of the base URL'), report);
  });
});
