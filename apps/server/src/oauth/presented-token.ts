import { findByRefreshToken, type Services } from '@profile/api';
import type { CallerSession, Session, User } from '@profile/db';
import type { JWTPayload } from 'jose';
import type { Authenticate } from '../authenticate.js';
import { Unauthenticated } from '../bearer.js';

/** A token of ours: an access token that would be let in, or a refresh token of any age. */
export type PresentedToken =
  | { kind: 'access'; session: CallerSession; user: User; claims: JWTPayload }
  | { kind: 'refresh'; session: Session; user: User; generation: number };

export type FindToken = (token: string) => Promise<PresentedToken | undefined>;

/** The two kinds can't be mistaken for each other, so nobody's hint is needed. */
export function tokenFinder(services: Services, authenticate: Authenticate): FindToken {
  return async (token) => {
    const refresh = await findByRefreshToken(services, token);
    if (refresh) return { kind: 'refresh', ...refresh };
    try {
      const { caller, claims } = await authenticate.own(token);
      const { session, user } = caller;
      return session ? { kind: 'access', session, user, claims } : undefined;
    } catch (error) {
      if (error instanceof Unauthenticated) return undefined;
      throw error;
    }
  };
}
