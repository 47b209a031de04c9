import type { Session, User } from '@profile/db';
import { audit } from '../audit.js';
import { type Context, instant, type Services } from '../context.js';
import { occurrence, putMail } from '../email/mails.js';
import { Failure } from '../errors.js';

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

/** The living session of a refresh token that a refresh would accept, without using the token up. */
export async function sessionOfToken(
  ctx: Context,
  token: string,
): Promise<{ session: Session; user: User }> {
  const found = await findByRefreshToken(ctx, token);
  if (!found?.user.is_active) throw new Failure('invalid_refresh_token');
  const { session, user, generation } = found;
  if (session.generation !== generation) {
    return { session: await replayed(ctx, user, session.id, generation), user };
  }
  const living = session.revoked_at === null && session.expires_at > instant(ctx.now());
  if (!living) throw new Failure('invalid_refresh_token');
  return { session, user };
}

/**
 * The token was used before. The one just before the newest is answered with the newest again for a
 * moment, since an answer can get lost; any other means that two parties hold the tokens.
 */
export async function replayed(
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
  const ended = await ctx.store.transaction(async (tx) => {
    const ended = await tx.sessions.revoke(id, instant(now));
    if (ended && user.email_verified) {
      const to = { user_id: user.id, address: user.email };
      await putMail(ctx, tx, { kind: 'session-ended', ...to, data: occurrence(ctx) });
    }
    return ended;
  });
  if (ended) audit(ctx, 'session.replayed', { user: user.id, session: id });
  ctx.mailer.wake();
  throw new Failure('invalid_refresh_token');
}
