const tenMinutes = 600_000;

/**
 * How long the server asked us to wait, in milliseconds and at most ten minutes: `retry-after-ms`, else
 * `retry-after` in seconds or as an HTTP date relative to `now` (epoch milliseconds). Undefined when it did not
 * ask, asked for nothing, or wrote something else.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  return (
    positive(decimal(headers.get('retry-after-ms'))) ??
    positive(decimal(headers.get('retry-after')) * 1000) ??
    positive(httpDate(headers.get('retry-after')) - now)
  );
}

function positive(ms: number): number | undefined {
  return ms > 0 ? Math.min(ms, tenMinutes) : undefined;
}

function decimal(text: string | null): number {
  return text !== null && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
}

/** Only the fixed form of RFC 9110: `Date.parse` alone also accepts misspelt days and absurd years. */
function httpDate(text: string | null): number {
  const fixed = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
  return text !== null && fixed.test(text.trim()) ? Date.parse(text) : Number.NaN;
}
