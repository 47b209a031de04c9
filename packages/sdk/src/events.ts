import type { Profile } from './contract.generated.js';

/** Why nobody is signed in any more: by `logout`, or since the session could not be renewed. */
export type SignedOutReason = 'signed_out' | 'expired';

/** How `client.on` is called, for each event. */
export interface Listen {
  /** Somebody signed in or up. */
  (event: 'signedIn', listener: () => void): () => void;
  /** The session has ended, and why; the tokens are forgotten by then. */
  (event: 'signedOut', listener: (reason: SignedOutReason) => void): () => void;
  /** The profile was changed: as it is now, or undefined when it is to be read again. */
  (event: 'profileChanged', listener: (profile: Profile | undefined) => void): () => void;
}

type Event = 'signedIn' | 'signedOut' | 'profileChanged';

// biome-ignore lint/suspicious/noExplicitAny: each event gives something else, as `Listen` says.
type Listener = (...given: any) => void;

/** Tells listeners here, and those of other tabs when these know the client by a name. @internal */
export function createEvents(name: string | undefined) {
  const listeners = new Map<Event, Set<Listener>>();
  let channel: BroadcastChannel | undefined;
  const connected = () => name && typeof BroadcastChannel === 'function';

  function tell(event: Event, given: readonly unknown[]): void {
    const all = listeners.get(event) ?? new Set();
    for (const listener of all) {
      // Each by itself, so that what it throws is reported as its own and not as a call's.
      queueMicrotask(() => all.has(listener) && listener(...given));
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
    on: ((event: Event, listener: Listener) => {
      const all = listeners.get(event) ?? new Set();
      // The same function may listen twice.
      const own: Listener = (...given) => listener(...given);
      listeners.set(event, all.add(own));
      if (connected()) channel ??= open();
      return () => {
        all.delete(own);
        if ([...listeners.values()].some(({ size }) => size > 0)) return;
        channel?.close();
        channel = undefined;
      };
    }) as Listen,

    /** Tells what happened; `theirs` is what other tabs may know of it. */
    emit(event: Event, given: unknown[] = [], theirs = given): void {
      tell(event, given);
      if (!connected()) return;
      const to = channel ?? open();
      to.postMessage([event, ...theirs]);
      if (!channel) to.close();
    },
  };
}
