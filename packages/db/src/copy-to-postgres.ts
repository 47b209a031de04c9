import type SqliteClient from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Drizzle } from './connection.js';
import { copyTable, type Progress, tableNames } from './copy-table.js';
import type { Connected } from './postgres/connect.js';
import { connectionOver } from './postgres.js';
import * as sqlite from './schema/sqlite.js';

/** Copies every row of a SQLite file into PostgreSQL, and which integer id was the last. */
export async function copyToPostgres(
  file: SqliteClient.Database,
  target: Connected,
  progress?: Progress,
  portion?: number,
): Promise<Record<string, number>> {
  const source = { db: drizzle(file) as unknown as Drizzle, tables: sqlite };
  const { writer: db, tables } = connectionOver((text, values) => target.query(text, values));
  const copied: Record<string, number> = {};
  for (const name of tableNames) {
    copied[name] = await copyTable(name, source, { db, tables }, progress, portion);
  }
  const last = file.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'users'").pluck().get();
  if (last) await target.query("SELECT setval('users_legacy_id_seq', $1)", [last]);
  return copied;
}
