import type { Repositories, User } from '@profile/db';
import type { Services } from '../context.js';

interface Change {
  hash: string;
  changed_at: string;
  /** Where it came from, for the notice; left out when it was the operator. */
  ip?: string | undefined;
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
  { id, email, password_hash }: User & { password_hash: string },
  { hash, changed_at, ip, keep }: Change,
): Promise<number | undefined> {
  if (!(await tx.accounts.replacePassword(id, password_hash, hash))) return undefined;
  await tx.mailTokens.kill(id, changed_at);
  await tx.outbox.add({
    id: ctx.newId('mail'),
    kind: 'password-changed',
    user_id: id,
    address: email,
    data: { at: changed_at, ...(ip !== undefined && { ip }) },
    created_at: changed_at,
  });
  return tx.sessions.revokeOfUser(id, changed_at, keep);
}
