import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Connection, Drizzle } from './connection.js';
import { NoDatabase, SchemaTooOld } from './errors.js';
import { compareMigrations, migrateSqlite } from './migrate.js';
import { type Migrations, missingOf } from './migrations.js';
import { askedEachTime, prepareSqlite } from './prepared.js';
import * as tables from './schema/sqlite.js';
import { asDamaged, requireBeginning, requireSound } from './soundness.js';
import { createUnchanged } from './unchanged.js';
import { createWriteQueue, isBusy, patience } from './write-queue.js';

/** Opens the embedded database, creating or migrating it, with one connection to write and one to read. */
export function openSqlite(path: string, migrate = true) {
  const checked = migrate ? undefined : requireMigrated(path);
  requireBeginning(path);
  // Addresses and hashes are nobody else's business; SQLite gives its journals the file's rights.
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  const { writing, migrations } = asDamaged(path, () => {
    const writing = openFile(path, 'write');
    if (migrate) requireSound(writing, true);
    return { writing, migrations: checked ?? migrateSqlite(writing) };
  });
  // From here on the queue does the waiting, which inside SQLite would stop the event loop.
  writing.pragma('busy_timeout = 0');
  const reading = openFile(path, 'read');
  const writer = drizzle(writing) as unknown as Drizzle;
  const reader = drizzle(reading) as unknown as Drizzle;

  const queue = createWriteQueue(writing);

  return {
    migrations,
    database: {
      tables,
      reader,
      writer,
      exclusively: queue.write,
      unchanged: createUnchanged(reading),
      ...alone,
    } satisfies Connection,
    /** Runs all of `work` or nothing, when it is its turn. */
    exclusively: queue.transaction,
    /** What `exclusively` is to work with: there the writer is the transaction. */
    transaction: {
      tables,
      reader: writer,
      writer,
      exclusively: async (work) => {
        queue.requireOpen();
        return work();
      },
      // It sees what isn't committed yet.
      unchanged: askedEachTime(prepareSqlite),
      ...alone,
    } satisfies Connection,
    async ping(): Promise<void> {
      reading.prepare('SELECT 1').get();
    },
    missingMigrations: async () => missingOf(() => compareMigrations(reading)),
    load: () => ({ waiting: queue.length }),
    async close(): Promise<void> {
      await queue.idle();
      reading.close();
      writing.close();
    },
  };
}

/** The same in a transaction and out of it: who writes is alone anyway, until it has ended. */
export const alone = {
  prepare: prepareSqlite,
  passingOver: <Rows>(rows: Rows) => rows,
  lock: async () => {},
};

/** Throws unless a database is there and up to date, without changing anything. */
export function requireMigrated(path: string): Migrations {
  if (!existsSync(path)) throw new NoDatabase(path);
  const client = openFile(path, 'look');
  try {
    const migrations = compareMigrations(client);
    if (migrations.missing.length > 0) throw new SchemaTooOld(path, migrations.missing);
    return migrations;
  } finally {
    client.close();
  }
}

/**
 * A connection as every one of ours is: its writes survive a power failure, but for those that the write
 * queue is told need not. One to `look` could write
 * too, since of a read-only one that closes last SQLite leaves the log and its index behind.
 */
export function openFile(path: string, use: 'write' | 'read' | 'look'): SqliteClient.Database {
  const client = new SqliteClient(path, {
    readonly: use === 'read',
    fileMustExist: use !== 'write',
    timeout: patience,
  });
  if (use === 'write') turnToWal(client);
  // A database in WAL mode comes back with NORMAL after a reopen, which loses acknowledged writes
  // when the power fails.
  client.pragma('synchronous = FULL');
  if (client.pragma('synchronous', { simple: true }) !== 2) {
    throw new Error(`SQLite did not take synchronous = FULL for ${path}`);
  }
  client.pragma('foreign_keys = ON');
  // Else a deleted account stays readable in the file until something else is written over it.
  client.pragma('secure_delete = ON');
  return client;
}

/** Tries again by itself: of processes that open a fresh file at once, SQLite refuses some without waiting. */
function turnToWal(client: SqliteClient.Database): void {
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      client.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
