import type { IncomingMessage } from 'node:http';
import { type Caller, Failure, type Keys } from '@profile/api';
import { parseScope, type Scope } from '@profile/contract';
import type { Store } from '@profile/db';
import { errors, jwtVerify } from 'jose';

/** Why nobody is calling. The legacy door tells them apart; the others know two. */
export type Problem =
  | 'missing'
  | 'empty'
  | 'malformed'
  | 'expired'
  | 'invalid'
  | 'gone'
  | 'inactive';

/** Carries the problem to the door, as the failure that the other doors answer with. */
export class Unauthenticated extends Failure {
  constructor(readonly problem: Problem) {
    super(problem === 'missing' || problem === 'empty' ? 'not_authenticated' : 'invalid_token');
  }
}

interface Claims {
  sub: string;
  sid: string;
  scopes: readonly Scope[];
  /** Seconds since 1970. */
  exp: number;
}

/** How many checked tokens are remembered; the oldest make room. */
const remembered = 10_000;

export type Authenticate = (request: IncomingMessage) => Promise<Caller>;

/** Token → Caller. The signature is checked once a token, the session at every request. */
export function createAuthenticate({
  keys,
  store,
  issuer,
  audience,
  now,
}: {
  keys: Keys;
  store: Store;
  issuer: string;
  audience: string;
  now: () => Date;
}): Authenticate {
  const checked = new Map<string, Claims>();

  async function verify(token: string): Promise<Claims> {
    const known = checked.get(token);
    const currentDate = now();
    if (known) {
      if (known.exp > currentDate.getTime() / 1000) return known;
      checked.delete(token);
      throw new Unauthenticated('expired');
    }
    const claims = await verifySignature(token, currentDate);
    if (checked.size >= remembered) checked.delete(checked.keys().next().value ?? '');
    checked.set(token, claims);
    return claims;
  }

  async function verifySignature(token: string, currentDate: Date): Promise<Claims> {
    try {
      const { payload } = await jwtVerify(
        token,
        async ({ kid, alg }) => {
          const found = kid === undefined ? undefined : await keys.find(kid);
          // The key says which algorithm it is for; the token only gets to agree.
          if (found?.alg !== alg) throw new Unauthenticated('invalid');
          return found.key;
        },
        {
          issuer,
          audience,
          typ: 'at+jwt',
          currentDate,
          requiredClaims: ['sub', 'sid', 'client_id', 'iat', 'exp', 'jti', 'scope'],
        },
      );
      const { sub, sid, scope, exp } = payload;
      if (typeof sub !== 'string' || typeof sid !== 'string' || typeof scope !== 'string') {
        throw new Unauthenticated('invalid');
      }
      return { sub, sid, scopes: parseScope(scope), exp: exp ?? 0 };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new Unauthenticated('expired');
      if (error instanceof errors.JOSEError || error instanceof TypeError) {
        throw new Unauthenticated('invalid');
      }
      throw error;
    }
  }

  return async (request) => {
    const { sub, sid, scopes } = await verify(bearerToken(request));
    const found = await store.sessions.withUser(sid);
    if (!found || found.session.user_id !== sub) {
      throw new Unauthenticated((await store.accounts.byId(sub)) ? 'invalid' : 'gone');
    }
    const { session, user } = found;
    if (!user.is_active) throw new Unauthenticated('inactive');
    if (session.revoked_at !== null || session.expires_at <= now().toISOString()) {
      throw new Unauthenticated('invalid');
    }
    return { user, session, scopes };
  };
}

/** The token of the one Authorization header; another scheme counts as none. */
function bearerToken({ headers, rawHeaders }: IncomingMessage): string {
  const header = headers.authorization;
  if (header === undefined) throw new Unauthenticated('missing');
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name?.length === 13 && name.toLowerCase() === 'authorization') count++;
  }
  if (count > 1) throw new Unauthenticated('invalid');
  const [scheme = '', ...rest] = header.trim().split(/\s+/);
  if (scheme.toLowerCase() !== 'bearer') throw new Unauthenticated('missing');
  const [token] = rest;
  if (token === undefined) throw new Unauthenticated('empty');
  if (rest.length > 1) throw new Unauthenticated('malformed');
  return token;
}
