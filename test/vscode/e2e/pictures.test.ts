import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openWithKey, useProduct } from './product.ts';

/** Pictures of the running product to be looked at; what they can assert by machine, they do. */
describe('the product in each theme', () => {
  const product = useProduct();

  for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const) {
    it(`draws an answer and a review in ${theme}, narrow and wide, without sideways scrolling (M-J3)`, async () => {
      const { workbench, simulator } = product;
      await workbench.setTheme(theme);
      const panel = await openWithKey(workbench);
      await workbench.openFile('src/cart.ts');
      simulator.enqueue({
        name: 'text',
        text: [
          '## Off by one in `subtotal`',
          'The loop reads `cart.lines[cart.lines.length]`, which is `undefined`.',
          '- Use `<` for the bound.\n- Or use `for … of`, which has no index to get wrong.',
          '```ts\nfor (const line of cart.lines) {\n  total += line.price * line.quantity; // in cents\n}\n```',
          '| Cart | Before | After |\n| --- | ---: | ---: |\n| empty | NaN | 0 |\n| one item | NaN | 12.50 |',
        ].join('\n\n'),
      });
      await panel.send('Why is the total NaN for one customer?');
      await panel.answers.filter({ hasText: /\d in/ }).waitFor();
      for (const width of [300, 480]) {
        await workbench.setSecondarySideBarWidth(width);
        await workbench.shot(`theme-${theme}-${width}-answer`);
        const overflow = await panel.frame
          .locator('body')
          .evaluate((body) => body.scrollWidth - body.clientWidth);
        assert.ok(overflow <= 0, `${overflow} px too wide at ${width}`);
      }
      await workbench.selectLines(36, 47);
      await workbench.runCommand('CometAPI: Refactor Selection');
      const card = panel.frame.getByRole('region', { name: 'Proposed edit' });
      await card.getByRole('button', { name: 'Keep', exact: true }).waitFor();
      await workbench.page.locator('.review-widget').first().waitFor();
      await workbench.shot(`theme-${theme}-480-review`);
      await workbench.setSecondarySideBarWidth(300);
      await workbench.shot(`theme-${theme}-300-review`);
    });
  }
});
