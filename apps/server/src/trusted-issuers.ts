import type { Services } from '@profile/api';
import { userOfIdentity } from '@profile/api';
import { parseScope, type Scope, scopes } from '@profile/contract';
import { type JWTPayload, jwtVerify } from 'jose';
import type { Authentication } from './authenticate.js';
import { Unauthenticated } from './bearer.js';
import { issuerKeys } from './issuer-keys.js';
import type { Log } from './logger.js';
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

export type TrustedIssuers = ReturnType<typeof createTrustedIssuers>;

export function createTrustedIssuers(issuers: TrustedIssuer[], services: Services, log: Log) {
  const byName = new Map(issuers.map((each) => [each.issuer, acceptor(each, services, log)]));

  return {
    async authenticate(from: string, token: string): Promise<Authentication> {
      const accept = byName.get(from);
      if (!accept) throw new Unauthenticated('invalid');
      return accept(token);
    },
  };
}

function acceptor(
  { issuer, audience, jwks_uri, claims }: TrustedIssuer,
  services: Services,
  log: Log,
) {
  const keys = issuerKeys({ issuer, jwks_uri, now: services.now, log });
  const verify = rememberVerified(
    async (token, currentDate) => {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
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
    undefined,
    60_000,
  );

  return async (token: string): Promise<Authentication> => {
    const { payload } = await verify(token, services.now());
    const text = (name: ClaimName) => {
      const value = payload[claims[name]];
      return typeof value === 'string' ? value : undefined;
    };
    const user = await userOfIdentity(services, {
      issuer,
      subject: typeof payload.sub === 'string' ? payload.sub : '',
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
