import type { MailData, Repositories, User } from '@profile/db';
import type { Services } from '../context.js';
import { putMail } from '../email/mails.js';

interface Change {
  hash: string;
  changed_at: string;
  /** What the notice tells; without it nobody is told. */
  notice?: MailData | undefined;
  /** The session that goes on. */
  keep?: string | undefined;
}

/**
 * Replaces a password: sessions end, mailed links and codes are dead, the owner is told by mail. Gives
 * how many sessions ended; undefined when the password has changed in between.
 */
export async function replacePassword(
  ctx: Services,
  tx: Repositories,
  user: User & { password_hash: string },
  { hash, ...change }: Change,
): Promise<number | undefined> {
  if (!(await tx.accounts.replacePassword(user.id, user.password_hash, hash))) return undefined;
  return endAccess(ctx, tx, user, change);
}

/** What follows from every new password. */
export async function endAccess(
  ctx: Services,
  tx: Repositories,
  { id, email }: User,
  { changed_at, notice, keep }: Omit<Change, 'hash'>,
): Promise<number> {
  // But for the way back to the former address, which a thief would else close by this.
  await tx.mailTokens.kill(id, changed_at, 'undo-email-change');
  if (notice) {
    await putMail(ctx, tx, { kind: 'password-changed', user_id: id, address: email, data: notice });
  }
  return tx.sessions.revokeOfUser(id, changed_at, keep);
}
