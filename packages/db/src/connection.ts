import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';
import type { Prepared, Query } from './prepared.js';
import type { Tables } from './schema/tables.js';

/** Drizzle as the repositories see it: queries are awaited, whatever driver is below. */
export type Drizzle = BaseSQLiteDatabase<'async', unknown, Record<string, never>>;

/** Finds a row by one value, such as its id. */
export type FindOne<Row> = (value: string) => Promise<Row | undefined>;

/** What a repository works on: the database at large, or one transaction of it. */
export interface Connection {
  tables: Tables;
  /** For reads that need not see an open transaction's changes. */
  reader: Drizzle;
  /** For writes, and reads inside a transaction; to be used within `exclusively` only. */
  writer: Drizzle;
  /** A query of either to run again and again, with placeholders for what differs. */
  prepare<Row>(build: () => Query<Row>): Prepared<Row>;
  /**
   * A query that finds a row by its placeholder `id`, answered from memory while nothing has been written
   * where that is faster.
   */
  unchanged<Row extends object>(build: () => Query<Row>): FindOne<Row>;
  /**
   * Runs one statement that writes, when it is its turn; SQLite may bring several to the disk at once.
   * What isn't `durable` may be answered before it is there.
   */
  exclusively<T>(work: () => PromiseLike<T>, kind?: { durable?: boolean }): Promise<T>;
  /** A selection of rows to change that leaves out those which somebody else is changing. */
  passingOver<Rows>(rows: Rows): Rows;
  /** In a transaction: lets nobody else past the same topic until it has ended. */
  lock(topic: string): Promise<void>;
}
