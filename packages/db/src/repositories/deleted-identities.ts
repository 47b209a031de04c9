import { eq, lt } from 'drizzle-orm';
import type { Connection } from '../connection.js';

export function deletedIdentities({
  tables: { deleted_identities },
  reader,
  writer,
  exclusively,
}: Connection) {
  return {
    /** Notes a deletion; of several of one identity, the last one counts. */
    async add(key: string, deleted_at: string): Promise<void> {
      await exclusively(() =>
        writer
          .insert(deleted_identities)
          .values({ key, deleted_at })
          .onConflictDoUpdate({
            target: deleted_identities.key,
            set: { deleted_at },
            // The clocks of two replicas may differ.
            setWhere: lt(deleted_identities.deleted_at, deleted_at),
          }),
      );
    },

    /** When an identity was deleted last, as far as that is still known. */
    async deletedAt(key: string): Promise<string | undefined> {
      const [row] = await reader
        .select()
        .from(deleted_identities)
        .where(eq(deleted_identities.key, key));
      return row?.deleted_at;
    },

    /** Forgets the deletions before a moment. */
    async purge(before: string): Promise<void> {
      await exclusively(() =>
        writer.delete(deleted_identities).where(lt(deleted_identities.deleted_at, before)),
      );
    },
  };
}
