import { and, asc, eq, isNotNull, isNull, lt } from 'drizzle-orm';
import type { Connection } from '../connection.js';

export function avatars({ tables: { avatars }, reader, writer, exclusively }: Connection) {
  /** Notes that the profile doesn't show its picture any more; gives which that was. */
  async function drop(user_id: string, now: string): Promise<string[]> {
    const rows = await exclusively(() =>
      writer
        .update(avatars)
        .set({ unused_since: now })
        .where(and(eq(avatars.user_id, user_id), isNull(avatars.unused_since)))
        .returning({ id: avatars.id }),
    );
    return rows.map(({ id }) => id);
  }

  return {
    drop,

    /** Notes a picture before there is any file of it, so that whatever happens they are found. */
    async begin(id: string, user_id: string, now: string): Promise<void> {
      await exclusively(() => writer.insert(avatars).values({ id, user_id, unused_since: now }));
    },

    /**
     * Makes it the one that the profile shows; gives which that was until now. To be called in the
     * transaction that has changed the profile, so that of several at once one is shown.
     */
    async show(id: string, user_id: string, now: string): Promise<string[]> {
      const former = await drop(user_id, now);
      const [shown] = await exclusively(() =>
        writer
          .update(avatars)
          .set({ unused_since: null })
          .where(eq(avatars.id, id))
          .returning({ id: avatars.id }),
      );
      if (!shown) throw new Error('The picture was forgotten before it was shown');
      return former;
    },

    /** Some of those that are out of use since before a moment, the oldest first. */
    async unused(before: string, limit: number): Promise<string[]> {
      const rows = await reader
        .select({ id: avatars.id })
        .from(avatars)
        .where(lt(avatars.unused_since, before))
        .orderBy(asc(avatars.unused_since))
        .limit(limit);
      return rows.map(({ id }) => id);
    },

    /** Forgets one that is out of use and has no files any more. */
    async forget(id: string): Promise<void> {
      await exclusively(() =>
        writer.delete(avatars).where(and(eq(avatars.id, id), isNotNull(avatars.unused_since))),
      );
    },
  };
}
