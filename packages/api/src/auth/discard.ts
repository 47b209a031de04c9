import type { Store } from '@profile/db';

/**
 * Forgets every signing key, whatever SECRET they were sealed under, and ends every session: nothing that
 * was ever issued is good any more. Servers must be stopped, as they have keys in mind.
 */
export async function discardKeys(
  store: Store,
  now: string,
): Promise<{ keys: number; sessions: number }> {
  return store.transaction(async ({ signingKeys, sessions }) => {
    await signingKeys.lock();
    return { keys: await signingKeys.clear(), sessions: await sessions.revokeAll(now) };
  });
}
