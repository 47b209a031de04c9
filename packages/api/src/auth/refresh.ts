import { parseScope, type refreshRequest, type TokenResponse, valueError } from '@profile/contract';
import type { Session, User } from '@profile/db';
import type { z } from 'zod';
import { type Context, instant, type Services } from '../context.js';
import { occurrence, putMail } from '../email/mails.js';
import { Failure, invalid } from '../errors.js';
import { tokensOf } from './sign-in.js';

/** Trades the newest refresh token for the next one; an older one ends the session. */
export async function refresh(
  ctx: Context,
  { refresh_token, scope }: z.output<typeof refreshRequest>,
): Promise<TokenResponse> {
  const found = await findByRefreshToken(ctx, refresh_token);
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

  const rotated = await ctx.store.sessions.rotate(
    { id: session.id, generation },
    { now: instant(now), expires_at: instant(now, ctx.settings.refreshTokenTtl) },
  );
  return tokensOf(ctx, rotated ?? (await replayed(ctx, user, session.id, generation)), scope);
}

/** The session that a refresh token of ours belongs to, newest or not, living or not. */
export async function findByRefreshToken(
  { refreshTokens, store }: Services,
  token: string,
): Promise<{ session: Session; user: User; generation: number } | undefined> {
  const claim = refreshTokens.parse(token);
  const found = claim && (await store.sessions.withUser(claim.id));
  if (!found || !refreshTokens.isAuthentic(token, { ...found.session, ...claim })) return undefined;
  return { ...found, generation: claim.generation };
}

/**
 * The token was used before. The one just before the newest is answered with the newest again for a
 * moment, since an answer can get lost; any other means that two parties hold the tokens.
 */
async function replayed(
  ctx: Context,
  user: User,
  id: string,
  generation: number,
): Promise<Session> {
  const now = ctx.now();
  const session = (await ctx.store.sessions.withUser(id))?.session;
  if (!session || session.revoked_at !== null || session.expires_at <= instant(now)) {
    throw new Failure('invalid_refresh_token');
  }
  const age = now.getTime() - Date.parse(session.rotated_at);
  const { refreshGrace } = ctx.settings;
  if (session.generation === generation + 1 && refreshGrace > 0 && age <= refreshGrace) {
    return session;
  }
  await ctx.store.transaction(async (tx) => {
    const ended = await tx.sessions.revoke(id, instant(now));
    if (!ended || !user.email_verified) return;
    const to = { user_id: user.id, address: user.email };
    await putMail(ctx, tx, { kind: 'session-ended', ...to, data: occurrence(ctx) });
  });
  ctx.mailer.wake();
  throw new Failure('invalid_refresh_token');
}
