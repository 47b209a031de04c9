import { setTimeout as delay } from 'node:timers/promises';
import { TablesInUse } from '../errors.js';
import { compareHashes, type Migrations, readMigrations } from '../migrations.js';
import type { Connected } from './connect.js';

/** Any number does that other programs in the same database don't use. */
const lock = 7_302_117_254;

/**
 * Whoever waits for a table makes all wait who come after, those of running servers too. So a migration
 * waits for one second at most, then lets the others through before it tries again: about a minute in all.
 */
const turn = { wait: 1_000, pause: 2_000, tries: 20 };

/** Brings the schema up to date in one transaction, one process at a time. */
export async function migratePostgres(
  connection: Connected,
  { wait, pause, tries } = turn,
): Promise<Migrations> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt(connection, wait);
    } catch (error) {
      if ((error as { code?: unknown }).code !== '55P03') throw error;
      if (tried === tries) throw new TablesInUse();
      await connection.query('ROLLBACK');
      await delay(pause);
    }
  }
}

async function attempt(connection: Connected, wait: number): Promise<Migrations> {
  await connection.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  await connection.query(`SELECT pg_advisory_xact_lock(${lock})`);
  await connection.query(`SET LOCAL lock_timeout = ${wait}`);
  await connection.query(
    'CREATE TABLE IF NOT EXISTS __drizzle_migrations (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, hash text NOT NULL, created_at bigint)',
  );
  const before = await comparePostgres(connection);
  for (const migration of readMigrations('postgres').files.slice(before.present.length)) {
    for (const statement of migration.sql) await connection.query(statement);
    await connection.query('INSERT INTO __drizzle_migrations (hash, created_at) VALUES ($1, $2)', [
      migration.hash,
      migration.folderMillis,
    ]);
  }
  await connection.query('COMMIT');
  return before;
}

/** Which migrations a database has; throws when it has one that this program doesn't know. */
export async function comparePostgres(connection: Connected): Promise<Migrations> {
  const [noted] = await connection.query("SELECT to_regclass('__drizzle_migrations') IS NOT NULL");
  const rows = noted?.[0]
    ? await connection.query('SELECT hash FROM __drizzle_migrations ORDER BY id')
    : [];
  return compareHashes(
    'postgres',
    rows.map(([hash]) => hash),
  );
}
