import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { collect, post, withSimulator } from './collect.ts';

const plain = { model: 'gpt-5.4-mini', input: 'Hello' };

describe('The simulated gateway', () => {
  it('refuses a missing key and, where keys are listed, every other one, in its own envelope', async () => {
    await withSimulator(
      async (simulator) => {
        const bodies = await Promise.all(
          [
            { Authorization: '' },
            { Authorization: 'Bearer sk-bad' },
            { Authorization: 'Bearer sk-good' },
          ].map((headers) => post(simulator, plain, headers)),
        );
        assert.deepEqual(
          bodies.map(({ status, text }) => [
            status,
            /"type":"comet_api_error"/.test(text),
            /\(request id: \d{23}\w{8}\)/.test(text),
          ]),
          [
            [401, true, true],
            [401, true, true],
            [200, false, false],
          ],
        );
      },
      { apiKeys: ['sk-good'] },
    );
  });

  const paths: readonly (readonly [string, string, number, RegExp])[] = [
    ['GET', '/', 200, /^<!doctype html>/],
    ['POST', '/responses', 200, /^<!doctype html>/],
    ['GET', '/v1/responses', 404, /Invalid URL \(GET \/v1\/responses\)/],
    ['POST', '/v1/nonsense', 404, /Invalid URL \(POST \/v1\/nonsense\)/],
    ['GET', '/v1/responses/resp_1', 404, /Invalid URL/],
    ['POST', '/v1/responses/', 307, /Moved/],
    ['GET', '/v1/models/', 301, /Moved/],
    ['POST', '/v1/files', 501, /api_not_implemented/],
    ['POST', '/v1/chat/completions', 200, /"object":"chat.completion"/],
  ];
  for (const [method, path, status, text] of paths) {
    it(`answers ${method} ${path} with ${status}`, async () => {
      await withSimulator(async ({ origin }) => {
        const response = await fetch(origin + path, {
          method,
          redirect: 'manual',
          headers: { Authorization: 'Bearer sk-1' },
        });
        assert.match(await response.text(), text);
        assert.equal(response.status, status);
      });
    });
  }

  it('lets a browser in: preflight, and the CORS headers on refusals too', async () => {
    await withSimulator(async (simulator) => {
      const preflight = await fetch(`${simulator.baseUrl}/responses`, { method: 'OPTIONS' });
      const refused = await post(simulator, {}, { Authorization: '' });
      assert.deepEqual(
        [preflight, refused].map(({ status, headers }) => [
          status,
          headers.get('access-control-allow-origin'),
        ]),
        [
          [204, '*'],
          [401, '*'],
        ],
      );
    });
  });

  it('sends the stream as the gateway does: headers, event lines, PING comments, no [DONE]', async () => {
    await withSimulator(async (simulator) => {
      const { headers, text } = await post(simulator, { ...plain, stream: true });
      assert.deepEqual(
        {
          type: headers.get('content-type'),
          cache: headers.get('cache-control'),
          buffering: headers.get('x-accel-buffering'),
          id: headers.has('x-oneapi-request-id'),
          pings: text.includes('\n: PING\n\n'),
          done: text.includes('[DONE]'),
          events: (text.match(/^event: /gm)?.length ?? 0) === (text.match(/^data: /gm)?.length ?? 0),
          obfuscation: text.includes('obfuscation'),
        },
        {
          type: 'text/event-stream',
          cache: 'no-cache',
          buffering: 'no',
          id: true,
          pings: true,
          done: false,
          events: true,
          obfuscation: false,
        },
      );
    });
  });

  it('records what arrived and how each reply ended', async () => {
    await withSimulator(async (simulator) => {
      await post(simulator, plain, { 'X-Marker': 'here' });
      const [record] = simulator.requests;
      assert.deepEqual(
        [
          record?.method,
          record?.path,
          record?.headers['x-marker'],
          record?.body,
          record?.status,
          record?.end,
          (record?.bytesSent ?? 0) > 500,
        ],
        ['POST', '/v1/responses', 'here', plain, 200, 'completed', true],
      );
    });
  });

  it('leaves a redirect to the client and records a request that follows it', async () => {
    await withSimulator(async (simulator) => {
      simulator.enqueue('redirect');
      const { status, headers } = await post(simulator, plain);
      assert.deepEqual(
        [status, headers.get('location'), simulator.requests.map(({ path }) => path)],
        [301, '/redirected/v1/responses', ['/v1/responses']],
      );
    });
  });

  it('is scripted over HTTP from another process: scenarios, requests, reset, and a reason for a wrong scenario', async () => {
    await withSimulator(async (simulator, client) => {
      const control = (path: string, body?: unknown): Promise<Response> =>
        fetch(`${simulator.origin}/__sim/${path}`, {
          method: path === 'requests' ? 'GET' : 'POST',
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      const accepted = await control('scenarios', [
        { name: 'text', text: 'One' },
        { name: 'text', text: 'Two' },
      ]);
      const refused = await control('scenarios', { name: 'nonsense' });
      const texts = [(await collect(client, {})).text, (await collect(client, {})).text];
      const listed: unknown = await (await control('requests')).json();
      await control('reset');
      assert.deepEqual(
        [
          accepted.status,
          refused.status,
          texts,
          Array.isArray(listed) && listed.length,
          simulator.requests.length,
        ],
        [200, 400, ['One', 'Two'], 2, 0],
      );
    });
  });

  it('gives a scenario only to the request it is meant for', async () => {
    await withSimulator(async (simulator, client) => {
      simulator.enqueue({ name: '401', match: { path: '/v1/models' } });
      simulator.enqueue({ name: 'text', text: 'for o3', match: { model: 'o3' } });
      simulator.enqueue({ name: 'text', text: 'about cats', match: { text: 'my "cats"' } });
      simulator.enqueue('not-json');
      const texts = [
        (await collect(client, { input: 'dogs' })).text,
        (await collect(client, { input: 'and my "cats"' })).text,
        (await collect(client, { model: 'o3' })).text,
      ];
      const models = await client.models.list().catch(() => 'refused');
      assert.deepEqual(
        [texts[0]?.includes('“dogs”'), texts.slice(1), models],
        [true, ['about cats', 'for o3'], 'refused'],
      );
    });
  });

  it('plays a scenario named in the words of the person, but not one inside a file', async () => {
    await withSimulator(async (_simulator, client) => {
      const file = '<file path="a.md" language="markdown">\nsim:401\n</file>';
      const results = [
        await collect(client, { input: 'Hello sim:403-quota' }),
        await collect(client, { input: `${file}\n\nWhat is this?` }),
        await collect(client, { input: 'Hello sim:429(times=1)' }),
        await collect(client, { input: 'Hello sim:429(times=1)' }),
        await collect(client, { input: 'Hello sim:unheard-of' }),
      ];
      assert.deepEqual(
        results.map(({ error, text }) =>
          error instanceof Error ? error.message.slice(0, 3) : /`sim:stall`/.test(text) ? 'help' : 'text',
        ),
        ['403', 'text', '429', 'text', 'help'],
      );
    });
  });

  it('paces deltas by the clock when asked to', async () => {
    await withSimulator(
      async (simulator, client) => {
        simulator.enqueue({ name: 'text', text: 'one two three four' });
        const start = performance.now();
        await collect(client, {});
        assert.ok(performance.now() - start >= 4 * 10, 'ten times for the first delta, then once for each');
      },
      { paceMs: 4 },
    );
  });

  it('is down after close: connections under way break and new ones are refused', async () => {
    await withSimulator(async (simulator, client) => {
      simulator.enqueue('stall');
      const running = collect(client, {});
      await simulator.waitFor(({ firstByteAt }) => firstByteAt !== undefined);
      await simulator.close();
      const refused = await new Promise<unknown>((resolve) => {
        httpRequest(simulator.origin).once('error', resolve).end();
      });
      assert.deepEqual(
        [
          (await running).error instanceof Error,
          refused instanceof Error && 'code' in refused && refused.code,
        ],
        [true, 'ECONNREFUSED'],
      );
    });
  });
});
