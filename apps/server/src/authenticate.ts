import { type Caller, instant, type Keys } from '@profile/api';
import { parseScope, type Scope } from '@profile/contract';
import type { Store } from '@profile/db';
import { decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import { Unauthenticated } from './bearer.js';
import type { TrustedIssuers } from './trusted-issuers.js';
import { rememberVerified } from './verified-tokens.js';

/** A caller, and what the token says beside. */
export interface Authentication {
  caller: Caller;
  claims: JWTPayload;
}

/** What an access token of ours says, once it was checked. */
interface OwnToken {
  payload: JWTPayload;
  kid: string;
  sub: string;
  sid: string;
  scopes: Scope[];
}

export interface Authenticate {
  /** Whose access token this is. */
  (token: string): Promise<Authentication>;
  /** Whose access token of ours this is. */
  own(token: string): Promise<Authentication>;
}

/** Token → Caller. The signature is checked once a token, the session at every request. */
export function createAuthenticate({
  keys,
  store,
  issuer,
  audience,
  trusted,
  now,
}: {
  keys: Keys;
  store: Store;
  issuer: string;
  audience: string;
  trusted?: TrustedIssuers | undefined;
  now: () => Date;
}): Authenticate {
  const verifyOwn = rememberVerified<OwnToken>(async (token, currentDate) => {
    const { payload, protectedHeader } = await jwtVerify(
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
    const { sub, sid, scope } = payload;
    if (typeof sub !== 'string' || typeof sid !== 'string' || typeof scope !== 'string') {
      throw new Unauthenticated('invalid');
    }
    return { payload, kid: protectedHeader.kid ?? '', sub, sid, scopes: parseScope(scope) };
  }, keys.verifies);

  /** Without `async`, which costs each request more than all that is looked at here. */
  function ownToken(token: string): Promise<Authentication> {
    try {
      const at = now();
      const verified = verifyOwn(token, at);
      if (!(verified instanceof Promise)) return living(verified, at);
      return verified.then((known) => living(known, at));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  function living(known: OwnToken, at: Date): Promise<Authentication> {
    const { sub, sid, scopes, payload } = known;
    return store.sessions.caller(sid).then((found) => {
      if (!found || found.session.user_id !== sub) return gone(sub);
      const { session, user } = found;
      if (!user.is_active) throw new Unauthenticated('inactive');
      if (session.revoked_at !== null || session.expires_at <= instant(at)) {
        throw new Unauthenticated('invalid');
      }
      return { caller: { user, session, scopes }, claims: payload };
    });
  }

  async function gone(id: string): Promise<never> {
    throw new Unauthenticated((await store.accounts.byId(id)) ? 'invalid' : 'gone');
  }

  async function anyToken(token: string, others: TrustedIssuers): Promise<Authentication> {
    const from = claimedIssuer(token);
    if (from !== undefined && from !== issuer) return others.authenticate(from, token);
    return ownToken(token);
  }

  return Object.assign((token: string) => (trusted ? anyToken(token, trusted) : ownToken(token)), {
    own: ownToken,
  });
}

/** Who a token says it is from, which only decides whose rules it is held against. */
function claimedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    throw new Unauthenticated('invalid');
  }
}
