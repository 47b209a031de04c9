import { and, eq, or, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import type { Prepared } from '../prepared.js';
import type { User } from '../schema/tables.js';

/** What an integer column of PostgreSQL can hold. */
const greatestInteger = 2_147_483_647;

type Field =
  | 'first_name'
  | 'last_name'
  | 'display_name'
  | 'phone'
  | 'locale'
  | 'timezone'
  | 'avatar_url';

/** The fields that people change themselves, in the form they are kept in; undefined keeps one. */
export type ProfileChange = { [field in Field]?: User[field] | undefined };

export function profiles({ tables: { users }, writer, prepare, exclusively }: Connection) {
  const updates = new Map<string, Prepared<User>>();

  function buildUpdate(fields: Field[], versioned: boolean) {
    const values = Object.fromEntries(
      fields.map((field) => [field, sql`${sql.placeholder(field)}`]),
    );
    const changed = fields.map(
      (field) => sql`${users[field]} IS DISTINCT FROM ${sql.placeholder(field)}`,
    );
    return writer
      .update(users)
      .set({
        ...values,
        version: sql`${users.version} + 1`,
        updated_at: sql`${sql.placeholder('now')}`,
      })
      .where(
        and(
          eq(users.id, sql.placeholder('id')),
          or(...changed),
          versioned ? eq(users.version, sql.placeholder('expected')) : undefined,
        ),
      )
      .returning();
  }

  return {
    /**
     * Sets the fields of `patch` and raises the version, in one statement, if that changes anything
     * and the version is `expected` (when given). Otherwise changes nothing and gives undefined.
     */
    async update(
      id: string,
      patch: ProfileChange,
      { expected, now }: { expected: number | undefined; now: string },
    ): Promise<User | undefined> {
      const fields = (Object.keys(patch) as Field[])
        .filter((field) => patch[field] !== undefined)
        .sort();
      if (fields.length === 0) return undefined;
      // No profile has such a version, and PostgreSQL refuses to compare with it.
      if (expected !== undefined && Math.abs(expected) > greatestInteger) return undefined;
      const key = `${fields.join()}${expected === undefined ? '' : '!'}`;
      let update = updates.get(key);
      if (!update) {
        update = prepare(() => buildUpdate(fields, expected !== undefined));
        updates.set(key, update);
      }
      // The spread, in which none of these names is, comes last: V8 makes a hidden class for each object
      // that has something after it.
      const values = { id, expected, now, ...patch };
      const rows = await exclusively(() => update(values));
      return rows[0];
    },
  };
}
