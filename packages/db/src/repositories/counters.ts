import { eq, lte, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import type { Counter } from '../schema/tables.js';

export function counters({ tables: { counters }, reader, writer, exclusively }: Connection) {
  return {
    /** Adds points, starting anew when the counter has expired, and gives the sum: one statement. */
    async add(
      { key, points, expires_at }: Counter,
      now: string,
      startAnew = false,
    ): Promise<Counter> {
      const over = startAnew ? sql`true` : lte(counters.expires_at, now);
      const [counter] = await exclusively(() =>
        writer
          .insert(counters)
          .values({ key, points, expires_at })
          .onConflictDoUpdate({
            target: counters.key,
            set: {
              points: sql`case when ${over} then ${points} else ${counters.points} + ${points} end`,
              expires_at: sql`case when ${over} then ${sql.param(expires_at, counters.expires_at)} else ${counters.expires_at} end`,
            },
          })
          .returning(),
      );
      if (!counter) throw new Error('A counter was written but not returned');
      return counter;
    },

    async get(key: string): Promise<Counter | undefined> {
      return (await reader.select().from(counters).where(eq(counters.key, key)))[0];
    },

    async delete(key: string): Promise<void> {
      await exclusively(() => writer.delete(counters).where(eq(counters.key, key)));
    },

    /** Forgets the counters that have expired. */
    async purge(now: string): Promise<void> {
      await exclusively(() => writer.delete(counters).where(lte(counters.expires_at, now)));
    },
  };
}
