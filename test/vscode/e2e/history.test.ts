import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Panel } from './panel.ts';
import { openWithKey, useProduct } from './product.ts';

describe('the history in the workbench', () => {
  const product = useProduct();

  it('M-H1 M-H2 B-34 has the conversation after a reload, offline too: finds, opens, renames, deletes and brings back', async () => {
    const { workbench, simulator } = product;
    let panel = await openWithKey(workbench);
    simulator.enqueue({ name: 'text', text: 'The loop runs once too often.' });
    await panel.send('Where is the bug?');
    await panel.answers.getByText('The loop runs once too often.').waitFor();
    await panel.answers.filter({ hasText: /\d in/ }).waitFor();
    await panel.button('New chat').click();
    await panel.answers.first().waitFor({ state: 'detached' });
    simulator.enqueue({ name: 'text', text: 'Call it retry.' });
    await panel.send('Name the helper');
    await panel.answers.filter({ hasText: /\d in/ }).waitFor();
    const requests = simulator.requests.length;

    await workbench.page.reload();
    panel = await Panel.open(workbench);
    await panel.answers.getByText('Call it retry.').waitFor();

    await workbench.runCommand('CometAPI: Show History');
    const list = panel.frame.getByRole('listbox', { name: 'Conversations' });
    const options = list.getByRole('option');
    await options.nth(1).waitFor();
    const titles = await options.locator('.ell:first-child').allTextContents();
    await panel.frame.getByRole('textbox', { name: 'Search all conversations' }).fill('once TOO');
    await list.getByText('once too').waitFor();
    await workbench.shot('history-search');
    await options.first().click();
    await panel.answers.getByText('The loop runs once too often.').waitFor();

    await panel.button('History').click();
    await options.nth(1).waitFor();
    await list.focus();
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('F2');
    const name = panel.frame.getByRole('textbox', { name: 'Conversation title' });
    await name.fill('The bug');
    await name.press('Enter');
    await list.getByText('The bug', { exact: true }).waitFor();
    await workbench.page.keyboard.press('Delete');
    await panel.frame.getByText('“The bug” was deleted.').first().waitFor();
    await workbench.shot('history-deleted');
    const left = await options.locator('.ell:first-child').allTextContents();
    await panel.button('Undo').click();
    await list.getByText('The bug', { exact: true }).waitFor();
    assert.deepEqual(
      [titles, left, await options.count(), simulator.requests.length],
      [['Name the helper', 'Where is the bug?'], ['Name the helper'], 2, requests],
    );
  });
});
