import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Database } from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { SchemaTooNew } from './errors.js';

const migrationsFolder = fileURLToPath(new URL('../migrations/sqlite', import.meta.url));

/** Migrations by their names, oldest first. */
export interface Migrations {
  /** Those that were there before. */
  present: string[];
  /** Those that this brought, or would bring. */
  missing: string[];
}

/**
 * Brings the schema up to date in one transaction that holds the write lock from its first
 * statement, so of several processes that start at once one does it. Drizzle's own migrator takes
 * the lock too late for that. The table is drizzle's.
 */
export function migrateSqlite(client: Database): Migrations {
  const migrations = readMigrationFiles({ migrationsFolder });
  client.pragma('foreign_keys = OFF');
  const apply = client.transaction(() => {
    client.exec(
      'CREATE TABLE IF NOT EXISTS __drizzle_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, hash text NOT NULL, created_at numeric)',
    );
    const before = compareMigrations(client);
    const record = client.prepare(
      'INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)',
    );
    for (const migration of migrations.slice(before.present.length)) {
      for (const statement of migration.sql) client.exec(statement);
      record.run(migration.hash, migration.folderMillis);
    }
    return before;
  });
  const before = apply.immediate();
  client.pragma('foreign_keys = ON');
  return before;
}

/** Which migrations a database has; throws when it has one that this program doesn't know. */
export function compareMigrations(client: Database): Migrations {
  const known = readMigrationFiles({ migrationsFolder });
  const noted = client
    .prepare("SELECT 1 FROM sqlite_schema WHERE name = '__drizzle_migrations'")
    .get();
  const done = noted
    ? client.prepare('SELECT hash FROM __drizzle_migrations ORDER BY id').pluck().all()
    : [];
  if (done.some((hash, i) => hash !== known[i]?.hash)) throw new SchemaTooNew();
  const names = migrationNames();
  return { present: names.slice(0, done.length), missing: names.slice(done.length) };
}

/** From drizzle-kit's journal, which is in the order that its reader gives the files in. */
function migrationNames(): string[] {
  const journal = readFileSync(`${migrationsFolder}/meta/_journal.json`, 'utf8');
  return (JSON.parse(journal) as { entries: { tag: string }[] }).entries.map(({ tag }) => tag);
}
