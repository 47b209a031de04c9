import { eq, lte, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import type { Counter } from '../schema/tables.js';

/** A use to count, and how many of its kind there may be. */
export type Use = Counter & { most: number };

/** A count that a power failure takes back harms nobody, and a disk waited for twice holds up everybody. */
const undurable = { durable: false };

export function counters({
  tables: { counters },
  reader,
  writer,
  prepare,
  exclusively,
}: Connection) {
  const over = lte(counters.expires_at, sql.placeholder('now'));
  const add = prepare(() =>
    writer
      .insert(counters)
      .values({
        key: sql.placeholder('key'),
        points: sql.placeholder('points'),
        expires_at: sql.placeholder('expires_at'),
      })
      .onConflictDoUpdate({
        target: counters.key,
        set: {
          points: sql`case when ${over} then excluded.points else ${counters.points} + excluded.points end`,
          expires_at: sql`case when ${over} then excluded.expires_at else ${counters.expires_at} end`,
        },
      })
      .returning(),
  );

  async function addOne({ key, points, expires_at }: Counter, now: string): Promise<Counter> {
    const [counter] = await add({ key, points, expires_at, now });
    if (!counter) throw new Error('A counter was written but not returned');
    return counter;
  }

  return {
    /** Adds points, starting anew when the counter has expired, and gives the sum: one statement. */
    add: (counter: Counter, now: string): Promise<Counter> =>
      exclusively(() => addOne(counter, now), undurable),

    /** Adds to one after the other, until one has more than it may; gives those that were added to. */
    async addInTurn(uses: Use[], now: string): Promise<Counter[]> {
      if (uses.length === 0) return [];
      return exclusively(async () => {
        const sums: Counter[] = [];
        for (const use of uses) {
          const sum = await addOne(use, now);
          sums.push(sum);
          if (sum.points > use.most) break;
        }
        return sums;
      }, undurable);
    },

    async get(key: string): Promise<Counter | undefined> {
      return (await reader.select().from(counters).where(eq(counters.key, key)))[0];
    },

    /** Forgets the counters that have expired. */
    async purge(now: string): Promise<void> {
      await exclusively(() => writer.delete(counters).where(lte(counters.expires_at, now)));
    },
  };
}
