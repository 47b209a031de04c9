import type { Services } from '@profile/api';
import { userOfIdentity } from '@profile/api';
import { parseScope, type Scope, scopes } from '@profile/contract';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import type { Authentication } from './authenticate.js';
import { Unauthenticated } from './bearer.js';
import { rememberVerified } from './verified-tokens.js';

/** Somebody else's identity provider whose access tokens sign people in. */
export interface TrustedIssuer {
  issuer: string;
  audience: string;
  /** Where its keys are; by default its metadata says. */
  jwks_uri?: string | undefined;
  /** Under which names its tokens carry what a profile needs. */
  claims: Record<ClaimName, string>;
}

/** What is read from a token, and how the claim is called unless the setting says otherwise. */
export const defaultClaims = {
  email: 'email',
  email_verified: 'email_verified',
  username: 'preferred_username',
  first_name: 'given_name',
  last_name: 'family_name',
  locale: 'locale',
  scope: 'scope',
};

type ClaimName = keyof typeof defaultClaims;

/** Signed with a private key; a shared secret would let whoever verifies also sign (RFC 8725). */
const algorithms = [
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
  'EdDSA',
  'Ed25519',
];

/** How old keys may get, in milliseconds, before they are fetched again, behind the requests' back. */
const keysAge = 10 * 60_000;

export type TrustedIssuers = ReturnType<typeof createTrustedIssuers>;

export function createTrustedIssuers(issuers: TrustedIssuer[], services: Services) {
  const byName = new Map(issuers.map((each) => [each.issuer, acceptor(each, services)]));

  return {
    async authenticate(from: string, token: string): Promise<Authentication> {
      const accept = byName.get(from);
      if (!accept) throw new Unauthenticated('invalid');
      return accept(token);
    },
  };
}

function acceptor({ issuer, audience, jwks_uri, claims }: TrustedIssuer, services: Services) {
  const keys = issuerKeys(issuer, jwks_uri, services.now);
  const verify = rememberVerified(
    async (token, currentDate) => {
      const { payload, protectedHeader } = await jwtVerify(token, await keys(), {
        issuer,
        audience,
        typ: 'at+jwt',
        algorithms,
        currentDate,
        requiredClaims: ['sub', 'client_id', 'iat', 'exp', 'jti'],
      });
      return { payload, kid: protectedHeader.kid ?? '' };
      // Looked at again each minute: the issuer may have withdrawn the key, and exp is the issuer's word.
    },
    services.now,
    undefined,
    60_000,
  );

  return async (token: string): Promise<Authentication> => {
    const payload = await verify(token);
    const text = (name: ClaimName) => {
      const value = payload[claims[name]];
      return typeof value === 'string' ? value : undefined;
    };
    const user = await userOfIdentity(services, {
      issuer,
      subject: payload.sub ?? '',
      email: text('email'),
      email_verified: payload[claims.email_verified] === true,
      username: text('username'),
      first_name: text('first_name'),
      last_name: text('last_name'),
      locale: text('locale'),
      iat: payload.iat ?? 0,
    });
    if (!user) throw new Unauthenticated('invalid');
    if (!user.is_active) throw new Unauthenticated('inactive');
    return {
      caller: { user, session: null, scopes: scopesOf(payload, claims.scope) },
      claims: payload,
    };
  };
}

/** Ours among the scopes of a token, which are text, or a list as some providers write it. */
function scopesOf(payload: JWTPayload, claim: string): readonly Scope[] {
  const value = payload[claim];
  const text = Array.isArray(value) ? value.join(' ') : value;
  return typeof text === 'string' ? scopes.filter((name) => parseScope(text).includes(name)) : [];
}

/**
 * The keys of an issuer. They are kept when they can't be fetched anew, so an issuer that is down
 * stops only tokens whose key was never seen; jose asks for unknown keys at most every 30 seconds.
 */
function issuerKeys(issuer: string, jwksUri: string | undefined, now: () => Date) {
  let keys: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  let fetchedAt = 0;
  let failedAt = Number.NEGATIVE_INFINITY;

  async function open() {
    const address = jwksUri ?? (await discoverKeys(issuer));
    return createRemoteJWKSet(new URL(address), {
      cacheMaxAge: Number.POSITIVE_INFINITY,
      cooldownDuration: 30_000,
      timeoutDuration: 5000,
    });
  }

  return async () => {
    // An issuer that is down is left in peace for a while, however many tokens come.
    if (!keys && now().getTime() - failedAt < 30_000) throw new Unauthenticated('invalid');
    keys ??= open().catch((error: unknown) => {
      failedAt = now().getTime();
      keys = undefined;
      throw error;
    });
    const opened = await keys;
    const age = now().getTime() - fetchedAt;
    if (age > keysAge) {
      fetchedAt = now().getTime();
      // The first time jose fetches them itself.
      if (age !== fetchedAt) opened.reload().catch(() => {});
    }
    return opened;
  };
}

/** By the issuer's metadata, at the place of RFC 8414 or of OpenID Connect. */
async function discoverKeys(issuer: string): Promise<string> {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const places = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
  for (const place of places) {
    const signal = AbortSignal.timeout(5000);
    const answer = await fetch(place, { redirect: 'error', signal }).catch(() => undefined);
    const metadata: unknown = answer?.ok ? await answer.json().catch(() => undefined) : undefined;
    const { issuer: named, jwks_uri } = (metadata ?? {}) as Record<string, unknown>;
    if (named === issuer && typeof jwks_uri === 'string') return jwks_uri;
  }
  throw new Unauthenticated('invalid');
}
