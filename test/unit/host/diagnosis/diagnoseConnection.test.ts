import assert from 'node:assert/strict';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  type DiagnosisOptions,
  diagnoseConnection,
} from '../../../../src/host/diagnosis/diagnoseConnection.ts';
import type { Diagnosis } from '../../../../src/host/diagnosis/diagnosis.ts';
import { findingText, type Wording } from '../../../../src/host/diagnosis/findingText.ts';
import { knownOptionLines } from '../../../../src/host/diagnosis/knownOptions.ts';
import { network } from '../../../../src/host/diagnosis/network.ts';
import { diagnosisReport, diagnosisSummary } from '../../../../src/host/diagnosis/report.ts';
import { fillIn, panelTexts, problemTexts } from '../../../../src/protocol/strings.ts';
import { canaryKey } from '../../../canary.ts';
import { writtenForms } from '../../../searchForCanary.ts';
import { silentLog } from '../../api/silentLog.ts';
import { chunk, head, lastChunk, startServer, streamHead, type TestServer } from '../../api/testServer.ts';
import { makeCertificates } from '../../certificates.ts';

const wording: Wording = {
  l10n: { t: (text, ...values) => fillIn(text, ...values) },
  problemText: ({ code, host = '', model = '' }) => ({
    title: fillIn(problemTexts[code].title, host, model),
    text: fillIn(problemTexts[code].text, host, model),
  }),
  formatDate: (date) => new Date(date).toISOString().slice(0, 10),
};

const json = (status: number, body: unknown) =>
  head(status, { 'content-type': 'application/json' }) + JSON.stringify(body);
const modelList = json(200, { data: [{ id: 'm-1' }, { id: 'm-2' }] });
const stream = [
  { type: 'response.created', response: { id: 'r1', model: 'm-1' } },
  { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'OK' },
  { type: 'response.completed', response: { status: 'completed', output: [] } },
];
const wholeStream =
  streamHead + stream.map((event) => chunk(`data: ${JSON.stringify(event)}\n\n`)).join('') + lastChunk;

/** A diagnosis with a clock that advances by one millisecond each time it is read. */
function diagnose(options: Partial<DiagnosisOptions> & { readonly baseUrl: string }): Promise<Diagnosis> {
  let time = 0;
  return diagnoseConnection({
    model: 'm-1',
    apiKey: canaryKey,
    idleTimeoutMs: 5000,
    proxy: { proxy: '', support: 'override', exceptions: [] },
    fetch,
    network,
    log: silentLog,
    now: () => ++time,
    signal: new AbortController().signal,
    onStep: () => {},
    confirmResponse: async () => true,
    ...options,
  });
}

/** The outcome of each step in a word, with its text where it is of interest. */
function outcomes(diagnosis: Diagnosis): string[] {
  return diagnosis.steps.map(({ name, finding }) => `${name} ${findingText(finding, wording).outcome}`);
}

function textsOf(diagnosis: Diagnosis, name: string) {
  const step = diagnosis.steps.find((each) => each.name === name);
  if (step === undefined) throw new Error(`There was no step ${name}`);
  const { text, next } = findingText(step.finding, wording);
  return { text, next };
}

describe('A diagnosis of the connection (M-A11)', function () {
  this.timeout(20_000);
  let server: TestServer | undefined;

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  /** Answers `GET /models` and `POST /responses` with raw texts. */
  async function serve(models: string, responses: string = wholeStream): Promise<TestServer> {
    server = await startServer(({ socket, head: request }) => {
      socket.end(request.startsWith('GET ') ? models : responses);
    });
    return server;
  }

  it('goes all the way, asks before the request that may cost something and limits it to 16 tokens', async () => {
    const { baseUrl, host, received } = await serve(modelList);
    const asked: string[] = [];
    const begun: string[] = [];
    const diagnosis = await diagnose({
      baseUrl,
      onStep: (name) => begun.push(name),
      confirmResponse: async (to) => {
        asked.push(`${to} after ${received.length} request`);
        return true;
      },
    });
    const { input, ...body } = JSON.parse(received[1]?.body ?? '{}');
    assert.deepEqual(
      { outcomes: outcomes(diagnosis), begun, asked, body, summary: diagnosisSummary(diagnosis, wording) },
      {
        outcomes: ['settings ok', 'proxy ok', 'dns ok', 'connection ok', 'models ok', 'response ok'],
        begun: ['settings', 'proxy', 'dns', 'connection', 'models', 'response'],
        asked: [`${host} after 1 request`],
        body: { model: 'm-1', stream: true, max_output_tokens: 16, store: false },
        summary: 'The connection works.',
      },
    );
    assert.equal(input.length, 1);
    assert.deepEqual(
      ['models', 'response'].map((name) => textsOf(diagnosis, name).text),
      [
        'The key works. Models for text in the list: 2.',
        'The answer began after 1 ms. Its first text came after 3 ms.',
      ],
    );
  });

  it('sends no request to a model without a yes', async () => {
    const { baseUrl, received } = await serve(modelList);
    const diagnosis = await diagnose({ baseUrl, confirmResponse: async () => false });
    assert.deepEqual(
      [outcomes(diagnosis).at(-1), textsOf(diagnosis, 'response').text, received.length],
      ['response skipped', 'Skipped, as you wished.', 1],
    );
  });

  it('sends nothing without a key or a usable base URL, and says what to do', async () => {
    const { baseUrl, received } = await serve(modelList);
    const noKey = await diagnose({ baseUrl, apiKey: undefined });
    const credentials = await diagnose({ baseUrl: 'https://person:secret@api.example/v1' });
    assert.deepEqual(
      [noKey, credentials].map((diagnosis) => [outcomes(diagnosis), diagnosisSummary(diagnosis, wording)]),
      [
        [
          ['settings failed', 'proxy ok', 'dns ok', 'connection ok', 'models skipped', 'response skipped'],
          `Requests go to \`${baseUrl}\` and ask for the model \`m-1\`. No key is set for this server. ` +
            'Run the command CometAPI: Set API Key.',
        ],
        [
          [
            'settings failed',
            'proxy skipped',
            'dns skipped',
            'connection skipped',
            'models skipped',
            'response skipped',
          ],
          'The base URL must not contain a user name or password. Correct it in the setting `cometapi.baseUrl`.',
        ],
      ],
    );
    assert.equal(received.length, 0);
    assert.ok(
      !diagnosisReport(credentials, { ...wording, apiKey: undefined, environment: [] }).includes('secret'),
    );
  });

  const refusals: readonly (readonly [
    title: string,
    reply: string,
    said: string,
    next: string | undefined,
  ])[] = [
    [
      'a refused key (401)',
      json(401, { error: { code: 'invalid_api_key', message: `Wrong key ${canaryKey}` } }),
      'The key was not accepted. HOST refused it. The key may have been deleted or typed wrong. `HTTP 401` `Wrong key sk-…`',
      'Run the command CometAPI: Set API Key.',
    ],
    [
      'a web page (N15)',
      `${head(200, { 'content-type': 'text/html' })}<html><title>![a](https://evil.example/)\`Sign in</title></html>`,
      'This is not a Responses API. Something at HOST answered, but not in the expected form. Check the base URL and your proxy. `HTTP 200` `![a](https://evil.example/) Sign in`',
      'Check the base URL in the setting `cometapi.baseUrl`.',
    ],
    [
      'a redirect (N16)',
      head(302, { location: 'https://elsewhere.example/login' }),
      'The server sent the request elsewhere. HOST answered with a redirect. It was not followed, so your key and message stayed here. `HTTP 302` `elsewhere.example`',
      'Check the base URL in the setting `cometapi.baseUrl`.',
    ],
  ];

  for (const [title, reply, said, next] of refusals) {
    it(`names ${title} and the next step, and asks no model`, async () => {
      const { baseUrl, host, received } = await serve(reply);
      const diagnosis = await diagnose({ baseUrl });
      assert.deepEqual(
        [outcomes(diagnosis).slice(4), textsOf(diagnosis, 'models'), received.length],
        [['models failed', 'response skipped'], { text: said.replace('HOST', host), next }, 1],
      );
    });
  }

  it('tests the answer where there is no list of models, and names its failure', async () => {
    const { baseUrl } = await serve(
      json(404, {}),
      json(503, { error: { code: 'model_not_found', message: 'no channel' } }),
    );
    const diagnosis = await diagnose({ baseUrl });
    assert.deepEqual(
      [outcomes(diagnosis).slice(4), diagnosisSummary(diagnosis, wording).includes('Select Model')],
      [['models failed', 'response failed'], true],
    );
  });

  it('names a refused connection (N02)', async () => {
    const { baseUrl } = await serve('');
    await server?.close();
    const diagnosis = await diagnose({ baseUrl });
    const refused = {
      text: 'The connection was refused (`ECONNREFUSED`).',
      next: 'Check the host and port of the base URL, and whether the server is running.',
    };
    assert.deepEqual(
      [textsOf(diagnosis, 'connection'), textsOf(diagnosis, 'models'), diagnosisSummary(diagnosis, wording)],
      [refused, refused, `${refused.text} ${refused.next}`],
    );
  });

  it('names a self-signed certificate, directly and through fetch (N17)', async function () {
    const { selfSigned } = makeCertificates(this);
    let requests = 0;
    const https = createHttpsServer(selfSigned, (_, response) => {
      requests++;
      response.end(modelList);
    });
    await new Promise<void>((resolve) => https.listen(0, 'localhost', resolve));
    // A server that listens on TCP has an address and a port.
    const { port } = https.address() as AddressInfo;
    try {
      const diagnosis = await diagnose({ baseUrl: `https://localhost:${port}/v1` });
      const text =
        'The certificate of the server is self-signed, so this machine does not trust it (`DEPTH_ZERO_SELF_SIGNED_CERT`).';
      assert.deepEqual(
        [textsOf(diagnosis, 'connection').text, textsOf(diagnosis, 'models').text, requests],
        [text, text, 0],
      );
    } finally {
      https.closeAllConnections();
      await new Promise((resolve) => https.close(resolve));
    }
  });

  it('names a host that does not exist (N01), and goes on: another way may work', async () => {
    const { baseUrl } = await serve(modelList);
    const unknownHost = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    const fail = () => Promise.reject(unknownHost);
    const diagnosis = await diagnose({ baseUrl, network: { resolve: fail, connect: fail } });
    assert.deepEqual(
      [outcomes(diagnosis), textsOf(diagnosis, 'dns').text, diagnosisSummary(diagnosis, wording)],
      [
        ['settings ok', 'proxy ok', 'dns failed', 'connection failed', 'models ok', 'response ok'],
        'There is no host of this name (`ENOTFOUND`).',
        'The connection works. VS Code found another way than the direct one, which failed.',
      ],
    );
  });

  it('connects to nothing directly when a proxy is configured (M-K5)', async () => {
    const touched: string[] = [];
    const touch = (what: string) => () => {
      touched.push(what);
      return Promise.reject(new Error('must not be called'));
    };
    const diagnosis = await diagnose({
      baseUrl: 'https://api.example/v1',
      proxy: { proxy: 'http://proxy.example:3128', support: 'override', exceptions: [] },
      network: { resolve: touch('dns'), connect: touch('tls') },
      fetch: async () => new Response('{"data":[{"id":"m-9"}]}'),
      confirmResponse: async () => false,
    });
    assert.deepEqual(
      [...['proxy', 'dns', 'connection', 'models'].map((name) => textsOf(diagnosis, name).text), ...touched],
      [
        'VS Code sends requests through the proxy `proxy.example:3128`.',
        'Skipped: a proxy is configured.',
        'Skipped: a proxy is configured.',
        'The key works. Models for text in the list: 1. The chosen model `m-1` is not among them.',
      ],
    );
  });

  it('ends at once when it is cancelled, also within a step', async () => {
    const { baseUrl, received } = await serve(modelList);
    const controller = new AbortController();
    const diagnosis = await diagnose({
      baseUrl,
      signal: controller.signal,
      onStep: (name) => {
        if (name === 'connection') queueMicrotask(() => controller.abort());
      },
    });
    assert.deepEqual(
      [outcomes(diagnosis), diagnosisSummary(diagnosis, wording), received.length],
      [
        ['settings ok', 'proxy ok', 'dns ok', 'connection skipped', 'models skipped', 'response skipped'],
        'The diagnosis did not come to its end.',
        0,
      ],
    );
  });

  it('does not take a defect of the extension for a failure of the network', async () => {
    const broken = { resolve: () => Promise.reject(new TypeError('a defect')), connect: network.connect };
    await assert.rejects(diagnose({ baseUrl: 'http://127.0.0.1:9/v1', network: broken }), /a defect/);
  });

  it('never writes the key, even where a server or a setting puts it (S25)', async () => {
    const { baseUrl } = await serve(
      json(404, { error: { message: `No ${canaryKey}` } }),
      json(400, { error: { message: [...writtenForms(canaryKey).values()].map(String).join(' ') } }),
    );
    const url = `${baseUrl}/${canaryKey}`;
    const diagnosis = await diagnose({ baseUrl: url, model: canaryKey });
    const environment = [...writtenForms(canaryKey).values()].map(String);
    const leaksOf = (apiKey: string | undefined) => {
      const report = Buffer.from(diagnosisReport(diagnosis, { ...wording, apiKey, environment }));
      return [...writtenForms(canaryKey)].filter(([, form]) => report.includes(form)).map(([name]) => name);
    };
    // The second one is the control: without the key there is nothing to look for.
    assert.deepEqual([leaksOf(canaryKey), leaksOf(undefined).length > 0], [[], true]);
  });

  it('is written as one section for each step, with its time, and the sum of all', async () => {
    const { baseUrl } = await serve(modelList);
    const diagnosis = await diagnose({ baseUrl, confirmResponse: async () => false });
    const report = diagnosisReport(diagnosis, { ...wording, apiKey: canaryKey, environment: ['VS Code 1'] });
    assert.deepEqual(
      report.split('\n').filter((line) => /^(#|Total|-)/.test(line)),
      [
        '# CometAPI connection report',
        '## 1. Settings: OK (1 ms)',
        '## 2. Proxy: OK (1 ms)',
        '## 3. Name look-up (DNS): OK (1 ms)',
        '## 4. Direct connection (TCP and TLS): OK (1 ms)',
        '## 5. Key and model list: OK (1 ms)',
        '## 6. Streamed answer: skipped',
        'Total: 6 ms',
        '- VS Code 1',
      ],
    );
  });

  it('tells what the models accept, by their last replies (B-26, B-4)', async () => {
    const { baseUrl } = await serve(modelList);
    const diagnosis = await diagnose({ baseUrl, confirmResponse: async () => false });
    const model = 'gpt-6-sol';
    const known = knownOptionLines(
      [
        { model, name: 'temperature', state: 'refused', at: 0 },
        { model, name: 'reasoning.effort', state: 'refused', value: 'max', instead: 'high', at: 0 },
        { model, name: 'service_tier', state: 'ignored', at: 0 },
        { model, name: 'top_p', state: 'accepted', at: 0 },
      ],
      panelTexts,
      () => '3 Nov',
    );
    const report = diagnosisReport(diagnosis, { ...wording, apiKey: undefined, known, environment: [] });
    assert.deepEqual(/## What the models accept\n\n((?:- .*\n)*)/.exec(report)?.[1]?.trim().split('\n'), [
      '- gpt-6-sol, temperature: refused (3 Nov)',
      '- gpt-6-sol, reasoning.effort: refused max, high is sent (3 Nov)',
      '- gpt-6-sol, service_tier: ignored (3 Nov)',
      '- gpt-6-sol, top_p: accepted (3 Nov)',
    ]);
  });
});
