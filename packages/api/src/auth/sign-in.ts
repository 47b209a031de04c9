import { emailAddress, scopes, type TokenResponse } from '@profile/contract';
import type { Repositories, Session, User } from '@profile/db';
import { type Context, instant, type RefreshCookie, type Services } from '../context.js';

/** What is granted when nothing less is asked for. */
export const defaultScope = scopes.join(' ');

/** Who a login names: with an @ it is an address, else a username. */
export function parseLogin(login: string): { email: string } | { username: string } {
  if (!login.includes('@')) return { username: login.toLowerCase() };
  const address = emailAddress.safeParse(login);
  return { email: (address.success ? address.data : login).toLowerCase() };
}

export async function findByLogin(ctx: Services, login: string): Promise<User | undefined> {
  const name = parseLogin(login);
  return 'email' in name
    ? ctx.store.accounts.byEmail(name.email)
    : ctx.store.accounts.byUsername(name.username);
}

/** As much of it as a session says. */
export const keptUserAgent = (userAgent: string | null): string | null =>
  userAgent?.slice(0, 400) ?? null;

/** Opens a session for a user, in the transaction that made or signed in the user. */
export async function openSession(
  ctx: Context,
  tx: Repositories,
  user_id: string,
  scope: string,
): Promise<Session> {
  const { ip, userAgent } = ctx.request;
  const user_agent = keptUserAgent(userAgent);
  const ttl = ctx.settings.refreshTokenTtl;
  return addSession(ctx, tx, { user_id, scope, ip, user_agent, ttl });
}

/** Adds a session that ends so many milliseconds from now, unless it is refreshed. */
export async function addSession(
  ctx: Services,
  tx: Repositories,
  { ttl, ...given }: Pick<Session, 'user_id' | 'scope' | 'ip' | 'user_agent'> & { ttl: number },
): Promise<Session> {
  const now = ctx.now();
  const at = instant(now);
  const session = {
    id: ctx.newId('ses'),
    ...given,
    created_at: at,
    last_seen_at: at,
    rotated_at: at,
    expires_at: instant(now, ttl),
    seed: ctx.randomBytes(32).toString('base64url'),
  };
  await tx.sessions.makeRoom(given.user_id, at);
  await tx.sessions.create(session);
  return { ...session, generation: 0, revoked_at: null };
}

/** The tokens of a session at its present generation; the refresh token in a cookie if there is one for it. */
export async function tokensOf(
  ctx: Services,
  session: Session,
  {
    scope = session.scope,
    cookie,
  }: { scope?: string | undefined; cookie?: RefreshCookie | undefined },
): Promise<TokenResponse> {
  const access_token = await ctx.accessTokens.sign(session, scope);
  const refresh_token = ctx.refreshTokens.write(session);
  cookie?.set(refresh_token, session.expires_at);
  return {
    access_token,
    token_type: 'Bearer',
    expires_in: Math.floor(ctx.settings.accessTokenTtl / 1000),
    ...(!cookie && { refresh_token }),
    scope,
  };
}
