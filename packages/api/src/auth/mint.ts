import type { User } from '@profile/db';
import { audit } from '../audit.js';
import type { Services } from '../context.js';
import { addSession, defaultScope } from './sign-in.js';

export interface MintedToken {
  access_token: string;
  scope: string;
  session: string;
  expires_at: string;
}

/**
 * Opens a session that ends with its one access token, for a script; it can't be refreshed. It ends
 * early, and `expires_at` says so, when the key that signs it is going to retire before.
 */
export async function mintToken(
  ctx: Services,
  { id }: User,
  {
    scope = defaultScope,
    ttl: asked = ctx.settings.accessTokenTtl,
  }: { scope?: string; ttl?: number },
): Promise<MintedToken> {
  const ttl = Math.min(asked, ctx.accessTokens.longest());
  const user_agent = 'profile token mint/1';
  const given = { user_id: id, scope, ip: null, user_agent, ttl };
  const session = await ctx.store.transaction((tx) => addSession(ctx, tx, given));
  const access_token = await ctx.accessTokens.sign(session, scope, ttl);
  audit(ctx, 'session.minted', { user: id, session: session.id, scope });
  return { access_token, scope, session: session.id, expires_at: session.expires_at };
}
