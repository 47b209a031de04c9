import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import SqliteClient from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Connection, Drizzle } from './connection.js';
import { DatabaseUnavailable, NoDatabase, SchemaTooOld } from './errors.js';
import { compareMigrations, migrateSqlite } from './migrate.js';
import type { Migrations } from './migrations.js';
import { prepareSqlite } from './prepared.js';
import * as tables from './schema/sqlite.js';

/** How long a write waits for another process that holds the lock. */
const patience = 5_000;

/** How many writes may wait; a disk that can't keep up must not fill the memory. */
const queueLimit = 1_000;

/** Opens the embedded database, creating or migrating it, with one connection to write and one to read. */
export function openSqlite(path: string, migrate = true) {
  const checked = migrate ? undefined : requireMigrated(path);
  // Addresses and hashes are nobody else's business; SQLite gives its journals the file's rights.
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  const writing = openFile(path, 'write');
  const migrations = checked ?? migrateSqlite(writing);
  // From here on `begin` does the waiting, which inside SQLite would stop the event loop.
  writing.pragma('busy_timeout = 0');
  const reading = openFile(path, 'read');
  const writer = drizzle(writing) as unknown as Drizzle;
  const reader = drizzle(reading) as unknown as Drizzle;

  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  /** One transaction at a time: better-sqlite3 has one connection and can't run async callbacks itself. */
  function exclusively<T>(work: () => PromiseLike<T>): Promise<T> {
    if (waiting >= queueLimit)
      return Promise.reject(new DatabaseUnavailable('too many writes wait'));
    waiting++;
    // Counted from now on: whoever waits behind others must not wait longer than they.
    const deadline = Date.now() + patience;
    const turn = queue
      .then(() => inTransaction(work, deadline))
      .finally(() => {
        waiting--;
      });
    queue = turn.catch(() => undefined);
    return turn;
  }

  async function inTransaction<T>(work: () => PromiseLike<T>, deadline: number): Promise<T> {
    await begin(deadline);
    try {
      const result = await work();
      writing.exec('COMMIT');
      return result;
    } finally {
      if (writing.inTransaction) writing.exec('ROLLBACK');
    }
  }

  /** Waits for another process in short sleeps. */
  async function begin(deadline: number): Promise<void> {
    for (;;) {
      try {
        writing.exec('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (Date.now() > deadline) throw new DatabaseUnavailable(error);
        await delay(5);
      }
    }
  }

  return {
    migrations,
    database: { tables, reader, writer, exclusively, ...alone } satisfies Connection,
    /** Within `exclusively` the writer is the transaction. */
    transaction: {
      tables,
      reader: writer,
      writer,
      exclusively: async (work) => work(),
      ...alone,
    } satisfies Connection,
    async ping(): Promise<void> {
      reading.prepare('SELECT 1').get();
    },
    async close(): Promise<void> {
      await queue;
      reading.close();
      writing.close();
    },
  };
}

/** The same in a transaction and out of it: who writes is alone anyway, until it has ended. */
const alone = {
  prepare: prepareSqlite,
  passingOver: <Rows>(rows: Rows) => rows,
  lock: async () => {},
};

/** Throws unless a database is there and up to date, without changing anything. */
function requireMigrated(path: string): Migrations {
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
 * A connection as every one of ours is: its writes survive a power failure. One to `look` could write
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
  return client;
}

/** Tries again by itself: of processes that open a fresh file at once, SQLite refuses some without waiting. */
function turnToWal(client: SqliteClient.Database): void {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      client.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof SqliteClient.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
