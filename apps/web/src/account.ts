import {
  cookieTokenStore,
  createProfileClient,
  isProfileError,
  type Profile,
} from '@profile/sdk';
import { useSyncExternalStore } from 'react';

/** One for all of the page; no script can read what it could sign in with. */
export const client = createProfileClient({ url: location.origin, store: cookieTokenStore() });

/** Who is here: nobody; somebody; or somebody whose session has ended while they were at work. */
export interface Account {
  phase: 'starting' | 'failed' | 'out' | 'in' | 'ended';
  profile?: Profile | undefined;
  fault?: unknown;
}

let account: Account = { phase: 'starting' };
const listeners = new Set<() => void>();

function become(next: Account): void {
  account = next;
  for (const tell of listeners) tell();
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export const useAccount = (): Account => useSyncExternalStore(subscribe, () => account);

/** Takes over what is known of the profile by now. */
export const setProfile = (profile: Profile): void => become({ phase: 'in', profile });

export async function readProfile(): Promise<void> {
  try {
    setProfile(await client.profile.get());
  } catch (fault) {
    if (isProfileError(fault, 'signed_out')) {
      if (account.phase !== 'ended') become({ phase: 'out' });
    } else if (!account.profile) become({ phase: 'failed', fault });
  }
}

/** Gives up what was typed in the session that has ended. */
export const leave = (): void => become({ phase: 'out' });

export async function signOut(): Promise<void> {
  await client.auth.logout();
}

/** Does something of the session; when that has ended, once more after its owner has signed in again. */
export async function inSession<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isProfileError(error, 'signed_out')) throw error;
    const { profile } = account;
    if (account.phase === 'in') become({ phase: 'ended', profile });
    await backIn();
    return act();
  }
}

const backIn = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = subscribe(() => {
      if (account.phase !== 'in') return;
      stop();
      resolve();
    });
  });

client.on('signedIn', readProfile);
client.on('signedOut', (reason) => {
  const { profile } = account;
  become(reason === 'expired' && profile ? { phase: 'ended', profile } : { phase: 'out' });
});
client.on('profileChanged', (profile) => (profile ? setProfile(profile) : readProfile()));
