import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { parseBaseUrl } from '../../../src/api/baseUrl.ts';
import { BuiltInTools } from '../../../src/host/builtInTools.ts';
import { FieldMemory } from '../../../src/host/fieldMemory.ts';
import { Refusal } from '../../../src/host/reportError.ts';
import { readSettings } from '../../../src/host/settings.ts';
import { setUserSetting, testLog } from './chatParts.ts';
import { MemoryMemento } from './memorySecrets.ts';

describe('the tools of the server', () => {
  let memory: FieldMemory;
  let tools: BuiltInTools;
  let restore: (() => Promise<void>) | undefined;

  beforeEach(() => {
    memory = new FieldMemory(new MemoryMemento(), testLog);
    tools = new BuiltInTools(memory, () => {});
  });

  afterEach(async () => {
    await restore?.();
    restore = undefined;
    memory.dispose();
  });

  const on = () => tools.shown().flatMap(({ kind, isOn }) => (isOn ? [kind] : []));

  it('are off, begin as the setting says, and are switched for one conversation (S-5)', async () => {
    const seen = [on()];
    restore = await setUserSetting('tools', { webSearch: true, fileSearch: true, vectorStores: ['vs_1'] });
    seen.push(on());
    await tools.switch('web_search', false);
    await tools.switch('code_interpreter', true);
    seen.push(on());
    const choice = tools.choice();
    tools.clear();
    seen.push(on());
    assert.deepEqual(
      { seen, choice },
      {
        seen: [
          [],
          ['web_search', 'file_search'],
          ['file_search', 'code_interpreter'],
          ['web_search', 'file_search'],
        ],
        choice: { tools: ['file_search', 'code_interpreter'], vectorStoreIds: ['vs_1'] },
      },
    );
  });

  it('look into files only where a vector store is named', async () => {
    await assert.rejects(
      tools.switch('file_search', true),
      (error) => error instanceof Refusal && /vectorStores/.test(error.message),
    );
    assert.deepEqual(on(), []);
  });

  const wrong = [
    [{ webSearch: 'yes' }, 'webSearch'],
    [{ vectorStores: ['a b'] }, 'vectorStores.0'],
    [{ container: '' }, 'container'],
  ] as const;
  for (const [value, path] of wrong) {
    it(`are not sent while the setting is wrong, and name what to correct: ${path}`, async () => {
      restore = await setUserSetting('tools', value);
      assert.throws(
        () => tools.choice(),
        (error) => error instanceof Refusal && error.message.includes(`“${path}”`),
      );
    });
  }

  it('are shown as off when the model refuses them, and sent again once they are switched on (S-5, S-13)', async () => {
    const { baseUrl, model } = readSettings();
    const base = parseBaseUrl(baseUrl);
    assert.ok(base.ok);
    const { remember } = memory.capabilities({ baseUrl: base.url, model });
    await tools.switch('web_search', true);
    remember({ name: 'tools', member: 'web_search_preview', instead: 'web_search' });
    const seen = [on()];
    remember({ name: 'tools', member: 'web_search' });
    seen.push(on());
    const shown = tools.shown()[0];
    await tools.switch('web_search', true);
    seen.push(on());
    assert.deepEqual(
      { seen, shown },
      {
        seen: [['web_search'], [], ['web_search']],
        shown: { id: 'web_search', kind: 'web_search', isOn: false, isRefused: true },
      },
    );
  });
});
