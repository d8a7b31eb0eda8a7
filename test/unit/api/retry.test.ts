import assert from 'node:assert/strict';
import { ApiError, type ApiErrorCode, type ApiErrorFacts } from '../../../src/api/errors.ts';
import { retryDelay } from '../../../src/api/retry.ts';

describe('A failed request', () => {
  it('is sent again for transient codes only', () => {
    const codes: readonly ApiErrorCode[] = [
      ...(['invalid_key', 'no_credit', 'forbidden', 'model_not_found', 'context_too_long'] as const),
      ...(['invalid_request', 'rate_limited', 'server_error', 'unsupported', 'not_found'] as const),
      ...(['not_an_api', 'redirected', 'unreachable', 'cut', 'idle', 'content_filter', 'failed'] as const),
    ];
    assert.deepEqual(
      codes.filter((code) => delay(code) !== undefined),
      ['rate_limited', 'server_error', 'unreachable', 'cut', 'idle'],
    );
  });

  it('that was idle is sent again only when the server had not begun to answer', () => {
    assert.deepEqual(
      [delay('idle', {}, { hadHeaders: true }), delay('cut', {}, { hadHeaders: true })],
      [undefined, 1000],
    );
  });

  it('is sent again at most twice, with full jitter below a doubling wait (N14)', () => {
    const delays = [1, 2, 3].map((retry) =>
      [0, 0.5, 1].map((random) => delay('server_error', {}, { retry, random })),
    );
    assert.deepEqual(delays, [
      [0, 500, 1000],
      [0, 1000, 2000],
      [undefined, undefined, undefined],
    ]);
  });

  it('waits as the server asked up to a minute, and is left to the person beyond (N13)', () => {
    const delays = [1, 60_000, 60_001].map((retryAfterMs) => delay('rate_limited', { retryAfterMs }));
    assert.deepEqual(delays, [1, 60_000, undefined]);
  });

  it('follows x-should-retry against its code, but not beyond the count', () => {
    assert.deepEqual(
      [
        delay('server_error', { shouldRetry: false }),
        delay('invalid_request', { shouldRetry: true }),
        delay('invalid_request', { shouldRetry: true }, { retry: 3 }),
      ],
      [undefined, 1000, undefined],
    );
  });
});

function delay(
  code: ApiErrorCode,
  facts: ApiErrorFacts = {},
  { retry = 1, hadHeaders = false, random = 1 } = {},
): number | undefined {
  return retryDelay({ error: new ApiError(code, 'x', facts), retry, hadHeaders, random: () => random });
}
