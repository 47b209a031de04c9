import type { Database } from 'better-sqlite3';
import { compareHashes, type Migrations, readMigrations } from './migrations.js';

/**
 * Brings the schema up to date in one transaction that holds the write lock from its first
 * statement, so of several processes that start at once one does it. Drizzle's own migrator takes
 * the lock too late for that. The table is drizzle's.
 */
export function migrateSqlite(client: Database): Migrations {
  const { files } = readMigrations('sqlite');
  client.pragma('foreign_keys = OFF');
  const apply = client.transaction(() => {
    client.exec(
      'CREATE TABLE IF NOT EXISTS __drizzle_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, hash text NOT NULL, created_at numeric)',
    );
    const before = compareMigrations(client);
    const record = client.prepare(
      'INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)',
    );
    for (const migration of files.slice(before.present.length)) {
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
  const noted = client
    .prepare("SELECT 1 FROM sqlite_schema WHERE name = '__drizzle_migrations'")
    .get();
  const done = noted
    ? client.prepare('SELECT hash FROM __drizzle_migrations ORDER BY id').pluck().all()
    : [];
  return compareHashes('sqlite', done);
}
