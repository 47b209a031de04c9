import type { Store } from '@profile/db';
import type { Settings } from '../context.js';
import { profileRouter } from '../profile/router.js';
import { createServices } from '../services.js';
import { contextOf, type HostUser } from './host-user.js';
import { mounted } from './mounted.js';

export interface ProfileRouterOptions<HostContext> {
  /** Where the profiles are kept, by `openStore`; the host closes it. */
  store: Store;
  /** What the database was set up with, or at the first time at least 32 random characters. */
  secret: string;
  /** How the host is called as the one who signs people in, such as its origin; never to be changed. */
  issuer: string;
  /** Who calls, by the host's own authentication; null when nobody is signed in. */
  caller(context: HostContext): HostUser | null | undefined | Promise<HostUser | null | undefined>;
  now?: () => Date;
}

const { get, update } = profileRouter;
const offered = { get, update };
type Offered = typeof offered;

/** What the procedures that are mounted don't ask for; the host has sessions and mails of its own. */
const settings: Settings = {
  privateSignUp: false,
  passwordMinLength: 8,
  accessTokenTtl: 0,
  refreshTokenTtl: 0,
  refreshGrace: 0,
  verifyEmailTtl: 0,
  verifyEmailCooldown: 0,
  redirectUrls: [],
};

/**
 * `profile.get` and `profile.update` for a tRPC router of somebody else's, with their context and their
 * authentication. Who is seen for the first time gets a profile. Rejects when the secret is another one
 * than the database's.
 */
export async function createProfileRouter<HostContext>({
  store,
  secret,
  issuer,
  caller,
  now,
}: ProfileRouterOptions<HostContext>): Promise<ReturnType<typeof mounted<Offered>>> {
  if (secret.length < 32) throw new Error('The secret must have at least 32 characters');
  const { services } = await createServices({
    store,
    secret,
    issuer,
    audience: issuer,
    settings,
    limits: 'off',
    makeFirstKey: false,
    mailer: { wake() {} },
    now,
  });
  return mounted(offered, (context) =>
    contextOf(services, issuer, async () => caller(context as HostContext)),
  );
}
