import type { NewAccount, Repositories, User } from '@profile/db';
import type { Services } from '../context.js';
import { ownerOf } from '../email/taken.js';

type Added =
  | { user: User; taken?: never }
  | { user?: never; taken: 'email_taken' | 'username_taken' };

/** Adds an account, unless somebody has the address, or had it until lately, or the username. */
export async function addAccount(
  ctx: Services,
  tx: Repositories,
  account: NewAccount,
): Promise<Added> {
  const user = await tx.accounts.create(account);
  if (!user) {
    return { taken: (await ownerOf(ctx, tx, account.email)) ? 'email_taken' : 'username_taken' };
  }
  // Asked for after the insert, which waits for whoever gives the address up at this moment.
  const former = await tx.mailTokens.livingTo(
    account.email,
    'undo-email-change',
    account.created_at,
  );
  if (!former) return { user };
  await tx.accounts.delete(user.id);
  return { taken: 'email_taken' };
}
