import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Scenario } from '../../simulator/scenario.ts';
import { openWithKey, useProduct } from './product.ts';

/** Each failure shows what happened, keeps what was there and offers the next step. */
describe('problems in the workbench', () => {
  const product = useProduct({ 'cometapi.idleTimeoutSeconds': 5 });

  const failures: readonly {
    readonly title: string;
    readonly scenario: Scenario;
    readonly heading: string;
    readonly buttons: readonly string[];
  }[] = [
    {
      title: 'a refused key (401)',
      scenario: { name: '401' },
      heading: 'The key was not accepted',
      buttons: ['Set CometAPI key', 'Retry', 'Details'],
    },
    {
      title: 'an unknown model (503 model_not_found)',
      scenario: { name: '503-model' },
      heading: 'The model is not available',
      buttons: ['Retry', 'Details'],
    },
    {
      title: 'a web page instead of JSON',
      scenario: { name: 'html' },
      heading: 'This is not a Responses API',
      buttons: ['Retry', 'Details'],
    },
    {
      title: 'a stream that is cut',
      scenario: { name: 'cut', afterDeltas: 10 },
      heading: 'The connection was cut',
      buttons: ['Continue', 'Retry', 'Details'],
    },
  ];

  it('tells each failure apart and offers what helps (M-B20, S-15)', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    for (const [at, { scenario, heading, buttons, title }] of failures.entries()) {
      simulator.enqueue(scenario);
      await panel.send(`Try ${title}.`);
      const alert = panel.answers.nth(at).getByRole('alert');
      await alert.getByText(heading).waitFor();
      const names = await alert.getByRole('button').allInnerTexts();
      assert.deepEqual(
        buttons.filter((name) => !names.includes(name)),
        [],
        `${title}: ${names.join(', ')}`,
      );
      await workbench.shot(`problem-${scenario.name}`);
    }
    assert.equal((await panel.answers.nth(3).getByRole('paragraph').count()) > 0, true);
  });

  it('waits as long as the server asks, shows it, and then answers (429, M-G10)', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    simulator.enqueue({ name: '429', retryAfter: 3 });
    await panel.send('Are you busy?');
    await panel.answers.getByText(/Retrying in \d s/).waitFor();
    await workbench.shot('problem-429');
    await panel.answers.filter({ hasText: /\d in/ }).waitFor({ timeout: 20_000 });
    const times = simulator.requests
      .filter(({ path }) => path === '/v1/responses')
      .map(({ receivedAt }) => receivedAt);
    assert.ok(times.length === 2 && (times[1] ?? 0) - (times[0] ?? 0) >= 3000);
  });

  it('says “Not responding” when nothing comes, and stops on demand (M-B4)', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    simulator.enqueue({ name: 'stall', afterDeltas: 8 });
    await panel.send('Think hard.');
    await panel.answers.getByText('Not responding').waitFor({ timeout: 15_000 });
    await workbench.shot('problem-stall');
    await panel.answers.getByRole('button', { name: 'Stop' }).first().click();
    await panel.answers.getByText('Stopped', { exact: true }).waitFor();
  });

  it('keeps the message and says so when the server is down', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    await simulator.close();
    await panel.send('Anybody there?');
    const alert = panel.answers.getByRole('alert');
    await alert.getByText('No connection').waitFor({ timeout: 30_000 });
    await panel.turns.first().getByText('Anybody there?').waitFor();
    await workbench.shot('problem-server-down');
  });
});
