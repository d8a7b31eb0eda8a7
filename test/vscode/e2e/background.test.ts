import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Panel } from './panel.ts';
import { openWithKey, useProduct } from './product.ts';

describe('an answer in the background in the workbench', () => {
  const product = useProduct({ 'cometapi.requestDefaults': { background: true } }, { persona: 'openai' });
  const text = 'One two three four five six seven eight nine ten.';

  it('goes on after the window was reloaded, is shown once and paid once, and tells who looks elsewhere (S-11, B-1, B-3)', async () => {
    const { workbench, simulator } = product;
    simulator.enqueue({ name: 'text', text, hold: 4 });
    let panel = await openWithKey(workbench);
    await panel.send('Count to ten');
    await panel.answers.getByText('One two three four').waitFor();
    await panel.conversation.getByText(/Made in the background by/).waitFor();
    await workbench.shot('background-running');

    await workbench.page.reload();
    panel = await Panel.open(workbench);
    await panel.answers.getByText('One two three four').waitFor();
    await panel.button('Stop').waitFor();
    await simulator.waitFor(({ method, path }) => method === 'GET' && path.includes('/responses/'));

    await workbench.runCommand('View: Toggle Secondary Side Bar Visibility');
    await workbench.secondarySideBar.waitFor({ state: 'hidden' });
    simulator.release();
    await workbench.notifications.filter({ hasText: 'CometAPI has answered: Count to ten' }).waitFor();
    await workbench.shot('background-notification');
    await workbench.clickInNotification('CometAPI has answered', 'Show');
    panel = new Panel(workbench);
    await panel.answers.getByText(text, { exact: true }).waitFor();
    await panel.conversation.getByText(/\d in/).waitFor();
    assert.deepEqual(
      simulator.requests.filter(({ method }) => method === 'POST').map(({ path }) => path),
      ['/v1/responses'],
    );
  });

  it('is ended on the server, too, by Stop', async () => {
    const { workbench, simulator } = product;
    simulator.enqueue({ name: 'text', text, hold: 4 });
    const panel = await openWithKey(workbench);
    await panel.send('Count to ten');
    await panel.answers.getByText('One two three four').waitFor();
    await panel.button('Stop').click();
    await simulator.waitFor(({ path }) => path.endsWith('/cancel'));
    await panel.conversation.getByText('Stopped').waitFor();
  });
});
