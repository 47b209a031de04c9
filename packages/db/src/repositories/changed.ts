import { sql } from 'drizzle-orm';
import type { Tables } from '../schema/tables.js';

/** What a change of the profile sets besides. */
export function changed(users: Tables['users'], now: string) {
  return { version: sql`${users.version} + 1`, updated_at: now };
}
