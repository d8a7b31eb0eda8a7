import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { base64, png } from '../../media.ts';
import type { Panel } from './panel.ts';
import { openWithKey, useProduct } from './product.ts';

/** Pastes an image into the message, as the browser does after Copy Image. */
async function pasteImage(panel: Panel): Promise<void> {
  await panel.message.evaluate((box, content) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'graph.png', { type: 'image/png' }));
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, base64(png));
  await panel.button('Open graph.png').waitFor();
}

/** The types and beginnings of the parts of the first message of each request. */
function partsOf(bodies: readonly unknown[]): unknown[] {
  return bodies.map((body) =>
    // What the simulator has accepted fits the wire schema.
    (
      body as { input: { content: { type: string; image_url?: string; text?: string }[] }[] }
    ).input[0]?.content.map(({ type, image_url, text }) => [
      type,
      (image_url ?? text ?? '').split(/[;\n]/)[0],
    ]),
  );
}

describe('attaching in the workbench', () => {
  const product = useProduct({ 'cometapi.conversationState': 'local' });

  it('sends a pasted image and a file named by @, and keeps both when the model refuses the image (S-10, M-C1, M-C7)', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    simulator.enqueue({ name: '400-image' });
    await pasteImage(panel);
    await panel.message.pressSequentially('Compare this with @invent');
    const option = panel.frame.getByRole('option', { name: 'inventory.ts src' });
    await option.waitFor();
    await workbench.shot('attaching-mention');
    await panel.message.press('Enter');
    await panel.button('Open inventory.ts').waitFor();
    const typed = await panel.message.inputValue();
    await panel.message.press('Enter');
    await panel.alert.filter({ hasText: 'The image was not accepted' }).waitFor();
    await workbench.shot('attaching-refused');
    const sent = panel.turns.first();
    const kept = [
      await sent.getByRole('button', { name: 'Open graph.png' }).count(),
      await sent.getByRole('button', { name: 'Open inventory.ts' }).count(),
      (await sent.innerText()).includes('Compare this with @inventory.ts'),
    ];
    await panel.alert.getByRole('button', { name: 'Retry' }).click();
    await panel.answers.filter({ hasText: /\d in/ }).waitFor();
    const bodies = simulator.requests.filter(({ path }) => path === '/v1/responses').map(({ body }) => body);
    const both = [
      ['input_image', 'data:image/png'],
      ['input_text', '<images>'],
    ];
    assert.deepEqual(
      [typed, kept, partsOf(bodies), JSON.stringify(bodies.at(-1)).includes('path=\\"src/inventory.ts\\"')],
      ['Compare this with @inventory.ts ', [1, 1, true], [both, both], true],
    );
    await sent.getByRole('button', { name: 'Open graph.png' }).click();
    await workbench.page.locator('.tabs-container .tab.active').filter({ hasText: 'graph.png' }).waitFor();
  });
});
