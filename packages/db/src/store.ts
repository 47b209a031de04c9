import type { Migrations } from './migrations.js';
import { filePath } from './name.js';
import { isPostgres } from './postgres/address.js';
import { withPatience } from './postgres/patience.js';
import { type Repositories, repositories } from './repositories.js';

export type { Repositories };

export interface Load {
  /** What waits for its turn: to write, or for a connection. */
  waiting: number;
  /** PostgreSQL only: the pool's connections. */
  connections?: { used: number; idle: number };
}

/** Which database, and how to use it. */
export interface Database {
  /** `file:` and the absolute path of a SQLite file, `postgres://…`, or `:memory:` for tests. */
  url: string;
  /** PostgreSQL only: how many connections at most; 10 by default. */
  pool?: number;
  /** PostgreSQL only: whether statements are kept prepared; they are by default. */
  prepare?: boolean;
}

/** Where everything is kept. Its repositories act one statement at a time; `transaction` binds several. */
export interface Store extends Repositories {
  /** What the database had when it was opened, and what was missing and has been brought. */
  migrations: Migrations;
  /** All of `work` or nothing. It may await only what concerns the database: others wait behind it. */
  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /** Throws when the database doesn't answer. */
  ping(): Promise<void>;
  /** Which migrations the database lacks, as when an older backup took its place; throws when it doesn't answer. */
  missingMigrations(): Promise<string[]>;
  /** How much there is to do, at this moment and of this process. */
  load(): Load;
  /** Lets all that `work` asks of the database wait for a few seconds together, and not each for itself. */
  withPatience<T>(work: () => T): T;
  close(): Promise<void>;
}

/**
 * Opens a database, creating or migrating it first; or, with `migrate: false`, throws NoDatabase or
 * SchemaTooOld and leaves everything as it is.
 */
export async function openStore(given: Database | string, { migrate = true } = {}): Promise<Store> {
  const { url, pool = 10, prepare = true } = typeof given === 'string' ? { url: given } : given;
  // Each with its driver, of which a process needs one.
  if (isPostgres(url)) {
    const { openPostgres } = await import('./postgres.js');
    const { repositories: bound, ...rest } = await openPostgres(
      { url, pool, prepare, migrate },
      repositories,
    );
    return { ...bound, ...rest, withPatience };
  }
  const { migrations, database, exclusively, transaction, ...rest } =
    url === ':memory:' ? await openMemory() : await openFile(filePath(url), migrate);
  const inTransaction = repositories(transaction);
  return {
    ...repositories(database),
    migrations,
    transaction: (work) => exclusively(() => work(inTransaction)),
    ...rest,
    // Nobody is asked over a network, and following a request through its promises slows all of them.
    withPatience: (work) => work(),
  };
}

const openMemory = async () => (await import('./memory.js')).openMemory();

const openFile = async (path: string, migrate: boolean) =>
  (await import('./sqlite.js')).openSqlite(path, migrate);
