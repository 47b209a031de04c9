import {
  type Accepted,
  type forgotPasswordRequest,
  type resetPasswordRequest,
  valueError,
} from '@profile/contract';
import type { MailData, Repositories, User } from '@profile/db';
import type { z } from 'zod';
import { audit } from '../audit.js';
import { network } from '../auth/limits.js';
import { parseLogin } from '../auth/sign-in.js';
import { type Context, instant, type Services } from '../context.js';
import { occurrence, putMail, putNoMail } from '../email/mails.js';
import { checkRedirect } from '../email/redirect.js';
import { mayReset } from '../email/taken.js';
import { findByToken, makeToken, resetTtl } from '../email/tokens.js';
import { Failure, invalid } from '../errors.js';
import { endAccess } from './replace.js';

const purpose = 'reset-password';

/** Mails a link to choose a new password, if there is such an account; the answer says nothing of it. */
export async function forgotPassword(
  ctx: Context,
  { email, redirect }: z.output<typeof forgotPasswordRequest>,
): Promise<Accepted> {
  checkRedirect(ctx, redirect);
  await ctx.limits.consumeInTurn([
    ['forgot_address', network(ctx.request.ip)],
    // By what was typed, whether or not there is such an account.
    ['forgot', email.toLowerCase()],
  ]);
  const user = await ctx.store.accounts.byEmail(email);
  await ctx.store.transaction(async (tx) => {
    if (user && mayReset(user)) {
      const data = { ...occurrence(ctx), ...(redirect !== undefined && { redirect }) };
      await requestReset(ctx, tx, user, { kind: purpose, data });
    } else {
      await putNoMail(ctx, tx);
    }
  });
  const login = ctx.pseudonym(JSON.stringify(parseLogin(email)));
  audit(ctx, 'password.reset_requested', { user: user?.id, login });
  ctx.mailer.wake();
  return { status: 'accepted' };
}

/** Makes a token to choose a new password, in the place of the earlier one, and puts its mail into the outbox. */
export async function requestReset(
  ctx: Services,
  tx: Repositories,
  { id: user_id, email: address }: User,
  { kind, data }: { kind: 'reset-password' | 'email-change-undone'; data: MailData },
): Promise<void> {
  const mail_token_id = await makeToken(ctx, tx, { user_id, purpose, address, ttl: resetTtl });
  if (mail_token_id === undefined) return;
  await putMail(ctx, tx, { kind, user_id, address, data: { ...data, mail_token_id } });
}

/**
 * Sets a new password by a mailed token. It proves the address, so a password and sessions that somebody
 * else planted die with it.
 */
export async function resetPassword(
  ctx: Context,
  { token: given, new_password }: z.output<typeof resetPasswordRequest>,
): Promise<void> {
  const token = await findByToken(ctx, given, purpose);
  const user = token && (await ctx.store.accounts.byId(token.user_id));
  if (!token || !user || !mayReset(user) || user.email !== token.address) {
    throw new Failure('invalid_mail_token');
  }
  const fault = ctx.passwords.fault('new_password', new_password, user);
  if (fault) throw invalid(fault);
  // Apart from the tries of whoever is signed in: only who has the mail gets here.
  await ctx.limits.consume('mail_token', `reset ${user.id}`);
  if (await ctx.passwords.matches(user.password_hash ?? undefined, new_password)) {
    const sentence = 'The new password must differ from the current one';
    throw invalid(valueError('new_password', sentence));
  }
  const hash = await ctx.passwords.hash(new_password);
  const now = instant(ctx.now());
  const sessions_revoked = await ctx.store.transaction(async (tx) => {
    const used = await tx.mailTokens.consume(token, now);
    const changed = used && (await tx.accounts.resetPassword(user, hash, now));
    // Thrown inside, so that nothing is half done when one of both has changed in between.
    if (!changed) throw new Failure('invalid_mail_token');
    return endAccess(ctx, tx, changed, { changed_at: now, notice: occurrence(ctx) });
  });
  audit(ctx, 'password.reset', { user: user.id, sessions_revoked });
  if (user.wished_username !== null) await ctx.store.accounts.claimUsername(user.id, now);
  ctx.mailer.wake();
}
