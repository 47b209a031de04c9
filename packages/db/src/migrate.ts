import { fileURLToPath } from 'node:url';
import type { Database } from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { SchemaTooNew } from './errors.js';

const migrationsFolder = fileURLToPath(new URL('../migrations/sqlite', import.meta.url));

/**
 * Brings the schema up to date in one transaction that holds the write lock from its first
 * statement, so of several processes that start at once one does it. Drizzle's own migrator takes
 * the lock too late for that. The table is drizzle's.
 */
export function migrateSqlite(client: Database): void {
  const migrations = readMigrationFiles({ migrationsFolder });
  client.pragma('foreign_keys = OFF');
  const apply = client.transaction(() => {
    client.exec(
      'CREATE TABLE IF NOT EXISTS __drizzle_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, hash text NOT NULL, created_at numeric)',
    );
    const done = client.prepare('SELECT hash FROM __drizzle_migrations ORDER BY id').pluck().all();
    if (done.some((hash, i) => hash !== migrations[i]?.hash)) throw new SchemaTooNew();
    const record = client.prepare(
      'INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)',
    );
    for (const migration of migrations.slice(done.length)) {
      for (const statement of migration.sql) client.exec(statement);
      record.run(migration.hash, migration.folderMillis);
    }
  });
  apply.immediate();
  client.pragma('foreign_keys = ON');
}
