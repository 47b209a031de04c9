import { instant, purgeAvatars, type Services } from '@profile/api';
import type { Log } from './logger.js';

const hour = 3_600_000;
/** Ended sessions, mails that are done with, retired keys and deletions are kept this long, for whoever looks into an incident. */
const kept = 30 * 24 * hour;

type Kept = Pick<Services, 'store' | 'media'>;

/** Forgets what nobody will ask for again. */
export async function purge({ store, media }: Kept, now: Date): Promise<void> {
  await store.sessions.purge(instant(now, -kept));
  await store.mailTokens.purge(instant(now, -kept));
  await store.outbox.purge(instant(now, -kept));
  await store.counters.purge(instant(now));
  await store.signingKeys.purge(instant(now, -kept));
  await store.deletedIdentities.purge(instant(now, -kept));
  await purgeAvatars({ store, media }, now);
}

/** Does so every hour. */
export function startPurging(services: Kept, log: Log, now: () => Date): NodeJS.Timeout {
  return setInterval(() => {
    purge(services, now()).catch((err: unknown) => log.error({ err }, 'purging failed'));
  }, hour).unref();
}
