import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import { parameters } from '../../../src/api/parameters.ts';
import { handleIntent } from '../../../src/host/intents.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import { readSettings } from '../../../src/host/settings.ts';
import type { ChatIntent } from '../../../src/protocol/messages.ts';
import { canaryKey } from '../../canary.ts';
import { seedParameters } from '../../seedParameters.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createChat, setUserSetting } from './chatParts.ts';

describe('request options', () => {
  let simulator: Simulator;
  let parts: ReturnType<typeof createChat>;
  const restores: (() => Promise<void>)[] = [];

  before(async () => {
    simulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 0 });
    restores.push(
      await setUserSetting('baseUrl', simulator.baseUrl),
      await setUserSetting('model', 'gpt-4.1'),
      await setUserSetting('requestDefaults', undefined),
      await setUserSetting('presets', undefined),
    );
    parts = createChat();
    await parts.apiKeys.save(simulator.origin, canaryKey);
  });
  beforeEach(async () => {
    simulator.reset();
    await setUserSetting('requestDefaults', undefined);
    await setUserSetting('presets', undefined);
    await parts.chat.newChat();
    parts.chat.requestOptions.forgetKnown();
  });
  after(async () => {
    for (const restore of restores.splice(0)) await restore();
    parts.dispose();
    await simulator.close();
  });

  const act = (intent: ChatIntent) => Promise.resolve(handleIntent(intent, parts));
  const option = (name: string) => parts.chat.panelState().requestOptions.find((each) => each.name === name);
  const bodies = () => simulator.requests.map(({ body }) => Object(body));

  it('name the option whose value cannot be sent, each of the endpoint’s parameters (S-12)', async () => {
    const missing: string[] = [];
    for (const { name, values, bad } of seedParameters) {
      if (values === undefined) continue;
      for (const value of bad) {
        // What a person can type: JSON comes as text, and an empty field is not set.
        const typed = typeof value === 'object' ? JSON.stringify(value) : value;
        if (typed === '' || typed === undefined) continue;
        assert.ok(typeof typed === 'string' || typeof typed === 'number' || typeof typed === 'boolean');
        await act({ type: 'set-parameter', name, value: typed });
        const row = option(name);
        const error: unknown = await parts.chat.send('Hello').catch((thrown: unknown) => thrown);
        const isNamed = error instanceof Refusal && / cannot be sent like this\. \S/.test(error.message);
        if (row?.isInvalid !== true || !isNamed) missing.push(`${name} ${JSON.stringify(value)}`);
        await act({ type: 'reset-parameter', name });
      }
    }
    assert.deepEqual([missing, simulator.requests.length], [[], 0]);
  });

  it('are all in the panel, and a default can be made, left out for one conversation and removed (S-12)', async () => {
    const { chat } = parts;
    const names = chat.panelState().requestOptions.map(({ name }) => name);
    await act({ type: 'set-parameter', name: 'temperature', value: 0 });
    await act({ type: 'default-parameter', name: 'temperature' });
    const saved = readSettings().requestDefaults;
    await chat.newChat();
    const asDefault = option('temperature');
    await chat.send('One');
    await act({ type: 'unset-parameter', name: 'temperature' });
    const leftOut = option('temperature');
    await chat.send('Two');
    await act({ type: 'default-parameter', name: 'temperature' });
    assert.deepEqual(
      {
        names,
        saved,
        asDefault: [asDefault?.value, asDefault?.source],
        leftOut: [leftOut?.value, leftOut?.source, leftOut?.isUnset],
        sent: bodies().map(({ temperature }) => temperature),
        removed: readSettings().requestDefaults,
      },
      {
        names: Object.keys(parameters),
        saved: { temperature: 0 },
        asDefault: [0, 'settings'],
        leftOut: [undefined, 'conversation', true],
        sent: [0, undefined],
        removed: {},
      },
    );
  });

  it('are saved as presets, which say what of them cannot be set (S-12)', async () => {
    const sheet = () => parts.chat.panelState().optionSheet;
    await act({ type: 'set-parameter', name: 'temperature', value: 0 });
    await act({ type: 'set-parameter', name: 'top_p', value: 7 });
    await act({ type: 'preset', action: 'save', name: 'Exact' });
    const saved = readSettings().presets;
    await setUserSetting('presets', { ...saved, Old: { depth: 1, temperature: 9, 'text.verbosity': 'low' } });
    const shown = sheet().presets;
    await act({ type: 'rename-preset', name: 'Exact', to: 'Old' });
    await act({ type: 'rename-preset', name: 'Exact', to: 'Precise' });
    await parts.chat.newChat();
    await act({ type: 'preset', action: 'apply', name: 'Old' });
    const old = sheet().json;
    await act({ type: 'preset', action: 'apply', name: 'Precise' });
    await act({ type: 'preset', action: 'apply', name: '__proto__' });
    const exact = sheet().json;
    await act({ type: 'preset', action: 'delete', name: 'Old' });
    assert.deepEqual(
      { saved, shown, old: JSON.parse(old), exact: JSON.parse(exact), left: readSettings().presets },
      {
        saved: { Exact: { temperature: 0 } },
        shown: [
          { name: 'Exact', problems: [] },
          {
            name: 'Old',
            problems: ['“depth” is no request option.', 'Temperature: Enter a number from 0 to 2.'],
          },
        ],
        old: { text: { verbosity: 'low' } },
        exact: { temperature: 0 },
        left: { Precise: { temperature: 0 } },
      },
    );
  });

  it('are taken as JSON as a whole, or not at all with the line of each problem (S-12)', async () => {
    const { chat } = parts;
    await act({ type: 'set-options-json', text: '{\n  "reasoning": { "effort": "huge" },\n  "stop": 1\n}' });
    const { jsonProblems } = chat.panelState().optionSheet;
    const untouched = option('reasoning.effort');
    await act({ type: 'set-options-json', text: '{ "temperature": 0, "metadata": { "team": "cart" } }' });
    await chat.send('Hello');
    const [body] = bodies();
    assert.deepEqual(
      {
        jsonProblems,
        untouched: untouched?.value,
        after: chat.panelState().optionSheet.jsonProblems,
        sent: [body?.temperature, body?.metadata],
      },
      {
        jsonProblems: [
          {
            line: 2,
            text: 'reasoning.effort: Choose one of: none, minimal, low, medium, high, xhigh, max.',
          },
          { line: 3, text: '“stop” is no request option.' },
        ],
        untouched: undefined,
        after: [],
        sent: [0, { team: 'cart' }],
      },
    );
  });

  it('are known by the replies of each model, and can be forgotten one by one (B-26, B-4)', async () => {
    const { chat } = parts;
    await act({ type: 'set-parameter', name: 'temperature', value: 0 });
    await act({ type: 'set-parameter', name: 'service_tier', value: 'priority' });
    await chat.send('One');
    const restore = await setUserSetting('model', 'gpt-6-sol');
    await chat.send('Two');
    const known = () =>
      chat.panelState().optionSheet.known.map(({ model, name, state }) => `${model} ${name} ${state}`);
    const learnt = known();
    await act({ type: 'forget-known', only: { model: 'gpt-6-sol', name: 'temperature' } });
    const left = known();
    const requests = simulator.requests.length;
    await act({ type: 'forget-known' });
    await restore();
    assert.deepEqual(
      { learnt, left, all: known(), requests },
      {
        learnt: [
          'gpt-6-sol temperature refused',
          'gpt-6-sol service_tier ignored',
          'gpt-4.1 temperature accepted',
          'gpt-4.1 service_tier ignored',
        ],
        left: [
          'gpt-6-sol service_tier ignored',
          'gpt-4.1 temperature accepted',
          'gpt-4.1 service_tier ignored',
        ],
        all: [],
        // The second question was asked again once, without what was refused; nothing else was asked.
        requests: 3,
      },
    );
  });
});
