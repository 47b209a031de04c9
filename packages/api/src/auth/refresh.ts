import { parseScope, type refreshRequest, type TokenResponse, valueError } from '@profile/contract';
import type { Session } from '@profile/db';
import type { z } from 'zod';
import { type Context, instant, type RefreshCookie } from '../context.js';
import { Failure, invalid } from '../errors.js';
import { cookieFor, withCookieToken } from './refresh-cookie.js';
import { findByRefreshToken, replayed } from './replay.js';
import { tokensOf } from './sign-in.js';

type Input = z.output<typeof refreshRequest>;

/** Trades the newest refresh token for the next one, which goes the way it came unless asked otherwise. */
export async function refresh(
  ctx: Context,
  input: Input | null | undefined,
): Promise<TokenResponse> {
  const { refresh_token, scope, token_delivery } = input ?? {};
  if (refresh_token !== undefined) {
    const cookie = cookieFor(ctx, token_delivery);
    return trade(ctx, refresh_token, { scope, cookie });
  }
  const cookie = ctx.refreshCookie();
  // To a page that may use the cookie, no cookie is no session; to others a field is missing.
  if (cookie.sent.length === 0 && token_delivery !== 'cookie' && !cookie.allowed) {
    const loc = input ? ['body', 'refresh_token'] : ['body'];
    throw invalid({ type: 'missing', loc, msg: 'Field required' });
  }
  cookie.claim();
  // Else a script could have itself be given what the cookie keeps from it.
  if (token_delivery === 'body') {
    throw invalid(valueError('token_delivery', 'A token out of a cookie goes back into it'));
  }
  if (cookie.sent.length === 0) throw new Failure('invalid_refresh_token');
  return withCookieToken(cookie, (token) => trade(ctx, token, { scope, cookie }));
}

async function trade(
  ctx: Context,
  token: string,
  { scope, cookie }: { scope: string | undefined; cookie: RefreshCookie | undefined },
): Promise<TokenResponse> {
  const found = await findByRefreshToken(ctx, token);
  if (!found) throw new Failure('invalid_refresh_token');
  const { session, user, generation } = found;
  const granted = parseScope(session.scope);
  if (scope && !parseScope(scope).every((name) => granted.includes(name))) {
    throw invalid(valueError('scope', `This session was granted ${session.scope}`));
  }
  // Counted only now: neither a made-up token nor a refused scope must use up somebody's limit.
  await ctx.limits.consume('refresh', session.id);
  const now = ctx.now();
  if (!user.is_active) throw new Failure('invalid_refresh_token');

  const rotated: Session | undefined = await ctx.store.sessions.rotate(
    { id: session.id, generation },
    { now: instant(now), expires_at: instant(now, ctx.settings.refreshTokenTtl) },
  );
  const present = rotated ?? (await replayed(ctx, user, session.id, generation));
  return tokensOf(ctx, present, { scope, cookie });
}
