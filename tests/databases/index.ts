import { inject } from 'vitest';
import {
  createBarePostgresDatabase,
  createPostgresDatabase,
  type PostgresServer,
} from './postgres.js';
import { createSqliteDatabase } from './sqlite.js';

export type Dialect = 'SQLite' | 'PostgreSQL';

/** A database of one test. */
export interface TestDatabase {
  /** What DATABASE_URL would say. */
  url: string;
  /** One statement past the repositories, with `?` for its values; gives the rows. */
  execute(statement: string, ...values: unknown[]): Promise<Record<string, unknown>[]>;
  /** To be called when nobody has it open any more. */
  remove(): Promise<void>;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Which database this run of the tests is about. */
    dialect: Dialect;
    postgres: PostgresServer;
  }
}

/** An empty database; on PostgreSQL with all tables, by a copy of one that was migrated once. */
export function createDatabase(dialect: Dialect = inject('dialect')): Promise<TestDatabase> {
  return dialect === 'SQLite' ? createSqliteDatabase() : createPostgresDatabase(inject('postgres'));
}

/** A database on the server without any table, or a file that is not there yet. */
export function createBareDatabase(dialect: Dialect = inject('dialect')): Promise<TestDatabase> {
  return dialect === 'SQLite'
    ? createSqliteDatabase()
    : createBarePostgresDatabase(inject('postgres'));
}
