import { closeSync, fsyncSync, openSync } from 'node:fs';
import SqliteClient from 'better-sqlite3';
import { DatabaseUnavailable } from '../errors.js';
import { filePath } from '../name.js';
import { isPostgres, parseAddress } from '../postgres/address.js';
import { connect } from '../postgres/connect.js';
import { patience } from '../postgres/patience.js';
import { openFile, requireMigrated } from '../sqlite.js';
import type { Database } from '../store.js';
import { copyFromPostgres } from './from-postgres.js';

/**
 * Writes all that a database has at one moment into a new SQLite file, while others go on writing.
 * The moment is after the call, so whatever was acknowledged before it is in there.
 */
export async function takeSnapshot(database: Database, path: string): Promise<void> {
  // Before there is anything in it, so that nobody else ever can read it.
  closeSync(openSync(path, 'wx', 0o600));
  if (isPostgres(database.url)) await snapshotPostgres(database, path);
  else snapshotSqlite(filePath(database.url), path);
  // Neither was brought to the disk yet, as it would have been with every single transaction.
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}

function snapshotSqlite(from: string, path: string): void {
  requireMigrated(from);
  const client = openFile(from, 'look');
  try {
    // One read transaction, which holds up no writer; unlike a copy of pages it leaves out what was deleted.
    client.prepare('VACUUM INTO ?').run(path);
  } finally {
    client.close();
  }
}

async function snapshotPostgres({ url, prepare = true }: Database, path: string): Promise<void> {
  const deadline = Date.now() + patience;
  const source = await connect(parseAddress(url), { prepare, unhurried: true }, deadline).catch(
    (error: unknown) => {
      throw new DatabaseUnavailable(error);
    },
  );
  const target = new SqliteClient(path);
  try {
    await copyFromPostgres(source, target, url);
  } finally {
    target.close();
    await source.close();
  }
}
