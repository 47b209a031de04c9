import { type Keys, keyReloadInterval } from '@profile/api';
import type { Log } from './logger.js';

/** Lets this process follow what others do to the keys; while the database is away, it keeps those it has. */
export function startReloadingKeys(keys: Keys, log: Log): NodeJS.Timeout {
  return setInterval(() => {
    keys.reload().catch((err: unknown) => log.error({ err }, 'reloading the keys failed'));
  }, keyReloadInterval).unref();
}
