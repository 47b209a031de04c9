import type { Services } from '../context.js';
import { instant } from '../context.js';

/** Longer than any request takes, so that nothing is forgotten that somebody is about to show. */
const safety = 3_600_000;

type Kept = Pick<Services, 'store' | 'media'>;

/** Forgets the files of a picture, and last of all that there were any. */
async function forget({ store, media }: Kept, id: string): Promise<void> {
  await media.remove(`avatars/${id}`);
  await store.avatars.forget(id);
}

/** Forgets pictures that nobody is shown any more; what doesn't work now is left to the purge. */
export async function forgetAvatars(services: Kept, ids: string[]): Promise<void> {
  await Promise.allSettled(ids.map((id) => forget(services, id)));
}

/** Forgets what was left behind: by crashes, and by commands on machines without the files. */
export async function purgeAvatars(services: Kept, now: Date): Promise<void> {
  const before = instant(now, -safety);
  for (;;) {
    const ids = await services.store.avatars.unused(before, 100);
    for (const id of ids) await forget(services, id);
    if (ids.length < 100) return;
  }
}
