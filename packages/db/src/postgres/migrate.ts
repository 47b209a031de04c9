import { setTimeout as delay } from 'node:timers/promises';
import { TablesInUse } from '../errors.js';
import { compareHashes, type Migrations, readMigrations } from '../migrations.js';
import type { Connected } from './connect.js';

/** Any number does that other programs in the same database don't use. */
const lock = 7_302_117_254;

/**
 * Whoever waits for a table makes all wait who come after, those of running servers too. So a migration waits
 * for less than a second, then lets the others through before it tries again: about a minute in all.
 */
const turn = { wait: 500, pause: 2_000, tries: 24 };

/** A lock that nobody let go of in time, and a deadlock, of which PostgreSQL undid our part. */
const inTheWay = ['55P03', '40P01'];

/** Brings the schema up to date in one transaction, one process at a time, also while that one pauses. */
export async function migratePostgres(
  connection: Connected,
  { wait, pause, tries } = turn,
): Promise<Migrations> {
  await connection.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  // Whatever the role's own is: another server that migrates is waited for.
  await connection.query('SET LOCAL lock_timeout = 0');
  await connection.query(`SELECT pg_advisory_xact_lock(${lock})`);
  await connection.query(`SET LOCAL lock_timeout = ${wait}`);
  await connection.query('SAVEPOINT untouched');
  for (let tried = 1; ; tried++) {
    try {
      const before = await applyMissing(connection);
      await connection.query('COMMIT');
      return before;
    } catch (error) {
      if (!inTheWay.includes(String((error as { code?: unknown }).code))) throw error;
      if (tried === tries) throw new TablesInUse();
      // Lets go of all but the lock of those who migrate.
      await connection.query('ROLLBACK TO SAVEPOINT untouched');
      await delay(pause);
    }
  }
}

async function applyMissing(connection: Connected): Promise<Migrations> {
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
