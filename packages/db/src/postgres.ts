import { setTimeout as delay } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/postgres-js';
import type { Connection, Drizzle } from './connection.js';
import { DatabaseUnavailable, NoDatabase, SchemaTooOld } from './errors.js';
import { type Migrations, missingOf } from './migrations.js';
import { databaseName } from './name.js';
import { parseAddress } from './postgres/address.js';
import { createBorder, isCollision } from './postgres/border.js';
import { type Answer, type Connected, connect } from './postgres/connect.js';
import { comparePostgres, migratePostgres } from './postgres/migrate.js';
import { patience } from './postgres/patience.js';
import { createPool } from './postgres/pool.js';
import { askedEachTime, preparePostgres } from './prepared.js';
import type { Repositories } from './repositories.js';
import * as schema from './schema/postgres.js';
import type { Tables } from './schema/tables.js';

/** In milliseconds, and up to twice that, before what was undone because of others is tried once more. */
const pause = 30;

export interface PostgresOptions {
  url: string;
  /** How many connections at most. */
  pool: number;
  /** Whether statements are kept prepared, which poolers must know how to do. */
  prepare: boolean;
  /** Whether to create or migrate the tables, instead of refusing what isn't up to date. */
  migrate: boolean;
}

/** Opens a database that a server keeps. */
export async function openPostgres(
  { url, pool: size, prepare, migrate }: PostgresOptions,
  bind: (connection: Connection) => Repositories,
) {
  const address = parseAddress(url);
  const connecting = (deadline: number, unhurried = false) =>
    connect(address, { prepare, unhurried }, deadline).catch((error: unknown) => {
      throw new DatabaseUnavailable(error);
    });

  const pool = createPool(size, connecting);
  const border = createBorder();
  async function bringUpToDate(): Promise<Migrations> {
    const found = await pool.use(comparePostgres);
    if (found.missing.length === 0) return found;
    if (!migrate) throw notUpToDate(databaseName(url), found);
    // Not by one of the pool, whose statements may take seconds.
    const unhurried = await connecting(Date.now() + patience, true);
    return migratePostgres(unhurried).finally(() => unhurried.drop());
  }

  const migrations = await border.pass(bringUpToDate).catch(async (error: unknown) => {
    // A connection that nobody can close any more would keep the process from ending.
    await pool.close();
    throw error;
  });
  const database = connectionOver((text, values) => pool.use((each) => each.query(text, values)));

  async function attempt<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    return pool.use(async (connected) => {
      let over = false;
      // What was not awaited must not run when the transaction has ended.
      const query: Query = async (text, values) => {
        if (over) throw new Error('The transaction is over');
        return connected.query(text, values);
      };
      await connected.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      try {
        const result = await work(bind(connectionOver(query)));
        over = true;
        await commit(connected);
        return result;
      } catch (error) {
        over = true;
        await connected.query('ROLLBACK').catch(() => connected.drop());
        throw error;
      }
    });
  }

  return {
    migrations,
    repositories: border.around(bind(database)),
    transaction: <T>(work: (repositories: Repositories) => Promise<T>): Promise<T> =>
      border.pass(async () => {
        try {
          return await attempt(work);
        } catch (error) {
          if (!isCollision(error)) throw error;
          // Of a row whose holder was undone PostgreSQL lets whoever comes take it, also past those who
          // wait for it: without a pause we could get in the same one's way again.
          await delay(pause * (1 + Math.random()));
          return attempt(work);
        }
      }),
    ping: () => border.pass(async () => void (await pool.use((each) => each.query('SELECT 1')))),
    missingMigrations: () =>
      border.pass(() => pool.use((each) => missingOf(() => comparePostgres(each)))),
    load: pool.load,
    async close(): Promise<void> {
      await border.close();
      await pool.close();
    },
  };
}

export const notUpToDate = (name: string, { present, missing }: Migrations) =>
  present.length === 0
    ? new NoDatabase(name, 'are no tables of ours')
    : new SchemaTooOld(name, missing);

type Query = (text: string, values?: unknown[]) => Promise<Answer>;

/** What repositories work on: drizzle, with `query` where it expects the driver. */
export function connectionOver(query: Query): Connection {
  const unsafe = (text: string, values: unknown[]) => {
    const answer = query(text, values);
    return Object.assign(answer, { values: () => answer });
  };
  const driver = { unsafe, options: { parsers: {}, serializers: {} } };
  const db = drizzle(driver as never) as unknown as Drizzle;
  return {
    tables: schema as unknown as Tables,
    reader: db,
    writer: db,
    prepare: preparePostgres,
    unchanged: askedEachTime(preparePostgres),
    exclusively: async (work) => work(),
    passingOver: (rows) => (rows as unknown as Lockable<typeof rows>).for('update', skip),
    lock: async (topic) => void (await query(takeLock, [topic])),
  };
}

interface Lockable<Rows> {
  for(strength: 'update', how: typeof skip): Rows;
}

const skip = { skipLocked: true };
const takeLock = 'SELECT pg_advisory_xact_lock(hashtext($1))';

async function commit(connected: Connected): Promise<void> {
  const { command } = await connected.query('COMMIT');
  // PostgreSQL says so, and no more, when a statement had failed whose error nobody passed on.
  if (command !== 'COMMIT') throw new Error('The transaction was not committed');
}
