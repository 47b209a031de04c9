import { and, asc, eq, gt, isNull, lt, or } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import type { SigningKey } from '../schema/tables.js';

export function signingKeys({
  tables: { signing_keys },
  reader,
  writer,
  exclusively,
  lock,
}: Connection) {
  return {
    /** Lets nobody else change keys until the transaction has ended, to decide by those there are. */
    lock: (): Promise<void> => lock('signing keys'),

    /** Oldest first. */
    async all(): Promise<SigningKey[]> {
      return reader.select().from(signing_keys).orderBy(asc(signing_keys.created_at));
    },

    async add(key: SigningKey): Promise<void> {
      await exclusively(() => writer.insert(signing_keys).values(key));
    },

    /** Says when a key begins to sign. */
    async activate(id: string, active_from: string): Promise<void> {
      await exclusively(() =>
        writer.update(signing_keys).set({ active_from }).where(eq(signing_keys.id, id)),
      );
    },

    /** Says when a key stops verifying; one that was to stop earlier anyway does so. */
    async retire(id: string, retired_at: string): Promise<void> {
      const later = or(isNull(signing_keys.retired_at), gt(signing_keys.retired_at, retired_at));
      await exclusively(() =>
        writer
          .update(signing_keys)
          .set({ retired_at })
          .where(and(eq(signing_keys.id, id), later)),
      );
    },

    /** Forgets all of them; gives how many these were. */
    async clear(): Promise<number> {
      const rows = await exclusively(() =>
        writer.delete(signing_keys).returning({ id: signing_keys.id }),
      );
      return rows.length;
    },

    /** Forgets the keys that stopped verifying before a moment. */
    async purge(before: string): Promise<void> {
      await exclusively(() =>
        writer.delete(signing_keys).where(lt(signing_keys.retired_at, before)),
      );
    },
  };
}
