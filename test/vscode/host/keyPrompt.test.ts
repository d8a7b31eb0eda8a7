import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { createClient } from '../../../src/api/client.ts';
import { ApiKeyStore } from '../../../src/host/apiKey.ts';
import { askForKey } from '../../../src/host/keyPrompt.ts';
import { canaryKey } from '../../canary.ts';
import type { ScenarioName } from '../../simulator/scenario.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createChat, setUserSetting, testLog } from './chatParts.ts';
import { Conversation, type Shown } from './conversation.ts';
import { MemorySecrets } from './memorySecrets.ts';

const otherOrigin = 'https://relay.example';

describe('asking for the key', () => {
  let simulator: Simulator;
  let host: string;
  let restoreSetting: () => Promise<void>;
  let secrets: MemorySecrets;
  let apiKeys: ApiKeyStore;
  let person: Conversation;

  before(async () => {
    simulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 0 });
    host = new URL(simulator.origin).host;
    restoreSetting = await setUserSetting('baseUrl', simulator.baseUrl);
  });

  after(async () => {
    await restoreSetting();
    await simulator.close();
  });

  beforeEach(() => {
    simulator.reset();
    secrets = new MemorySecrets();
    apiKeys = new ApiKeyStore(secrets);
    person = new Conversation();
    person.type = () => canaryKey;
  });

  afterEach(() => {
    person.end();
    apiKeys.dispose();
  });

  async function ask(): Promise<unknown> {
    const key = await askForKey({ apiKeys, log: testLog });
    return { key, saved: await apiKeys.read(simulator.origin), said: person.texts };
  }

  function sentKeys(): unknown[] {
    return simulator.requests.map(({ method, path, headers }) => [method, path, headers.authorization]);
  }

  it('M-A1 M-A2 saves a good key, asks for nothing but the list of models, and says how many there are', async () => {
    const outcome = await ask();
    const options = { baseUrl: simulator.baseUrl, apiKey: canaryKey, fetch, log: testLog };
    const models = await createClient(options).listModels({ signal: AbortSignal.timeout(10_000) });
    assert.deepEqual(
      [outcome, sentKeys().slice(0, 1), simulator.requests.length],
      [
        {
          key: canaryKey,
          saved: canaryKey,
          said: [`information: The key works: ${models.length} models are available.`],
        },
        [['GET', '/v1/models', `Bearer ${canaryKey}`]],
        2,
      ],
    );
  });

  it('M-A2 (401) names a refused key, keeps nothing of it and offers another try', async () => {
    person.type = () => 'sk-wrong';
    assert.deepEqual(await ask(), {
      key: undefined,
      saved: undefined,
      said: [
        `error: The key was not accepted. ${host} refused it. The key may have been deleted or typed wrong.`,
      ],
    });
    assert.deepEqual(person.shown[0]?.choices, ['Try Another Key']);
  });

  const unchecked: readonly (readonly [ScenarioName, string])[] = [
    ['402', 'No credit left. Add credit to this account, or use another key.'],
    ['403-quota', 'No credit left. Add credit to this account, or use another key.'],
    [
      '403',
      'Not allowed. {host} does not allow this key to use this model. Choose another model, or use another key.',
    ],
    [
      'html',
      'This is not a Responses API. Something at {host} answered, but not in the expected form. Check the base URL and your proxy.',
    ],
    [
      'redirect',
      'The server sent the request elsewhere. {host} answered with a redirect. It was not followed, so your key and message stayed here.',
    ],
    ['reset-headers', 'No connection. {host} could not be reached. Your message is kept.'],
  ];
  for (const [name, sentence] of unchecked) {
    it(`M-A2 (${name}) keeps a key that could not be checked and names the reason`, async () => {
      simulator.enqueue({ name, match: { path: '/v1/models' }, times: 9 });
      assert.deepEqual(await ask(), {
        key: canaryKey,
        saved: canaryKey,
        said: [`warning: The key is saved but could not be checked. ${sentence.replace('{host}', host)}`],
      });
    });
  }

  it('M-A2 (ECONNREFUSED) keeps the key while the server is down and says that it could not be reached', async () => {
    const down = await startSimulator();
    await down.close();
    const restore = await setUserSetting('baseUrl', down.baseUrl);
    try {
      const key = await askForKey({ apiKeys, log: testLog });
      assert.deepEqual(
        [key, await apiKeys.read(down.origin), person.texts],
        [
          canaryKey,
          canaryKey,
          [
            `warning: The key is saved but could not be checked. No connection. ${new URL(down.origin).host} could not be reached. Your message is kept.`,
          ],
        ],
      );
    } finally {
      await restore();
    }
  });

  it('M-A1 asks for nothing and saves nothing after Escape or white space', async () => {
    const outcomes = [];
    for (const typed of [undefined, '', '  ']) {
      person.type = () => typed;
      outcomes.push(await ask());
    }
    const nothing = { key: undefined, saved: undefined, said: [] };
    assert.deepEqual([outcomes, simulator.requests.length], [[nothing, nothing, nothing], 0]);
  });

  it('M-A8 sends no key to a base URL that is no good, and offers the settings', async () => {
    const restore = await setUserSetting('baseUrl', 'http://relay.example/v1');
    try {
      assert.equal(await askForKey({ apiKeys, log: testLog }), undefined);
      assert.deepEqual(
        [person.asked, person.shown],
        [
          0,
          [
            {
              kind: 'error',
              text: 'The base URL cannot be used. Correct it in the settings, then retry. Your message is kept.',
              modal: false,
              choices: ['Open Settings'],
            },
          ],
        ],
      );
    } finally {
      await restore();
    }
  });

  describe('when the key was entered for another origin (M-A7)', () => {
    beforeEach(async () => {
      await apiKeys.save(otherOrigin, canaryKey);
    });

    it('names both hosts and sends nothing while nobody answers the question', async () => {
      void askForKey({ apiKeys, log: testLog });
      while (person.shown.length === 0) await new Promise(setImmediate);
      const question: Shown = {
        kind: 'warning',
        text: `Requests now go to ${host}, but the key was entered for relay.example.`,
        modal: true,
        choices: ['Enter Another Key', 'Use the Same Key'],
      };
      assert.deepEqual([person.shown, person.asked, simulator.requests.length], [[question], 0, 0]);
    });

    it('sends nothing after Cancel', async () => {
      person.choose = () => 'Cancel';
      const key = await askForKey({ apiKeys, log: testLog });
      assert.deepEqual(
        [key, simulator.requests.length, await apiKeys.origins()],
        [undefined, 0, [otherOrigin]],
      );
    });

    it('sends nothing when VS Code itself refuses to ask', async () => {
      person.end();
      const key = await askForKey({ apiKeys, log: testLog }).catch(() => 'refused');
      assert.deepEqual(
        [key, simulator.requests.length, await apiKeys.origins()],
        ['refused', 0, [otherOrigin]],
      );
    });

    it('uses the same key only after that was chosen', async () => {
      person.choose = ({ modal }) => (modal ? 'Use the Same Key' : undefined);
      const key = await askForKey({ apiKeys, log: testLog });
      assert.deepEqual(
        [key, person.asked, sentKeys(), await apiKeys.origins()],
        [canaryKey, 0, [['GET', '/v1/models', `Bearer ${canaryKey}`]], [otherOrigin, simulator.origin]],
      );
    });

    it('asks for another key when that was chosen, and sends the former one nowhere', async () => {
      person.choose = ({ modal }) => (modal ? 'Enter Another Key' : undefined);
      person.type = () => 'sk-wrong';
      await askForKey({ apiKeys, log: testLog });
      assert.deepEqual([person.asked, sentKeys()], [1, [['GET', '/v1/models', 'Bearer sk-wrong']]]);
    });
  });

  describe('when the secret store does not work (M-A5)', () => {
    for (const broken of ['writing', 'everything'] as const) {
      it(`offers to use the key until the window closes (${broken} fails)`, async () => {
        secrets.broken = broken;
        person.choose = ({ modal }) => (modal ? 'Use It Until the Window Closes' : undefined);
        const key = await askForKey({ apiKeys, log: testLog });
        assert.deepEqual(
          [key, await apiKeys.read(simulator.origin), secrets.values.size, person.shown[0]],
          [
            canaryKey,
            canaryKey,
            0,
            {
              kind: 'warning',
              text: 'The secret store of this machine does not work, so the key cannot be saved.',
              modal: true,
              choices: ['Use It Until the Window Closes'],
            },
          ],
        );
      });
    }

    it('has no key after Cancel', async () => {
      secrets.broken = 'everything';
      person.choose = () => 'Cancel';
      const key = await askForKey({ apiKeys, log: testLog });
      assert.deepEqual([key, await apiKeys.read(simulator.origin)], [undefined, undefined]);
    });
  });

  describe('from a message', () => {
    it('M-A2 asks again at the next send while the notification about a refused key is still open', async () => {
      const parts = createChat();
      try {
        person.type = () => 'sk-wrong';
        await parts.chat.send('first');
        const refused = { asked: person.asked, draft: parts.chat.draft, shown: person.shown.length };
        person.type = () => canaryKey;
        await parts.chat.send('second');
        assert.deepEqual(
          [refused, person.asked, parts.chat.draft, parts.chat.session.transcript.turns.size],
          [{ asked: 1, draft: 'first', shown: 1 }, 2, '', 2],
        );
      } finally {
        parts.dispose();
      }
    });

    it('M-A6 keeps the message while the key is asked for and sends it with the key', async () => {
      const parts = createChat();
      try {
        let whileAsked = '';
        person.type = () => {
          whileAsked = parts.chat.draft;
          return canaryKey;
        };
        await parts.chat.send('hello');
        const { path, body } = simulator.requests.at(-1) ?? {};
        assert.deepEqual(
          [whileAsked, parts.chat.draft, path, JSON.stringify(body).includes('hello')],
          ['hello', '', '/v1/responses', true],
        );
      } finally {
        parts.dispose();
      }
    });

    it('M-A6 sends the kept message after another try brought a good key', async () => {
      const parts = createChat();
      try {
        const typed = ['sk-wrong', canaryKey];
        person.type = () => typed.shift();
        person.choose = ({ choices }) => choices.find((choice) => choice === 'Try Another Key');
        await parts.chat.send('hello');
        await simulator.waitFor(({ path, end }) => path === '/v1/responses' && end !== undefined);
        assert.deepEqual([parts.chat.draft, person.asked], ['', 2]);
      } finally {
        parts.dispose();
      }
    });
  });
});
