import type { Connection } from './connection.js';
import type { Migrations } from './migrate.js';
import { accounts } from './repositories/accounts.js';
import { counters } from './repositories/counters.js';
import { deletedIdentities } from './repositories/deleted-identities.js';
import { mailTokens } from './repositories/mail-tokens.js';
import { outbox } from './repositories/outbox.js';
import { profiles } from './repositories/profiles.js';
import { sessions } from './repositories/sessions.js';
import { signingKeys } from './repositories/signing-keys.js';
import { openSqlite } from './sqlite.js';

function repositories(connection: Connection) {
  return {
    accounts: accounts(connection),
    counters: counters(connection),
    deletedIdentities: deletedIdentities(connection),
    mailTokens: mailTokens(connection),
    outbox: outbox(connection),
    profiles: profiles(connection),
    sessions: sessions(connection),
    signingKeys: signingKeys(connection),
  };
}

export type Repositories = ReturnType<typeof repositories>;

/** Where everything is kept. Its repositories act one statement at a time; `transaction` binds several. */
export interface Store extends Repositories {
  /** What the database had when it was opened, and what was missing and has been brought. */
  migrations: Migrations;
  /** All of `work` or nothing. It may await only what concerns the database: others wait behind it. */
  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /** Throws when the database doesn't answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the database at an absolute path, creating or migrating it first; or, with `migrate: false`,
 * throws NoDatabase or SchemaTooOld and leaves everything as it is.
 */
export function openStore(path: string, { migrate = true } = {}): Store {
  const { migrations, database, transaction, ping, close } = openSqlite(path, migrate);
  const inTransaction = repositories(transaction);
  return {
    ...repositories(database),
    migrations,
    transaction: (work) => database.exclusively(() => work(inTransaction)),
    ping,
    close,
  };
}
