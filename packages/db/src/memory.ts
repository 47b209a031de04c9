import SqliteClient from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { drizzle as drizzleProxy } from 'drizzle-orm/sqlite-proxy';
import type { Connection, Drizzle } from './connection.js';
import { compareMigrations, migrateSqlite } from './migrate.js';
import { missingOf } from './migrations.js';
import { askedEachTime, type Prepared, type Query } from './prepared.js';
import * as tables from './schema/sqlite.js';
import { alone } from './sqlite.js';
import { createWriteQueue } from './write-queue.js';

/**
 * Opens a database that ends when it is closed. SQLite lets one connection alone see it, so reads wait
 * in the queue of the writes: else they would see what a transaction has not committed yet.
 */
export function openMemory() {
  const client = new SqliteClient(':memory:');
  const migrations = migrateSqlite(client);
  const queue = createWriteQueue(client);
  const writer = drizzle(client) as unknown as Drizzle;
  const reader = drizzleProxy((sql, params, method) =>
    queue.write(async () => {
      const statement = client.prepare(sql).raw();
      return { rows: (method === 'get' ? statement.get(params) : statement.all(params)) as never };
    }),
  ) as unknown as Drizzle;

  return {
    migrations,
    database: {
      tables,
      reader,
      writer,
      exclusively: queue.write,
      unchanged: askedEachTime(prepare),
      ...alone,
      prepare,
    } satisfies Connection,
    exclusively: queue.transaction,
    transaction: {
      tables,
      reader: writer,
      writer,
      exclusively: async (work) => work(),
      unchanged: askedEachTime(alone.prepare),
      ...alone,
    } satisfies Connection,
    async ping(): Promise<void> {
      client.prepare('SELECT 1').get();
    },
    missingMigrations: async () => missingOf(() => compareMigrations(client)),
    load: () => ({ waiting: queue.length }),
    async close(): Promise<void> {
      await queue.idle();
      client.close();
    },
  };
}

/** Built at the first use, and made rows of by drizzle: what runs by the queue has no statement to keep. */
function prepare<Row>(build: () => Query<Row>): Prepared<Row> {
  let query: ReturnType<Query<Row>['prepare']> | undefined;
  return async (values) => {
    query ??= build().prepare();
    return query.execute(values);
  };
}
