import type { Migrations } from './migrations.js';
import { filePath } from './name.js';
import { isPostgres } from './postgres/address.js';
import { withPatience } from './postgres/patience.js';
import { type Repositories, repositories } from './repositories.js';

export type { Repositories };

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
  const { migrations, database, exclusively, transaction, ping, close } =
    url === ':memory:' ? await openMemory() : await openFile(filePath(url), migrate);
  const inTransaction = repositories(transaction);
  return {
    ...repositories(database),
    migrations,
    transaction: (work) => exclusively(() => work(inTransaction)),
    ping,
    // Nobody is asked over a network, and following a request through its promises slows all of them.
    withPatience: (work) => work(),
    close,
  };
}

const openMemory = async () => (await import('./memory.js')).openMemory();

const openFile = async (path: string, migrate: boolean) =>
  (await import('./sqlite.js')).openSqlite(path, migrate);
