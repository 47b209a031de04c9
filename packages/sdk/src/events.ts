import type { Profile } from './contract.generated.js';

/** Why nobody is signed in any more: by `logout`, or since the session could not be renewed. */
export type SignedOutReason = 'signed_out' | 'expired';

/** What `client.on` tells of, each with what its listener is given. */
export interface ProfileEvents {
  /** Somebody signed in or up, here or in another tab. */
  signedIn: [];
  /** The session has ended, here or in another tab; the tokens are forgotten by then. */
  signedOut: [reason: SignedOutReason];
  /** The profile was changed: as it is now, or undefined when another tab did it, to be read again. */
  profileChanged: [profile: Profile | undefined];
}

// biome-ignore lint/suspicious/noExplicitAny: the map below says what it is given.
type Listener = (...given: any) => void;

/** Tells listeners here, and those of other tabs when these know the client by a name. @internal */
export function createEvents(name: string | undefined) {
  const listeners = new Map<keyof ProfileEvents, Set<Listener>>();
  let channel: BroadcastChannel | undefined;
  const connected = () => name && typeof BroadcastChannel === 'function';

  function tell(event: keyof ProfileEvents, given: readonly unknown[]): void {
    for (const listener of listeners.get(event) ?? []) {
      // Each by itself, so that what it throws is reported as its own and not as a call's.
      queueMicrotask(() => listener(...given));
    }
  }

  function open(): BroadcastChannel {
    const opened = new BroadcastChannel(name as string);
    opened.onmessage = ({ data: [event, ...given] }) => tell(event, given);
    // Node would wait for messages for ever.
    (opened as { unref?: () => void }).unref?.();
    return opened;
  }

  return {
    on<Event extends keyof ProfileEvents>(
      event: Event,
      listener: (...given: ProfileEvents[Event]) => void,
    ): () => void {
      const all = listeners.get(event) ?? new Set();
      // The same function may listen twice.
      const own: Listener = (...given: ProfileEvents[Event]) => listener(...given);
      listeners.set(event, all.add(own));
      if (connected()) channel ??= open();
      return () => {
        all.delete(own);
        if ([...listeners.values()].some(({ size }) => size > 0)) return;
        channel?.close();
        channel = undefined;
      };
    },

    /** Tells what happened; `theirs` is what other tabs may know of it. */
    emit<Event extends keyof ProfileEvents>(
      event: Event,
      given: ProfileEvents[Event],
      theirs: ProfileEvents[Event] = given,
    ): void {
      tell(event, given);
      if (!connected()) return;
      const to = channel ?? open();
      to.postMessage([event, ...theirs]);
      if (!channel) to.close();
    },
  };
}
