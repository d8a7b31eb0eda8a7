import { ApiError } from '../api/errors.ts';
import type { Problem } from '../protocol/problem.ts';

/** The facts of an error that people may see. Anything but an `ApiError` is a defect of ours: `unexpected`. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof ApiError)) return { code: 'unexpected' };
  const { status, host, requestId, serverMessage, retryAfterMs } = error.facts;
  return {
    code: error.code,
    ...(status === undefined ? {} : { status }),
    ...(host === undefined ? {} : { host }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(serverMessage === undefined ? {} : { serverMessage }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
