import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Panel } from './panel.ts';
import { openWithKey, useProduct } from './product.ts';

describe('the state of a conversation in the workbench', () => {
  const product = useProduct();

  it('sends only what is new, falls back once unnoticed, shows it, and one click changes it (M-K6, B-6, B-7)', async () => {
    const { workbench, simulator } = product;
    let panel = await openWithKey(workbench);
    let answers = 0;

    /** Sends a message and returns what the requests for it said, in short. */
    async function send(text: string): Promise<unknown[]> {
      const before = simulator.requests.length;
      await panel.send(text);
      await panel.answers.nth(answers++).filter({ hasText: /\d in/ }).waitFor();
      return simulator.requests
        .slice(before)
        .filter(({ path }) => path === '/v1/responses')
        .map(({ body }) => {
          const { store, previous_response_id: previous, input } = Object(body);
          return [store, typeof previous, input.length];
        });
    }

    await panel.button('Server memory').and(panel.frame.locator('[aria-pressed=true]')).waitFor();
    const first = await send('One');
    const second = await send('Two');
    await workbench.shot('state-server');

    await panel.button('Server memory').click();
    await panel.button('Local only').and(panel.frame.locator('[aria-pressed=false]')).waitFor();
    const local = await send('Three');

    await panel.button('Local only').click();
    await panel.button('Server memory').waitFor();
    simulator.enqueue('previous-unsupported');
    const replayed = await send('Four');
    // The panel shows what is in force, not what was wished for.
    await panel.button('Local only').waitFor();
    const later = await send('Five');
    await workbench.shot('state-local');

    // What was learnt outlives the window, also for another conversation.
    await workbench.page.reload();
    panel = await Panel.open(workbench);
    await panel.answers.first().waitFor();
    await panel.button('New chat').click();
    await panel.answers.first().waitFor({ state: 'detached' });
    answers = 0;
    await panel.button('Local only').click();
    await panel.button('Server memory').waitFor();
    const again = [await send('Six'), await send('Seven')];
    assert.deepEqual(
      { first, second, local, replayed, later, again, alerts: await panel.alert.count() },
      {
        first: [[true, 'undefined', 1]],
        second: [[true, 'string', 1]],
        local: [[false, 'undefined', 5]],
        // On from the second answer, with what was only kept here since.
        replayed: [
          [true, 'string', 3],
          [false, 'undefined', 7],
        ],
        later: [[false, 'undefined', 9]],
        again: [[[true, 'undefined', 1]], [[true, 'string', 1]]],
        alerts: 0,
      },
    );
  });
});
