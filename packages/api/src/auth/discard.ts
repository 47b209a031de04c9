import type { SigningKey, Store } from '@profile/db';
import { createSecrets } from '../secrets.js';

/** Keys that were to be discarded are sealed under the SECRET that the next would be. */
export class SameSecret extends Error {}

interface Options {
  /** What the next keys will be sealed under. */
  secret: string;
  /** That this may be what the present ones are sealed under. */
  sameSecret: boolean;
  now: string;
}

/**
 * Forgets every signing key, whatever SECRET they were sealed under, and ends every session: nothing that
 * was ever issued is good any more. Servers must be stopped, as they have keys in mind.
 */
export async function discardKeys(
  store: Store,
  { secret, sameSecret, now }: Options,
): Promise<{ keys: number; sessions: number }> {
  const opens = opener(secret);
  return store.transaction(async ({ signingKeys, sessions }) => {
    await signingKeys.lock();
    if (!sameSecret && (await signingKeys.all()).some(opens)) throw new SameSecret();
    return { keys: await signingKeys.clear(), sessions: await sessions.revokeAll(now) };
  });
}

/** Tells the keys that were sealed under a SECRET. One that is damaged is of none. */
function opener(secret: string): (key: SigningKey) => boolean {
  const { open } = createSecrets(secret);
  return ({ private_jwk }) => {
    try {
      open(private_jwk);
      return true;
    } catch {
      return false;
    }
  };
}
