import type { LogoutRequest } from '@profile/contract';
import type { Session } from '@profile/db';
import { audit } from '../audit.js';
import { type Caller, type Context, instant, type RefreshCookie } from '../context.js';
import { Failure } from '../errors.js';
import { anyone } from '../procedures.js';
import { withCookieToken } from './refresh-cookie.js';
import { findByRefreshToken, sessionOfToken } from './replay.js';

/** Who signs out, and what their browser keeps. */
interface Leaver {
  caller: Caller;
  /** The session of the refresh token in the cookie. */
  kept: Session | undefined;
  /** Undefined when there is nothing in it, or more than we can answer for. */
  cookie: RefreshCookie | undefined;
}

/** A living session, whatever its scopes, also by the refresh token that a browser keeps. */
export const leaving = anyone.meta({ signedIn: true }).use(async ({ ctx, next }) => {
  return next({ ctx: { leaver: await leaverOf(ctx) } });
});

/** By the access token; where there is none any more, by the refresh token of the cookie. */
async function leaverOf(ctx: Context): Promise<Leaver> {
  const cookie = ctx.refreshCookie();
  if (cookie.sent.length === 0) {
    return { caller: await ctx.authenticate(), kept: undefined, cookie: undefined };
  }
  cookie.claim();
  const caller = await callerOf(ctx);
  if (caller) {
    const [token = '', ...others] = cookie.sent;
    // Two of them, which no session can be opened with, are better left than a stranger's alone.
    if (others.length > 0) return { caller, kept: undefined, cookie: undefined };
    return { caller, kept: (await findByRefreshToken(ctx, token))?.session, cookie };
  }
  const { session, user } = await withCookieToken(cookie, (token) => sessionOfToken(ctx, token));
  return { caller: { user, session, scopes: [] }, kept: session, cookie };
}

async function callerOf(ctx: Context): Promise<Caller | undefined> {
  try {
    return await ctx.authenticate();
  } catch (error) {
    if (error instanceof Failure && error.status === 401) return undefined;
    throw error;
  }
}

/** Ends this session, the others, or all; the cookie goes unless the session it is of may stay. */
export async function logout(
  ctx: Context,
  { caller, kept, cookie }: Leaver,
  scope: NonNullable<LogoutRequest['scope']>,
): Promise<void> {
  const { session, user } = caller;
  // A token of another issuer stays good until it expires, whatever we do here.
  if (!session && scope !== 'others') throw new Failure('managed_elsewhere');
  const now = instant(ctx.now());
  if (session && scope === 'current') await ctx.store.sessions.revoke(session.id, now);
  else {
    const keep = scope === 'others' ? session?.id : undefined;
    await ctx.store.sessions.revokeOfUser(user.id, now, keep);
  }
  audit(ctx, 'session.signed_out', { user: user.id, session: session?.id, scope });
  if (scope === 'others') return;
  // Somebody else may have signed in here since; once forgotten, nobody could end that session.
  if (kept && kept.id !== session?.id) await ctx.store.sessions.revoke(kept.id, now);
  cookie?.clear();
}
