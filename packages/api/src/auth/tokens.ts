import { randomUUID } from 'node:crypto';
import type { Session } from '@profile/db';
import { SignJWT } from 'jose';
import type { Keys } from './keys.js';

/** The client that our own tokens are for. */
export const clientId = 'profile';

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/** Signs access tokens as RFC 9068 describes them. */
export function createAccessTokens({
  keys,
  issuer,
  audience,
  ttl,
  now,
}: {
  keys: Keys;
  issuer: string;
  audience: string;
  ttl: number;
  now: () => Date;
}) {
  return {
    /** How many milliseconds what is signed now can stay good: until its key retires. */
    longest(): number {
      const { until } = keys.signing;
      return until === null ? Number.POSITIVE_INFINITY : Date.parse(until) - now().getTime();
    },

    /** For the usual time, or for so many milliseconds. */
    async sign(
      { id, user_id }: Pick<Session, 'id' | 'user_id'>,
      scope: string,
      lifetime = ttl,
    ): Promise<string> {
      const { kid, alg, key } = keys.signing;
      const at = Math.floor(now().getTime() / 1000);
      return new SignJWT({ sid: id, client_id: clientId, scope })
        .setProtectedHeader({ alg, kid, typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(user_id)
        .setIssuedAt(at)
        .setExpirationTime(at + Math.floor(lifetime / 1000))
        .setJti(randomUUID())
        .sign(key);
    },
  };
}
