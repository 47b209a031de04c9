import { cookieTokenStore, createProfileClient, isProfileError, type Profile } from '@profile/sdk';
import { useProfile, useSignedIn } from '@profile/sdk/react';
import { useEffect, useSyncExternalStore } from 'react';

/** One for all of the page; no script can read what it could sign in with. */
export const client = createProfileClient({ url: location.origin, store: cookieTokenStore() });

/** Who is here: nobody; somebody; or somebody whose session has ended while they were at work. */
export type Account =
  | { phase: 'starting' | 'out'; profile?: undefined }
  | { phase: 'failed'; profile?: undefined; fault: unknown; retry(): void }
  | { phase: 'in' | 'ended'; profile: Profile };

/** Whom the page shows, also when the hooks have forgotten them since their session has ended. */
let shown: Profile | undefined;
let ended = false;
const listeners = new Set<() => void>();
let waiting: (() => void)[] = [];

function change(profile: Profile | undefined, hasEnded: boolean): void {
  const same = profile !== undefined && shown?.id === profile.id;
  shown = profile;
  ended = hasEnded;
  if (!ended) {
    // What one person began, nobody else goes on with.
    if (same) for (const goOn of waiting) goOn();
    waiting = [];
  }
  for (const tell of listeners) tell();
}

client.on('signedOut', (reason) => change(reason === 'expired' ? shown : undefined, !!shown));

/** Gives up what was typed in the session that has ended. */
export const leave = (): void => change(undefined, false);

/** After what ends sessions: whoever was here and is not any more leaves without being asked to come back. */
export async function lookAgain(): Promise<void> {
  if (!shown) return;
  await client.profile.get().catch(() => {});
  if (ended) leave();
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export function useAccount(): Account {
  const signedIn = useSignedIn();
  const { data, error, refetch } = useProfile();
  const lost = useSyncExternalStore(subscribe, () => (ended ? shown : undefined));
  useEffect(() => {
    if (data) change(data, false);
  }, [data]);

  if (data) return { phase: 'in', profile: data };
  if (lost) return { phase: 'ended', profile: lost };
  if (signedIn === false || isProfileError(error, 'signed_out')) return { phase: 'out' };
  return error ? { phase: 'failed', fault: error, retry: refetch } : { phase: 'starting' };
}

/** Does something of the session; when that has ended, once more after its owner has signed in again. */
export async function inSession<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!ended || !isProfileError(error, 'signed_out')) throw error;
    await new Promise<void>((resolve) => waiting.push(resolve));
    return act();
  }
}
