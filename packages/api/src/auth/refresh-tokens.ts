import type { Session } from '@profile/db';
import { type Secrets, sameText } from '../secrets.js';

const form = /^(ses_[0-9a-z]{26})\.(0|[1-9][0-9]{0,8})\.([A-Za-z0-9_-]{43})$/;

export type RefreshTokens = ReturnType<typeof createRefreshTokens>;
type Head = Pick<Session, 'id' | 'generation' | 'seed'>;

/**
 * A refresh token is the session, its generation, and an HMAC over both and the session's random
 * seed: nothing of it is stored, and the newest can be shown again.
 */
export function createRefreshTokens(secrets: Secrets) {
  const write = ({ id, generation, seed }: Head): string =>
    `${id}.${generation}.${secrets.mac('refresh-token', id, generation, seed).toString('base64url')}`;

  return {
    write,
    /** What a token claims, or undefined when it isn't one. */
    parse(token: string): { id: string; generation: number } | undefined {
      const [, id, generation] = form.exec(token) ?? [];
      return id && generation ? { id, generation: Number(generation) } : undefined;
    },
    isAuthentic: (token: string, head: Head): boolean => sameText(token, write(head)),
  };
}
