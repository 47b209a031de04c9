import { words } from './columns.postgres.js';
import { defineTables } from './tables.js';

export const {
  users,
  sessions,
  mail_tokens,
  outbox,
  signing_keys,
  counters,
  deleted_identities,
  avatars,
} = defineTables(words);
