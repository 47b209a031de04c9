import { existsSync } from 'node:fs';
import {
  type Audit,
  createServices,
  Failure,
  findAccount,
  type KeyRotation,
  type Services,
} from '@profile/api';
import { openStore, type User } from '@profile/db';
import { auditLog } from '../audit-log.js';
import { type Config, readConfig } from '../config.js';
import { mediaFolder } from '../media/folder.js';

/** What a command works with: what a server has, but for the doors. */
export interface Operator {
  config: Config;
  services: Services;
  rotation: KeyRotation;
  /** The account of an id, an address or a username; throws when there is none. */
  account(who: string): Promise<User>;
}

/**
 * Security events go where errors go, for whoever collects those, and to nobody's terminal: as JSON it
 * would only be in the way there.
 */
function tellOfAudit({ logFormat, logLevel, production }: Config): Audit {
  if (logFormat === 'pretty' || !(logFormat || production)) return () => {};
  const write = auditLog((line) => process.stderr.write(line), logLevel);
  return (entry) => write({ ...entry, by: 'operator' });
}

/**
 * Opens the database for as long as the work takes. Unlike the server's start it neither makes nor
 * migrates one, nor the first key: whoever mistypes DATABASE_URL must not find a new database there.
 */
export async function withOperator<T>(work: (operator: Operator) => Promise<T>): Promise<T> {
  const config = readConfig();
  const store = await openStore(config.database, { migrate: false });
  try {
    const { publicUrl: issuer, audience, signingAlg, secret, settings } = config;
    const { services, rotation } = await createServices({
      store,
      secret,
      issuer,
      audience,
      signingAlg,
      settings,
      limits: 'off',
      makeFirstKey: false,
      // The server finds what is due by itself.
      mailer: { wake() {} },
      // Elsewhere than on the server's machine there is none, and what was to be removed is left to it.
      audit: tellOfAudit(config),
      media: existsSync(config.mediaPath) ? mediaFolder(config.mediaPath) : undefined,
    });
    const account = async (who: string) => {
      const user = await findAccount(services, who);
      if (!user) throw new Failure('not_found', { detail: `There is no account ${who}` });
      return user;
    };
    return await work({ config, services, rotation, account });
  } finally {
    await store.close();
  }
}
