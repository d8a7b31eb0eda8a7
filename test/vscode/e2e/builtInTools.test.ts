import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openWithKey, useProduct } from './product.ts';

describe('tools of the server in the workbench', () => {
  const product = useProduct({ 'cometapi.model': 'gpt-4.1' });

  it('searches the web when it is switched on, shows the sources, and is switched off by a model that refuses it (S-5, B-22)', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    const tools = () =>
      simulator.requests
        .filter(({ path }) => path === '/v1/responses')
        .map(({ body }) => Object(body).tools?.map(({ type }: { readonly type: string }) => type));

    await panel.button('Tools: 0 on').click();
    await panel.frame.getByRole('menuitemcheckbox', { name: /^Web search/ }).click();
    await panel.button('Tools: 1 on').waitFor();
    await workbench.shot('tools-menu');
    simulator.enqueue({ name: 'web-search' });
    await panel.send('What is a normal error rate?');
    const answer = panel.answers.first();
    await answer.getByText('Searched the web').waitFor();
    const sources = answer.getByRole('region', { name: 'Sources' }).getByRole('listitem');
    await sources.nth(1).waitFor();
    await workbench.shot('web-search');
    const shown = await sources.allTextContents();

    simulator.enqueue({ name: '400-tool', times: 2 });
    await panel.send('And a bad one?');
    await panel.answers.nth(1).getByText('web_search was refused by this model and left out.').waitFor();
    await panel.button('Tools: 0 on').waitFor();
    await workbench.shot('tool-refused');
    assert.deepEqual(
      { shown, sent: tools() },
      {
        shown: ['1Error budgetssre.example', '2HTTP 5xx in practicedocs.example'],
        sent: [['web_search_preview'], ['web_search_preview'], ['web_search'], undefined],
      },
    );
  });
});
