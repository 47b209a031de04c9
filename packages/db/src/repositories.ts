import type { Connection } from './connection.js';
import { accounts } from './repositories/accounts.js';
import { avatars } from './repositories/avatars.js';
import { counters } from './repositories/counters.js';
import { deletedIdentities } from './repositories/deleted-identities.js';
import { mailTokens } from './repositories/mail-tokens.js';
import { outbox } from './repositories/outbox.js';
import { profiles } from './repositories/profiles.js';
import { sessions } from './repositories/sessions.js';
import { signingKeys } from './repositories/signing-keys.js';

/** The repositories on a database, or on one transaction of it. */
export function repositories(connection: Connection) {
  return {
    accounts: accounts(connection),
    avatars: avatars(connection),
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
