import { inject } from 'vitest';
import { createPostgresDatabase } from './postgres.js';
import { createSqliteDatabase } from './sqlite.js';

export type Dialect = 'SQLite' | 'PostgreSQL';

/** Both, for tests that run on each in the same file. */
export const dialects: Dialect[] = ['SQLite', 'PostgreSQL'];

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
    /** Where a server lets us create databases. */
    postgresUrl: string;
  }
}

/** An empty database; on PostgreSQL with all tables, by a copy of one that was migrated once. */
export function createDatabase(dialect: Dialect = inject('dialect')): Promise<TestDatabase> {
  return dialect === 'SQLite'
    ? createSqliteDatabase()
    : createPostgresDatabase(inject('postgresUrl'));
}

/** A database on the server without any table, or a file that is not there yet. */
export function createBareDatabase(dialect: Dialect = inject('dialect')): Promise<TestDatabase> {
  return dialect === 'SQLite'
    ? createSqliteDatabase()
    : createPostgresDatabase(inject('postgresUrl'), 'template0');
}
