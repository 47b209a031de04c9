import { DatabaseUnavailable } from './errors.js';

/** What SQLite says while the disk has no room, fails, takes no writes or opens no file. */
const refusals = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|NOMEM)/;

/** An error as callers are to see it: what the disk refuses now it may take in a moment. */
export function outward(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string' && refusals.test(code)) return new DatabaseUnavailable(cause);
  }
  return error;
}
