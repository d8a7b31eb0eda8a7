import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openWithKey, useProduct } from './product.ts';

describe('workspace tools in the workbench', () => {
  const product = useProduct();

  it('reads a file only after a person allows it; Deny and Stop read nothing (S-6, M-K3, M-K7, U02)', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    const card = panel.frame.getByRole('group', { name: 'Approval needed: read_file', exact: true });
    const bodies = () =>
      simulator.requests.filter(({ path }) => path === '/v1/responses').map(({ body }) => Object(body));
    const outputs = () =>
      bodies().flatMap(({ input }) =>
        input.flatMap((item: { type?: string; output?: string }) =>
          item.type === 'function_call_output' ? [item.output] : [],
        ),
      );

    await panel.send('Read src/cart.ts');
    await panel.answers.nth(0).filter({ hasText: /\d in/ }).waitFor();
    assert.equal('tools' in bodies()[0], false);

    await panel.button('Tools: 0 on').click();
    await panel.frame.getByRole('menuitemcheckbox', { name: /^Workspace/ }).click();
    await panel.button('Tools: 1 on').waitFor();
    await panel.message.click();

    await panel.send('Read src/cart.ts');
    await card.waitFor();
    await workbench.shot('tools-approval');
    assert.deepEqual(outputs(), []);
    await panel.message.press('Control+Enter');
    await panel.answers.nth(1).getByText('export').first().waitFor();
    await panel.answers.nth(1).filter({ hasText: /\d in/ }).waitFor();
    await workbench.shot('tools-answered');

    await panel.send('Read src/inventory.ts');
    await card.getByRole('button', { name: 'Deny' }).click();
    await panel.answers.nth(2).getByText('The person did not allow this call.').first().waitFor();
    await panel.answers.nth(2).filter({ hasText: /\d in/ }).waitFor();

    await panel.send('Read src/inventory.ts');
    await card.waitFor();
    await panel.button('Stop').click();
    await card.waitFor({ state: 'detached' });
    await panel.button('Send').waitFor();

    await panel.send('Read ../outside.ts');
    await card.getByRole('button', { name: 'Allow once' }).click();
    await panel.answers.nth(4).getByText('leaves the workspace').first().waitFor();
    await panel.answers.nth(4).filter({ hasText: /\d in/ }).waitFor();
    const said = outputs();
    assert.deepEqual(
      {
        hasFile: said[0]?.includes('src/cart.ts') && said[0]?.includes('export'),
        rest: said.slice(1),
        alerts: await panel.alert.count(),
      },
      {
        hasFile: true,
        rest: [
          'The person did not allow this call.',
          'The person stopped the answer before this was done.',
          'The path "../outside.ts" leaves the workspace or ends a name with a dot or a space.',
        ],
        alerts: 0,
      },
    );
  });
});
