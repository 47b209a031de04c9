import { type changeEmailRequest, type EmailVerification, valueError } from '@profile/contract';
import type { MailToken, Repositories, User } from '@profile/db';
import type { z } from 'zod';
import { audit } from '../audit.js';
import { type Caller, type Context, instant } from '../context.js';
import { Failure, invalid } from '../errors.js';
import { requestReset } from '../password/forgotten.js';
import { mailLimitKey, occurrence, putMail } from './mails.js';
import { checkRedirect } from './redirect.js';
import { ownerOf } from './taken.js';
import { findByToken, makeToken, undoTtl } from './tokens.js';
import { failInCooldown, requestVerification, verificationState } from './verification.js';

const undo = 'undo-email-change';
/** After an undo nobody can start another change for so many milliseconds. */
const calm = 24 * 3_600_000;

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
    audit(ctx, 'password.refused', { user: user.id, session: ctx.caller.session?.id });
    throw new Failure('invalid_current_password');
  }
  const wanted = { ...user, pending_email: email };
  await failAfterUndo(ctx, user);
  await failInCooldown(ctx, user, { wanted });
  await ctx.limits.consume('unproved_mail', mailLimitKey(wanted));
  await ctx.store.transaction(async (tx) => {
    const pending = await tx.accounts.setPendingEmail(user.id, email);
    const requested = pending && (await requestVerification(ctx, tx, pending, redirect));
    // Somebody was faster with the same wish. Thrown inside, so that nothing is half done.
    if (!requested) throw new Failure('too_many_requests', { retryAfter: 1 });
  });
  audit(ctx, 'email.change_requested', { user: user.id, session: ctx.caller.session?.id });
  ctx.mailer.wake();
  return verificationState(ctx, wanted);
}

/** Somebody knew the password and was thrown out; before they are back, the owner chooses another one. */
async function failAfterUndo(ctx: Context, user: User): Promise<void> {
  const undone = await ctx.store.mailTokens.lastUsed(user.id, undo);
  if (undone === undefined) return;
  const detail =
    'A change of the address was undone lately; for a day after that there can be none';
  const least = Date.parse(undone) + calm - ctx.now().getTime();
  if (least > 0) await failInCooldown(ctx, user, { least, detail });
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
  const owned = await ownerOf(ctx, tx, used.address);
  // Its own former address is free to it.
  if (owned && owned.owner.id !== user.id) return undefined;
  const changed = await tx.accounts.changeEmail(user.id, used.address, now);
  if (!changed) return undefined;
  const back = await tx.mailTokens.newest(user.id, undo, owned?.address ?? used.address);
  const isUndo = back !== undefined && back.used_at === null && back.expires_at > now;
  // Who goes back leaves no way back to those who came after; else a thief would be one of them.
  if (isUndo) await tx.mailTokens.expireSince(user.id, undo, back.created_at, now);
  await tellBoth(ctx, tx, user, {
    address: used.address,
    undoable: user.email_verified && !isUndo,
  });
  return changed;
}

/** Only an address that was proved gets the link that takes the account back. */
async function tellBoth(
  ctx: Context,
  tx: Repositories,
  { id: user_id, email: former, email_verified }: User,
  { address, undoable }: { address: string; undoable: boolean },
): Promise<void> {
  const about = { kind: 'email-changed', user_id } as const;
  const data = occurrence(ctx);
  await putMail(ctx, tx, { ...about, address, data });
  if (!email_verified) return;
  const of = { user_id, purpose: undo, address: former, ttl: undoTtl } as const;
  const mail_token_id = undoable ? await makeToken(ctx, tx, of) : undefined;
  const link = mail_token_id !== undefined && { mail_token_id };
  await putMail(ctx, tx, { ...about, address: former, data: { ...data, former: true, ...link } });
}

/**
 * Gives an account its former address back. Whoever changed it knew the password, so every session ends,
 * every other mailed link is dead but for those to addresses from before, and the owner gets one to
 * choose a new password. For a day nobody can move the account again.
 */
export async function undoChange(ctx: Context, given: string): Promise<void> {
  const token = await findByToken(ctx, given, undo);
  if (!token) throw new Failure('invalid_mail_token');
  const now = instant(ctx.now());
  const sessions_revoked = await ctx.store.transaction(async (tx) => {
    const used = await tx.mailTokens.consume(token, now);
    const user = used && (await tx.accounts.restoreEmail(used.user_id, used.address, now));
    // Thrown inside, so that the link is not used up.
    if (!user) throw new Failure('invalid_mail_token');
    await tx.mailTokens.kill(user.id, now, undo);
    await tx.mailTokens.expireSince(user.id, undo, used.created_at, now);
    const revoked = await tx.sessions.revokeOfUser(user.id, now);
    await requestReset(ctx, tx, user, { kind: 'email-change-undone', data: occurrence(ctx) });
    return revoked;
  });
  audit(ctx, 'email.change_undone', { user: token.user_id, sessions_revoked });
  ctx.mailer.wake();
}
