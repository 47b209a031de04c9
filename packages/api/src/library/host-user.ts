import { randomUUID } from 'node:crypto';
import type { Scope } from '@profile/contract';
import { userOfIdentity } from '../auth/identity.js';
import type { Caller, Context, Services } from '../context.js';
import { Failure } from '../errors.js';

/** Somebody as the host's own authentication knows them. */
export interface HostUser {
  /** What the host calls them; never anybody else's, also when they are gone. */
  id: string;
  /** Where they are reached; without a good one there can be no profile. */
  email: string;
  /** Whether the host has made sure that the address is theirs. */
  emailVerified: boolean;
  /** When they signed in at the host: whose account was deleted here since then is refused. */
  signedInAt: Date;
  /** What they may do; reading and writing their profile if nothing is said. */
  scopes?: readonly Scope[] | undefined;
  /** What a profile begins with, if it passes our rules. */
  username?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  locale?: string | undefined;
}

/** Our context of one call by somebody of the host's; they are asked for when a procedure wants to know. */
export function contextOf(
  services: Services,
  issuer: string,
  find: () => Promise<HostUser | null | undefined>,
): Context {
  return {
    ...services,
    request: { id: randomUUID(), ip: '', userAgent: null },
    // Only signing in and out asks for it, which the host does.
    refreshCookie: () => {
      throw new Error('A router in a host has no sessions of its own');
    },
    async authenticate(): Promise<Caller> {
      const known = await find();
      if (!known) throw new Failure('not_authenticated');
      const user = await userOfIdentity(services, {
        issuer,
        subject: known.id,
        email: known.email,
        email_verified: known.emailVerified,
        username: known.username,
        first_name: known.firstName,
        last_name: known.lastName,
        locale: known.locale,
        iat: Math.floor(known.signedInAt.getTime() / 1000),
      });
      if (!user?.is_active) throw new Failure('invalid_token');
      return { user, session: null, scopes: known.scopes ?? ['profile:read', 'profile:write'] };
    },
    caller: undefined,
  };
}
