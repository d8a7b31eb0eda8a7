import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redact } from '../../../src/api/redact.ts';
import { retryAfterMs } from '../../../src/api/retryAfter.ts';
import { errorFromReply } from '../../../src/api/serverError.ts';
import { canaryKey } from '../../canary.ts';
import { readShared } from './shared.ts';

describe('An error reply', () => {
  const bodies: [number, unknown, string][] = [
    [
      400,
      { error: { code: '', message: 'model name is required', type: 'comet_api_error' } },
      'invalid_request',
    ],
    [401, { error: { message: 'invalid token', type: 'comet_api_error' } }, 'invalid_key'],
    [400, { error: { code: 'invalid_api_key' } }, 'invalid_key'],
    [402, '', 'no_credit'],
    [403, { error: { code: 'insufficient_user_quota', message: '用户额度不足' } }, 'no_credit'],
    [403, { error: { code: 'pre_consume_token_quota_failed' } }, 'no_credit'],
    [403, { error: { message: 'This route is not allowed' } }, 'forbidden'],
    [
      404,
      { error: { message: 'Invalid URL (GET /v1/x)', type: 'invalid_request_error', code: '' } },
      'not_found',
    ],
    [413, { error: { code: 'read_request_body_failed' } }, 'context_too_long'],
    [429, '', 'rate_limited'],
    [429, { error: { type: 'insufficient_quota', code: 'insufficient_quota' } }, 'no_credit'],
    [500, { error: { type: 'comet_api_error', param: '', code: 'invalid_request' } }, 'invalid_request'],
    [500, { error: { code: 'convert_request_failed' } }, 'invalid_request'],
    [500, { error: { code: 'do_request_failed' } }, 'server_error'],
    [501, { error: { code: 'api_not_implemented', type: 'new_api_error' } }, 'unsupported'],
    [503, { error: { code: 'model_not_found', type: 'comet_api_error' } }, 'model_not_found'],
    [503, { error: { message: 'busy' } }, 'server_error'],
    [504, '<html><title>504 Gateway Time-out</title></html>', 'server_error'],
    [524, '', 'server_error'],
    [422, { detail: [{ loc: ['body'], msg: 'field required' }] }, 'invalid_request'],
    [400, { error: { code: 'context_length_exceeded' } }, 'context_too_long'],
    // A provider that answers a bad key with 400, and whose `error` is a sentence.
    [400, { code: 'invalid-argument', error: 'Incorrect API key provided.' }, 'invalid_key'],
    [400, { code: 'invalid-argument', error: 'Model not found: grok-9' }, 'model_not_found'],
    [400, { error: { code: 400, message: 'grok-9 is not a valid model ID' } }, 'model_not_found'],
    [400, { detail: "The 'gpt-9' model is not supported." }, 'model_not_found'],
    [404, { error: { message: "model 'qwen9' not found", code: null } }, 'model_not_found'],
    [
      400,
      { error: { code: 400, message: 'the request exceeds the available context size' } },
      'context_too_long',
    ],
    [400, { error: 'Your input exceeds the context window of this model.' }, 'context_too_long'],
    [
      400,
      {
        error: {
          message: "Unsupported parameter: 'top_p' is not supported with this model.",
          param: 'top_p',
        },
      },
      'invalid_request',
    ],
    [404, { error: { message: "Response with id 'resp_0' not found or expired." } }, 'not_found'],
    [200, { error: { code: 402, message: 'Insufficient credits' } }, 'no_credit'],
    [200, { error: { code: 'rate_limit_exceeded' } }, 'rate_limited'],
    [200, { error: 'odd' }, 'failed'],
  ];
  for (const [status, body, code] of bodies) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    it(`with ${status} ${text.slice(0, 60)} is ${code} (N12)`, () => {
      assert.equal(errorFromReply(text, { status }).code, code);
    });
  }

  it('tells its sentence from every known shape of body', () => {
    const shapes = [
      { error: { message: 'Why.' } },
      { error: 'Why.' },
      { detail: 'Why.' },
      { detail: [{ msg: 'Why.' }] },
      { detail: { message: 'Why.' } },
      { message: 'Why.' },
      { errors: [{ message: 'Why.' }] },
      [{ error: { message: 'Why.' } }],
    ];
    const texts = [
      ...shapes.map((shape) => JSON.stringify(shape)),
      'Why.',
      '<!DOCTYPE html><html><head><title>Why.</title></head></html>',
    ];
    for (const text of texts) {
      assert.deepEqual(
        errorFromReply(text, { status: 418 }).facts,
        { status: 418, serverMessage: 'Why.' },
        text,
      );
    }
    for (const text of ['', '{}', 'null', '[]', '<html></html>', '{"error":null}']) {
      assert.deepEqual(errorFromReply(text, { status: 500 }).facts, { status: 500 }, text);
    }
  });

  it('keeps code, param, host, request id, retry advice and the wait, and shortens what is long', () => {
    const headers = new Headers({ 'retry-after': '7', 'x-should-retry': 'false' });
    const error = {
      message: `${'a'.repeat(600)} (request id: 2026abc-D)`,
      param: 'input[3]',
      code: 'invalid_value',
    };
    const { facts } = errorFromReply(JSON.stringify({ error }), {
      status: 400,
      headers,
      host: 'h:1',
      now: 0,
    });
    assert.deepEqual(facts, {
      status: 400,
      host: 'h:1',
      serverCode: 'invalid_value',
      param: 'input[3]',
      serverMessage: `${'a'.repeat(499)}…`,
      requestId: '2026abc-D',
      retryAfterMs: 7000,
      shouldRetry: false,
    });
    const named = errorFromReply('', { status: 500, headers: new Headers({ 'x-oneapi-request-id': 'r7' }) });
    assert.deepEqual(named.facts, { status: 500, requestId: 'r7' });
  });

  it('shows no control and no invisible character of the server', () => {
    const { facts } = errorFromReply('a\u0000b\u202ec\n\u200bd', { status: 400 });
    assert.equal(facts.serverMessage, 'a b c d');
  });

  it('of the recordings is classified and tells its message', function () {
    const { errors } = JSON.parse(readShared(this, 'streams/errors.json')) as { errors: RecordedError[] };
    const byServerCode: Record<string, string> = {
      invalid_api_key: 'invalid_key',
      model_not_found: 'model_not_found',
      context_length_exceeded: 'context_too_long',
    };
    const bySentence: Record<string, string> = {
      'Incorrect API key provided': 'invalid_key',
      'Model not found': 'model_not_found',
    };
    for (const { source, status, headers, body } of errors) {
      const error = errorFromReply(JSON.stringify(body), { status, headers: new Headers(headers) });
      const inner = typeof body.error === 'object' ? body.error : undefined;
      const said = typeof body.error === 'string' ? body.error.replace(/[.:].*/, '') : '';
      const code =
        byServerCode[inner?.code ?? ''] ??
        bySentence[said] ??
        (status === 401 ? 'invalid_key' : 'invalid_request');
      assert.equal(error.code, code, source);
      assert.ok(error.facts.serverMessage !== undefined && error.facts.serverMessage.length > 10, source);
    }
    console.log(`      ${errors.length} recorded error replies read`);
  });

  it('never repeats the key, in any encoding, cut, split or in a header (S25, S26)', () => {
    const key = canaryKey;
    const hex = Buffer.from(key).toString('hex');
    const forms = [
      key,
      encodeURIComponent(key),
      hex.replace(/../g, '%$&'),
      hex.replace(/../g, '\\u00$&'),
      hex.toUpperCase(),
      Buffer.from(key).toString('base64'),
      Buffer.from(`Bearer ${key}`).toString('base64'),
      Buffer.from(`x:${key}`).toString('base64url'),
      key.slice(0, 20),
      key.slice(-14),
      [...key].join(' '),
      `${key.slice(0, 12)}" + "${key.slice(12)}`,
      [...key].reverse().join(''),
    ];
    for (const form of forms) {
      const body = JSON.stringify({
        error: { message: `${'x'.repeat(480)} ${form} end`, code: form, param: form },
      });
      const headers = new Headers({ 'x-request-id': form });
      const error = errorFromReply(body, { status: 401, headers, apiKey: key });
      const told = JSON.stringify([error.message, error.facts, error.stack]);
      for (const window of windows(key)) {
        assert.ok(!told.includes(window), `${window} of ${form} in ${told}`);
        const encoded = [
          Buffer.from(window).toString('hex'),
          Buffer.from(window).toString('base64').slice(0, 8),
        ];
        for (const each of encoded) assert.ok(!told.toLowerCase().includes(each.toLowerCase()), form);
      }
    }
    assert.ok(
      windows(key).some((window) => `x ${key} x`.includes(window)),
      'the search finds the key where it is',
    );
  });

  it('loses nothing but the key (S25)', () => {
    assert.equal(redact(`before ${canaryKey}, after`, canaryKey), 'before sk-…, after');
    assert.equal(redact('My_Own.Key/1234 was wrong', 'My_Own.Key/1234'), '… was wrong');
    const around = fc.string({ unit: fc.constantFrom('x', 'é', '😀', '.', ' ', '"'), maxLength: 40 });
    fc.assert(
      fc.property(around, around, (before, after) => {
        const redacted = redact(`${before} ${canaryKey.slice(3)} ${after}`, canaryKey);
        assert.equal(redacted, `${before} … ${after}`);
      }),
      { numRuns: 200 },
    );
  });
});

describe('The wait a server asks for', () => {
  it('is read from seconds, milliseconds and dates, clamped to ten minutes, and junk is passed over (N13)', function () {
    const corpus = JSON.parse(readShared(this, 'corpora/http-retry-after.json')) as RetryAfterCorpus;
    const now = corpus.now_epoch_s * 1000;
    for (const [, header, seconds] of corpus.header_cases) {
      // The corpus says 0.5 where that client backs off by itself. It does so for junk, as ours passes junk
      // over, but also for more than two minutes, which ours knows up to ten.
      const long =
        header === '121' || header.endsWith('16:28:38 GMT')
          ? 121
          : header.startsWith('999')
            ? 600
            : undefined;
      const expected = long ?? (seconds === 0.5 || header === '' ? undefined : seconds);
      const ms = retryAfterMs(new Headers({ 'retry-after': header }), now);
      assert.equal(ms, expected === undefined ? undefined : expected * 1000, header);
    }
    console.log(`      ${corpus.header_cases.length} values of retry-after read`);
  });

  it('prefers milliseconds, and is nothing where nothing was asked', () => {
    const wait = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), 0);
    assert.deepEqual(
      [
        wait({ 'retry-after-ms': '250', 'retry-after': '9' }),
        wait({ 'retry-after-ms': 'soon', 'retry-after': '9' }),
        wait({ 'retry-after-ms': '0', 'retry-after': '1.5' }),
        wait({ 'retry-after': '1, 2' }),
        wait({}),
      ],
      [250, 9000, 1500, undefined, undefined],
    );
  });
});

interface RecordedError {
  source: string;
  status: number;
  headers: Record<string, string>;
  body: { error?: string | { code?: string } };
}

interface RetryAfterCorpus {
  now_epoch_s: number;
  header_cases: [number, string, number][];
}

/** Every stretch of eight characters of the key's random part. */
function windows(key: string): string[] {
  return Array.from({ length: key.length - 8 }, (_, at) => key.slice(at, at + 8));
}
