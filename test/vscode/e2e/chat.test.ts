import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { canaryKey } from '../../canary.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { Panel } from './panel.ts';
import { openWithKey, untilKept, useProduct } from './product.ts';

describe('chat in the workbench', () => {
  const product = useProduct();

  it('asks for the key when a message is sent without one, then sends it (M-A1, M-A2, M-A6, M-A10)', async () => {
    const { workbench, simulator } = product;
    const panel = await Panel.open(workbench);
    await panel.button('Set CometAPI key').waitFor();
    await panel.send('What is a cart?');
    await workbench.page.locator('.quick-input-widget input[type=password]').waitFor();
    assert.equal(await panel.message.inputValue(), 'What is a cart?');
    await workbench.page.keyboard.press('Escape');
    assert.deepEqual([await panel.message.inputValue(), simulator.requests.length], ['What is a cart?', 0]);

    // A second Enter is the same wish, not a second message.
    await panel.message.evaluate((box) => {
      for (let press = 0; press < 2; press += 1) {
        box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      }
    });
    await workbench.answer('sk-wrong-key');
    await workbench.clickInNotification('The key was not accepted', 'Try Another Key');
    await workbench.answer(canaryKey);
    await panel.answers.filter({ hasText: /\d in/ }).waitFor();
    assert.deepEqual([await panel.message.inputValue(), await panel.turns.count()], ['', 2]);
    assert.match((await workbench.allNotifications()).join(), /The key works: \d+ models/);
    const documents = await Promise.all(workbench.page.frames().map((frame) => frame.content()));
    assert.deepEqual(documents.map((html) => html.includes(canaryKey)).includes(true), false);
  });

  it('asks again after the key was cleared (M-A3)', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    await workbench.runCommand('CometAPI: Clear API Key');
    await panel.button('Set CometAPI key').waitFor();
    const before = simulator.requests.length;
    await panel.send('And without a key?');
    await workbench.page.locator('.quick-input-widget input[type=password]').waitFor();
    assert.deepEqual(
      [simulator.requests.length, await panel.message.inputValue()],
      [before, 'And without a key?'],
    );
  });

  it('streams, stops at once with the text kept, and retries with the former answer kept (M-B3, M-B5)', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    simulator.enqueue({ name: 'stall', afterDeltas: 12 });
    await panel.send('Tell me about carts.');
    await panel.answers.getByRole('paragraph').first().waitFor();
    const shown = await panel.answers.first().innerText();
    const clicked = Date.now();
    await panel.button('Stop').click();
    const request = await simulator.waitFor(
      ({ path, clientClosedAt }) => path === '/v1/responses' && clientClosedAt !== undefined,
    );
    await panel.answers.getByText('Stopped', { exact: true }).waitFor();
    assert.ok((request.clientClosedAt ?? Number.POSITIVE_INFINITY) - clicked < 1000);
    assert.ok(
      (await panel.answers.first().innerText()).includes(shown.split('\n')[1]?.slice(0, 20) ?? shown),
    );
    await workbench.shot('chat-stopped');

    simulator.enqueue({ name: 'text', text: 'The second answer.' });
    await panel.answers.getByRole('button', { name: 'Retry' }).first().click();
    await panel.answers.getByText('The second answer.').waitFor();
    await panel.button('Previous version').click();
    await panel.answers.getByText('Stopped', { exact: true }).waitFor();
  });

  it('keeps the draft when the view is hidden and when the window is reloaded (M-B8)', async () => {
    const { workbench, server } = product;
    const panel = await Panel.open(workbench);
    await panel.message.fill('Half a thought');
    await workbench.runCommand('View: Toggle Secondary Side Bar Visibility');
    await workbench.secondarySideBar.waitFor({ state: 'hidden' });
    const again = await Panel.open(workbench);
    await waitForValue(again, 'Half a thought');
    await again.message.fill('Half a thought, and more');
    await untilKept(server, 'Half a thought, and more');
    await workbench.page.reload();
    await waitForValue(await Panel.open(workbench), 'Half a thought, and more');
  });

  it('keeps an answer going while the view is hidden', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    simulator.enqueue({ name: 'text', text: 'word '.repeat(60), paceMs: 10 });
    await panel.send('Say many words.');
    await panel.answers.getByText('word').first().waitFor();
    await workbench.runCommand('View: Toggle Secondary Side Bar Visibility');
    await simulator.waitFor(({ path, end }) => path === '/v1/responses' && end === 'completed');
    const again = await Panel.open(workbench);
    await again.answers.filter({ hasText: /(word ){59}word/ }).waitFor();
  });

  it('inserts a code block at the cursor and into a new file, from the host’s own text (M-B13)', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    await workbench.openFile('notes/README.md');
    simulator.enqueue({ name: 'text', text: 'Here:\n\n```ts\nconst answer = 42;\n```\n' });
    await panel.send('Give me code.');
    const block = panel.frame.getByRole('group', { name: /^Code block/ });
    await block.getByRole('button', { name: 'Insert at cursor' }).click();
    await workbench.editorLines.filter({ hasText: 'const answer = 42;' }).first().waitFor();
    await workbench.runCommand('View: Focus Active Editor Group');
    await workbench.page.keyboard.press('Control+z');
    await block.getByRole('button', { name: 'Insert into new file' }).click();
    await workbench.page
      .locator('.tab.active')
      .filter({ hasText: /Untitled/ })
      .waitFor();
    assert.deepEqual(await workbench.editorText(), ['const answer = 42;', '']);
  });

  it('shows exactly what was sent of a file, and compares it with now (B-30)', async () => {
    const { workbench } = product;
    const panel = await openWithKey(workbench);
    await workbench.openFile('src/cart.ts');
    await workbench.selectLines(36, 43);
    await workbench.runCommand('CometAPI: Explain Selection');
    await panel.answers.first().waitFor();
    await workbench.runCommand('View: Focus Active Editor Group');
    await workbench.selectLines(37, 37);
    await workbench.page.keyboard.type('  const total = 0;');
    await panel.turns.first().hover();
    await panel.button('Show what was sent').click();
    await workbench.editorLines.filter({ hasText: 'var total = 0;' }).first().waitFor();
    const text = await workbench.editorText();
    await workbench.shot('chat-sent');
    await workbench.runCommand('CometAPI: Compare What Was Sent With Now');
    await workbench.page.locator('.tab.active').filter({ hasText: 'as sent ↔ now' }).waitFor();
    await workbench.page
      .locator('.monaco-diff-editor .view-line')
      .filter({ hasText: 'const total' })
      .first()
      .waitFor();
    await workbench.shot('chat-sent-compared');
    assert.deepEqual([text.length, text[0]], [8, 'export function subtotal(cart: Cart): number {']);
    await workbench.openFile('src/cart.ts');
    await workbench.runCommand('File: Revert File');
  });

  it('lets a person choose a model from the list or type any id, and asks that one', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    await panel.button('Model').click();
    const search = panel.frame.getByRole('combobox', { name: 'Search models' });
    await search.fill('gpt-5.4');
    await panel.frame.getByRole('option').first().waitFor();
    await workbench.shot('chat-models');
    await search.fill('my-own-model');
    await panel.frame.getByRole('option', { name: /my-own-model/ }).click();
    simulator.enqueue({ name: 'text', text: 'Yes.' });
    await panel.send('Are you there?');
    const { body } = await simulator.waitFor(({ path }) => path === '/v1/responses');
    assert.deepEqual(body, { ...Object(body), model: 'my-own-model', stream: true });

    // The choice is a setting of the person, which the next test would find.
    await panel.button('Model').click();
    await search.fill('gpt-5.4-mini');
    await panel.frame
      .getByRole('option', { name: /^gpt-5\.4-mini/ })
      .first()
      .click();
    await panel.button('Model').filter({ hasText: 'gpt-5.4-mini' }).waitFor();
  });

  it('explains a selection in the panel and leads back to its lines (M-D17)', async () => {
    const { workbench } = product;
    const panel = await openWithKey(workbench);
    await workbench.openFile('src/cart.ts');
    await workbench.selectLines(21, 34);
    await workbench.runCommand('CometAPI: Explain Selection');
    await panel.answers.filter({ hasText: /\d in/ }).waitFor();
    await workbench.shot('chat-explained');
    const chip = panel.turns.first().getByRole('button', { name: /cart\.ts/ });
    await workbench.openFile('src/inventory.ts');
    await chip.click();
    await workbench.page.locator('.tab.active').filter({ hasText: 'cart.ts' }).waitFor();
    await workbench.page
      .locator('.statusbar-item')
      .filter({ hasText: /Ln 34.*selected/ })
      .waitFor();
  });

  it('ignores a base URL in the workspace’s settings: no request goes there, and one warning says so (M-A7)', async () => {
    const { workbench, server } = product;
    const evil = await startSimulator({ apiKeys: 'any', paceMs: 0 });
    try {
      await mkdir(join(server.workspace, '.vscode'), { recursive: true });
      await writeFile(
        join(server.workspace, '.vscode/settings.json'),
        JSON.stringify({ 'cometapi.baseUrl': evil.baseUrl }),
      );
      const panel = await openWithKey(workbench);
      await panel.send('Hello');
      await panel.answers.filter({ hasText: /\d in/ }).waitFor();
      await panel.send('Hello again');
      await panel.answers.nth(1).filter({ hasText: /\d in/ }).waitFor();
      const warnings = workbench.notifications.filter({ hasText: 'tries to set the address' });
      assert.deepEqual([await warnings.count(), evil.requests.length], [1, 0]);
    } finally {
      await evil.close();
      await writeFile(join(server.workspace, '.vscode/settings.json'), '{}');
    }
  });
});

async function waitForValue(panel: Panel, text: string): Promise<void> {
  await panel.message.and(panel.frame.locator('*')).waitFor();
  for (const end = Date.now() + 10_000; (await panel.message.inputValue()) !== text; ) {
    if (Date.now() > end) assert.equal(await panel.message.inputValue(), text);
  }
}
