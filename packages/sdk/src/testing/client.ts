import { type Mock, vi } from 'vitest';
import {
  createProfileClient,
  memoryTokenStore,
  type ProfileClientOptions,
  type SignedOutReason,
} from '../index.js';
import { tokensOf } from './door.js';

type Fetch = NonNullable<ProfileClientOptions['fetch']>;

/** Holds whoever waits for `opened` until `open` is called. */
export function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** A client that is signed in at a door. */
export function open(door: { fetch: Fetch }, options: Partial<ProfileClientOptions> = {}) {
  const url = 'http://profile.test';
  const store = memoryTokenStore(tokensOf(0));
  const onSignedOut: Mock<(reason: SignedOutReason) => void> = vi.fn();
  const client = createProfileClient({ url, store, retries: 0, fetch: door.fetch, ...options });
  client.on('signedOut', onSignedOut);
  return { client, store, onSignedOut };
}

/** Sends the answers to refreshes through a gate; `reached` tells when the first is there. */
export function slowly(door: { fetch: Fetch }) {
  const { open: letGo, opened } = gate();
  const reached = gate();
  const fetch: Fetch = async (address, init) => {
    const response = await door.fetch(address, init);
    if (address.endsWith('auth.refresh')) {
      reached.open();
      await opened;
    }
    return response;
  };
  return { fetch, letGo, reached: reached.opened };
}
