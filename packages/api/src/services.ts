import { randomBytes } from 'node:crypto';
import type { Store } from '@profile/db';
import { typeid } from 'typeid-js';
import { createDeletedIdentities } from './accounts/deleted-identities.js';
import type { Audit } from './audit.js';
import type { Hashing } from './auth/hashing.js';
import type { SigningAlg } from './auth/key-pairs.js';
import { type Keys, openKeys } from './auth/keys.js';
import { createLimits, type Limit, type LimitName } from './auth/limits.js';
import { createPasswords } from './auth/passwords.js';
import { createRefreshTokens } from './auth/refresh-tokens.js';
import { createKeyRotation, type KeyRotation } from './auth/rotation.js';
import { createAccessTokens } from './auth/tokens.js';
import { type Media, mediaElsewhere } from './avatar/media.js';
import { createPictures } from './avatar/pictures.js';
import type { Services, Settings } from './context.js';
import { createMailedSecrets } from './email/mailed-secrets.js';
import { createSecrets } from './secrets.js';
import type { Trace } from './trace.js';

export interface ServicesOptions {
  store: Store;
  secret: string;
  issuer: string;
  audience: string;
  /** What keys are made for from now on; those that there are stay as they are. */
  signingAlg?: SigningAlg | undefined;
  settings: Settings;
  limits: Record<LimitName, Limit> | 'off';
  /** Whether to make the first signing key if there is none, as a server needs it; true by default. */
  makeFirstKey?: boolean;
  mailer: Services['mailer'];
  /** What hashes passwords; by default threads that run Argon2. */
  hashing?: Hashing | undefined;
  /** Where files are kept, for whoever has them. */
  media?: Media | undefined;
  /** Who is told of security events; nobody by default. */
  audit?: Audit | undefined;
  trace?: Trace | undefined;
  now?: (() => Date) | undefined;
}

/** Puts together what every request shares. Opening the keys fails when SECRET is the wrong one. */
export async function createServices({
  store,
  secret,
  issuer,
  audience,
  signingAlg: alg,
  settings,
  limits,
  makeFirstKey: makeFirst,
  mailer,
  hashing,
  media = mediaElsewhere,
  audit = () => {},
  trace,
  now = () => new Date(),
}: ServicesOptions): Promise<{ services: Services; keys: Keys; rotation: KeyRotation }> {
  const secrets = createSecrets(secret);
  const keys = await openKeys({ store, secrets, now, alg, makeFirst });
  const services: Services = {
    store,
    settings,
    passwords: createPasswords({ minLength: settings.passwordMinLength, hashing }),
    accessTokens: createAccessTokens({
      keys,
      issuer,
      audience,
      ttl: settings.accessTokenTtl,
      now,
    }),
    refreshTokens: createRefreshTokens(secrets),
    mailedSecrets: createMailedSecrets(secrets),
    deletedIdentities: createDeletedIdentities(secrets),
    limits: createLimits({ limits, counters: store.counters, secrets, now }),
    pictures: createPictures(),
    media,
    audit,
    pseudonym: (typed) => secrets.mac('pseudonym', typed).toString('base64url').slice(0, 22),
    trace,
    now,
    newId: (prefix) => typeid(prefix).toString(),
    randomBytes,
    mailer,
  };
  const tokenTtl = settings.accessTokenTtl;
  const rotation = createKeyRotation({ store, secrets, keys, alg, tokenTtl, audit, now });
  return { services, keys, rotation };
}
