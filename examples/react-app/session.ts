import { createProfileClient, memoryTokenStore } from '@profile/sdk';
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
const memory = memoryTokenStore();
let signedIn = false;

/** In memory, so that leaving the page signs out; it tells React when somebody comes or goes. */
const store: typeof memory = {
  load: memory.load,
  save(tokens) {
    signedIn = tokens !== null;
    for (const tell of listeners) tell();
    return memory.save(tokens);
  },
};

/** One for all of the page: it renews its tokens once, however many components ask. */
export const client = createProfileClient({
  url: import.meta.env.VITE_PROFILE_URL ?? 'http://localhost:8080',
  store,
});

export function useSignedIn(): boolean {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => signedIn,
  );
}
