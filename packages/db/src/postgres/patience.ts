import { AsyncLocalStorage } from 'node:async_hooks';

/** How long, in milliseconds, somebody waits for the database: then an answer leaves within five seconds. */
export const patience = 4_500;

/** What somebody has waited so far; what is asked for side by side counts once. */
interface Wait {
  used: number;
  underWay: number;
  since: number;
}

const waits = new AsyncLocalStorage<Wait>();

/** Lets all that `work` asks of databases wait for `patience` together, and not each for itself. */
export function withPatience<T>(work: () => T): T {
  return waits.run({ used: 0, underWay: 0, since: 0 }, work);
}

/** How many milliseconds the caller may still wait. */
export function patienceLeft(): number {
  const wait = waits.getStore();
  if (!wait) return patience;
  return patience - wait.used - (wait.underWay > 0 ? Date.now() - wait.since : 0);
}

/** Counts the time that `work` takes as waiting. */
export async function waitFor<T>(work: () => Promise<T>): Promise<T> {
  const wait = waits.getStore();
  if (!wait) return work();
  if (wait.underWay++ === 0) wait.since = Date.now();
  try {
    return await work();
  } finally {
    if (--wait.underWay === 0) wait.used += Date.now() - wait.since;
  }
}
