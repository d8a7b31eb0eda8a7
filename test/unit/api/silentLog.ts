import type { ApiLog } from '../../../src/api/log.ts';

const nothing = () => {};

/** A log nobody reads. */
export const silentLog: ApiLog = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};
