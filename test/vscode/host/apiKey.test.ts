import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ApiKeyStore } from '../../../src/host/apiKey.ts';
import { canaryKey } from '../../canary.ts';
import { MemorySecrets } from './memorySecrets.ts';

const here = 'https://api.cometapi.com';
const there = 'https://relay.example';

describe('the API keys', () => {
  async function held(store: ApiKeyStore): Promise<unknown> {
    return { here: await store.read(here), there: await store.read(there), origins: await store.origins() };
  }

  it('M-A7 B-42 gives a key out for the origin it was entered for and for no other spelling or place', async () => {
    const store = new ApiKeyStore(new MemorySecrets());
    await store.save(here, canaryKey);
    const others = [there, 'http://api.cometapi.com', `${here}:8443`, `${here}.evil.example`, `${here}/`, ''];
    assert.deepEqual(
      [await store.read(here), ...(await Promise.all(others.map((origin) => store.read(origin))))],
      [canaryKey, ...others.map(() => undefined)],
    );
  });

  it('M-A7 keeps the keys of other origins when one is saved', async () => {
    const store = new ApiKeyStore(new MemorySecrets());
    await store.save(here, canaryKey);
    await store.save(there, 'sk-there');
    await store.save(here, 'sk-here');
    assert.deepEqual(await held(store), { here: 'sk-here', there: 'sk-there', origins: [here, there] });
  });

  it('M-A3 is followed by other windows: a key saved or removed in one is so in all, and each is told', async () => {
    const secrets = new MemorySecrets();
    const [one, two] = [new ApiKeyStore(secrets), new ApiKeyStore(secrets)];
    let told = 0;
    two.onDidChange(() => {
      told += 1;
    });
    await one.save(here, canaryKey);
    const saved = { key: await two.read(here), told };
    await one.clear();
    assert.deepEqual(
      { saved, cleared: { key: await two.read(here), told } },
      {
        saved: { key: canaryKey, told: 1 },
        cleared: { key: undefined, told: 2 },
      },
    );
  });

  it('tells nobody about a secret that is not its own, and nothing after its end', async () => {
    const secrets = new MemorySecrets();
    const store = new ApiKeyStore(secrets);
    let told = 0;
    store.onDidChange(() => {
      told += 1;
    });
    await secrets.store('another', 'value');
    store.dispose();
    await secrets.store('cometapi.apiKeys', '{}');
    assert.equal(told, 0);
  });

  it('M-A5 keeps a session key in this window alone, and a saved key takes its place', async () => {
    const secrets = new MemorySecrets();
    const [one, two] = [new ApiKeyStore(secrets), new ApiKeyStore(secrets)];
    one.keepForSession(here, 'sk-session');
    const session = [await one.read(here), await two.read(here), secrets.values.size];
    await one.save(here, 'sk-saved');
    assert.deepEqual(
      [session, await one.read(here), await two.read(here)],
      [['sk-session', undefined, 0], 'sk-saved', 'sk-saved'],
    );
  });

  it('M-A5 works with a session key while the secret storage cannot be read', async () => {
    const secrets = new MemorySecrets();
    secrets.broken = 'everything';
    const store = new ApiKeyStore(secrets);
    const before = await held(store);
    store.keepForSession(here, canaryKey);
    assert.deepEqual(
      [before, await held(store)],
      [
        { here: undefined, there: undefined, origins: [] },
        { here: canaryKey, there: undefined, origins: [here] },
      ],
    );
  });

  it('M-A5 rejects a save and keeps the keys of other origins when the storage cannot be read at that moment', async () => {
    const secrets = new MemorySecrets();
    const store = new ApiKeyStore(secrets);
    await store.save(there, 'sk-there');
    secrets.broken = 'everything';
    await assert.rejects(store.save(here, canaryKey));
    secrets.broken = 'nothing';
    assert.deepEqual(await held(store), { here: undefined, there: 'sk-there', origins: [there] });
  });

  it('reads no key out of something else that lies in its place', async () => {
    const contents = ['', 'null', '"sk"', '[1]', '{', `{"${here}":7}`, `{"${here}":null}`];
    const keys = await Promise.all(
      contents.map(async (content) => {
        const secrets = new MemorySecrets();
        await secrets.store('cometapi.apiKeys', content);
        return new ApiKeyStore(secrets).read(here);
      }),
    );
    assert.deepEqual(
      keys,
      contents.map(() => undefined),
    );
  });

  it('M-A3 removes every key, saved and of the session, and the place they were kept in', async () => {
    const secrets = new MemorySecrets();
    const store = new ApiKeyStore(secrets);
    await store.save(here, canaryKey);
    store.keepForSession(there, 'sk-session');
    await store.clear();
    assert.deepEqual(
      [await held(store), [...secrets.values]],
      [{ here: undefined, there: undefined, origins: [] }, []],
    );
  });
});
