import type SqliteClient from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Drizzle } from '../connection.js';
import { copyTable, tableNames } from '../copy-table.js';
import { migrateSqlite } from '../migrate.js';
import { databaseName } from '../name.js';
import type { Connected } from '../postgres/connect.js';
import { comparePostgres } from '../postgres/migrate.js';
import { connectionOver, notUpToDate } from '../postgres.js';
import * as sqlite from '../schema/sqlite.js';

/** Copies every row that PostgreSQL has at one moment into an empty SQLite file, and reads them back. */
export async function copyFromPostgres(
  source: Connected,
  target: SqliteClient.Database,
  url: string,
): Promise<void> {
  // Whoever calls us throws the file away unless all of it was written.
  target.pragma('synchronous = OFF');
  target.pragma('journal_mode = OFF');
  await source.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  const migrations = await comparePostgres(source);
  if (migrations.missing.length > 0) throw notUpToDate(databaseName(url), migrations);
  migrateSqlite(target);
  const { reader: db, tables } = connectionOver((text, values) => source.query(text, values));
  const there = { db: drizzle(target) as unknown as Drizzle, tables: sqlite };
  target.exec('BEGIN');
  for (const name of tableNames) await copyTable(name, { db, tables }, there);
  const [[last, given] = []] = await source.query(
    'SELECT last_value, is_called FROM users_legacy_id_seq',
  );
  // No integer id is given twice, also not that of an account which is gone.
  if (given) {
    target.exec("DELETE FROM sqlite_sequence WHERE name = 'users'");
    target.prepare("INSERT INTO sqlite_sequence VALUES ('users', ?)").run(Number(last));
  }
  target.exec('COMMIT');
  await source.query('COMMIT');
}
