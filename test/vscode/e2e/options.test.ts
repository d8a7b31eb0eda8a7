import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openWithKey, useProduct } from './product.ts';

/** A model that reasons, and therefore refuses `temperature`. */
const reasoning = 'gpt-6-sol';

describe('request options in the workbench', () => {
  const product = useProduct({
    'cometapi.model': 'gpt-4.1',
    'cometapi.requestDefaults': { top_logprobs: 0 },
  });

  it('carries what was set and the defaults, and gives up what a model refuses, once (S-12, S-13, M-G3, M-G4)', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    const sent = () =>
      simulator.requests
        .filter(({ path }) => path === '/v1/responses')
        .map(({ body }) => {
          const { model, temperature, top_logprobs, reasoning: how } = Object(body);
          return { model, temperature, top_logprobs, effort: how?.effort };
        });
    const ended = (count: number) =>
      panel.answers
        .nth(count - 1)
        .filter({ hasText: /\d in/ })
        .waitFor();

    await panel.button('Request options').click();
    const temperature = panel.frame.getByRole('textbox', { name: 'Temperature', exact: true });
    await temperature.fill('3');
    await temperature.press('Tab');
    await panel.frame.getByText('Enter a number from 0 to 2.').waitFor();
    await panel.button('Back').click();
    await panel.send('One');
    await workbench.notifications.filter({ hasText: 'Temperature cannot be sent like this' }).waitFor();
    assert.deepEqual([sent(), await panel.message.inputValue()], [[], 'One']);

    await panel.button('Request options').click();
    await temperature.fill('0');
    await temperature.press('Escape');
    await panel.button('Send').click();
    await ended(1);
    await panel.button('Model').click();
    await panel.frame.getByRole('combobox', { name: 'Search models' }).fill(reasoning);
    await panel.frame.getByRole('option', { name: reasoning, exact: true }).click();
    await panel.button('Reasoning effort: Default').click();
    await panel.frame.getByRole('menuitemradio', { name: 'High', exact: true }).click();
    await panel.button('Reasoning effort: High').waitFor();
    await panel.send('Two');
    await ended(2);
    await panel.answers.nth(1).getByText('temperature was refused by this model and left out.').waitFor();
    await workbench.shot('request-option-refused');
    await panel.send('Three');
    await ended(3);

    const first = { model: 'gpt-4.1', temperature: 0, top_logprobs: 0, effort: undefined };
    const refused = { ...first, model: reasoning, effort: 'high' };
    const later = { ...refused, temperature: undefined };
    assert.deepEqual(sent(), [first, refused, later, later]);

    await panel.button('Request options').click();
    await panel.frame.getByText(`Refused by ${reasoning}. Not sent.`).waitFor();
    await workbench.shot('request-options');
    await panel.button('Try again').click();
    await panel.frame.getByText(`Refused by ${reasoning}. Not sent.`).waitFor({ state: 'detached' });
    await panel.button('Back').click();
    await panel.button('New chat').click();
    await panel.button('Reasoning effort: Default').waitFor();
  });

  it('keeps options as JSON, preset and default, and says what the endpoint ignored (S-12, S-14)', async () => {
    const { workbench } = product;
    const panel = await openWithKey(workbench);
    await workbench.runCommand('CometAPI: Request Options');
    await panel.button('As JSON').click();
    const box = panel.frame.getByRole('textbox', { name: 'Options as JSON', exact: true });
    await box.fill('{\n  "temperature": 3\n}');
    await panel.button('Apply').click();
    await panel.frame.getByText('Line 2: temperature: Enter a number from 0 to 2.').waitFor();
    await box.fill('{ "temperature": 0, "service_tier": "priority" }');
    await panel.button('Apply').click();
    await panel.frame.getByText('2 set for this conversation').waitFor();
    await workbench.shot('options-json');
    await panel.button('As JSON').click();
    await panel.button('Save as preset').click();
    await panel.frame.getByRole('textbox', { name: 'Name of the preset' }).fill('Exact');
    await workbench.page.keyboard.press('Enter');
    const preset = panel.frame.getByRole('combobox', { name: 'Preset', exact: true });
    await preset.waitFor();
    await panel.button('Use Temperature as default').click();
    await panel.frame.getByText('Set in your settings.').first().waitFor();
    await panel.button('Back').click();

    await panel.button('New chat').click();
    await panel.button('Request options').click();
    await preset.selectOption('Exact');
    await panel.button('Apply').click();
    await panel.frame.getByText('2 set for this conversation').waitFor();
    await workbench.shot('options-preset');
    await panel.button('Back').click();
    await panel.send('One');
    await panel.answers
      .last()
      .getByText('The endpoint ignored service_tier: it reports default instead of priority.')
      .waitFor();
  });
});
