import type { Store } from '@profile/db';
import { Gauge, type Registry } from 'prom-client';

/** How long a number of sessions is good: counting them reads them all. */
const countedEvery = 60_000;

/** Gives what asks the database how it is, before a scrape; while it says nothing, there are no numbers of it. */
export function databaseGauges(
  registers: Registry[],
  store: Pick<Store, 'load' | 'outbox' | 'sessions'>,
  now: () => string,
): () => Promise<void> {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const up = gauge('profile_database_up', 'Whether the database answers.');
  const mails = gauge('profile_outbox_mails', 'Mails that wait to be sent.');
  const oldest = gauge('profile_outbox_oldest_seconds', 'How long the oldest of them waits.');
  const sessions = gauge('profile_sessions', 'Sessions that live, counted once a minute.');
  const waiting = gauge('profile_database_waiting', 'What waits to write, or for a connection.');
  const connections = new Gauge({
    name: 'profile_database_connections',
    help: 'Connections of this server to PostgreSQL.',
    labelNames: ['state'],
    registers,
  });
  let counted = Number.NEGATIVE_INFINITY;

  async function ask(): Promise<void> {
    const at = now();
    const depth = await store.outbox.depth();
    const { oldest: since } = depth;
    mails.set(depth.mails);
    const age = since === null ? 0 : (Date.parse(at) - Date.parse(since)) / 1000;
    oldest.set(Math.max(0, age));
    if (performance.now() - counted < countedEvery) return;
    sessions.set(await store.sessions.count(at));
    counted = performance.now();
  }

  return async () => {
    const { waiting: waits, connections: pool } = store.load();
    waiting.set(waits);
    for (const [state, value] of Object.entries(pool ?? {})) connections.set({ state }, value);
    try {
      await ask();
      up.set(1);
    } catch {
      for (const each of [mails, oldest, sessions]) each.remove();
      counted = Number.NEGATIVE_INFINITY;
      up.set(0);
    }
  };
}
