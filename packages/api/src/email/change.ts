import { type changeEmailRequest, type EmailVerification, valueError } from '@profile/contract';
import type { MailToken, Repositories, User } from '@profile/db';
import type { z } from 'zod';
import { type Caller, type Context, instant } from '../context.js';
import { Failure, invalid } from '../errors.js';
import { requestReset } from '../password/forgotten.js';
import { occurrence, putMail } from './mails.js';
import { checkRedirect } from './redirect.js';
import { ownerOf } from './taken.js';
import { findByToken, makeToken, undoTtl } from './tokens.js';
import { failInCooldown, requestVerification, verificationState } from './verification.js';

/** Starts a change: the new address is asked to prove itself, the present one stays until it did. */
export async function changeEmail(
  ctx: Context & { caller: Caller },
  { email, current_password, redirect }: z.output<typeof changeEmailRequest>,
): Promise<EmailVerification> {
  const { user } = ctx.caller;
  checkRedirect(ctx, redirect);
  if (email.toLowerCase() === user.email.toLowerCase()) {
    throw invalid(valueError('email', 'The new address must differ from the present one'));
  }
  await ctx.limits.consume('password', user.id);
  if (user.password_hash === null) throw new Failure('managed_elsewhere');
  if (!(await ctx.passwords.matches(user.password_hash, current_password))) {
    throw new Failure('invalid_current_password');
  }
  const wanted = { ...user, pending_email: email };
  await failInCooldown(ctx, wanted);
  await ctx.limits.consume('unproved_mail', email.toLowerCase());
  const requested = await ctx.store.transaction(async (tx) => {
    const pending = await tx.accounts.setPendingEmail(user.id, email);
    return pending !== undefined && requestVerification(ctx, tx, pending, redirect);
  });
  if (!requested) await failInCooldown(ctx, wanted);
  ctx.mailer.wake();
  return verificationState(ctx, wanted);
}

/** Proves the account's address, or makes the one that a change waits for the account's. */
export async function useToken(
  ctx: Context,
  tx: Repositories,
  { user, token, now }: { user: User; token: MailToken; now: string },
): Promise<User | undefined> {
  const used = await tx.mailTokens.consume(token, now);
  if (!used) return undefined;
  if (used.address !== user.pending_email) {
    return tx.accounts.verifyEmail(user.id, used.address, now);
  }
  const owner = await ownerOf(ctx, tx, used.address);
  // Its own former address is free to it.
  if (owner && owner.id !== user.id) return undefined;
  const changed = await tx.accounts.changeEmail(user.id, used.address, now);
  if (changed) await tellBoth(ctx, tx, user, used.address);
  return changed;
}

/** Only an address that was proved gets the link that takes the account back. */
async function tellBoth(
  ctx: Context,
  tx: Repositories,
  { id: user_id, email: former, email_verified }: User,
  address: string,
): Promise<void> {
  const about = { kind: 'email-changed', user_id } as const;
  const data = occurrence(ctx);
  await putMail(ctx, tx, { ...about, address, data });
  if (!email_verified) return;
  const of = { user_id, purpose: 'undo-email-change', address: former, ttl: undoTtl } as const;
  const mail_token_id = await makeToken(ctx, tx, of);
  const undo = mail_token_id !== undefined && { mail_token_id };
  await putMail(ctx, tx, { ...about, address: former, data: { ...data, former: true, ...undo } });
}

/**
 * Gives an account its former address back. Whoever changed it knew the password, so every session ends,
 * every other mailed link is dead, and the owner gets one to choose a new password.
 */
export async function undoChange(ctx: Context, given: string): Promise<void> {
  const token = await findByToken(ctx, given, 'undo-email-change');
  if (!token) throw new Failure('invalid_mail_token');
  const now = instant(ctx.now());
  await ctx.store.transaction(async (tx) => {
    const used = await tx.mailTokens.consume(token, now);
    const user = used && (await tx.accounts.restoreEmail(used.user_id, used.address, now));
    // Thrown inside, so that the link is not used up.
    if (!user) throw new Failure('invalid_mail_token');
    await tx.mailTokens.kill(user.id, now);
    await tx.sessions.revokeOfUser(user.id, now);
    await requestReset(ctx, tx, user, { kind: 'email-change-undone', data: occurrence(ctx) });
  });
  ctx.mailer.wake();
}
