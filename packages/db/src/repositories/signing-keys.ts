import { asc } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import type { SigningKey } from '../schema/tables.js';

export function signingKeys({ tables: { signing_keys }, reader, writer, exclusively }: Connection) {
  return {
    /** Oldest first. */
    async all(): Promise<SigningKey[]> {
      return reader.select().from(signing_keys).orderBy(asc(signing_keys.created_at));
    },

    async add(key: SigningKey): Promise<void> {
      await exclusively(() => writer.insert(signing_keys).values(key));
    },
  };
}
