import { instant } from '@profile/api';
import type { Session, Store } from '@profile/db';
import type { Log } from './logger.js';

/** How stale `last_seen_at` may be, in milliseconds, and how often it is written. */
const interval = 60_000;

export type LastSeen = ReturnType<typeof trackLastSeen>;

/** Remembers when sessions were used, and writes it down once a minute, so no request costs a write. */
export function trackLastSeen(store: Store, now: () => Date) {
  let uses = new Map<string, { id: string; at: string; ip: string }>();

  async function flush(): Promise<void> {
    const noted = [...uses.values()];
    uses = new Map();
    if (noted.length > 0) await store.sessions.seen(noted);
  }

  return {
    note({ id, last_seen_at }: Pick<Session, 'id' | 'last_seen_at'>, ip: string): void {
      const at = now();
      if (at.getTime() - Date.parse(last_seen_at) >= interval) {
        uses.set(id, { id, at: instant(at), ip });
      }
    },
    flush,
    start(log: Log): NodeJS.Timeout {
      return setInterval(() => {
        flush().catch((err: unknown) => log.error({ err }, 'noting sessions failed'));
      }, interval).unref();
    },
  };
}
