import type { User } from '@profile/db';
import { audit } from '../audit.js';
import { forgetAvatars } from '../avatar/forget.js';
import { instant, type Services } from '../context.js';

/**
 * Forgets an account and all that hangs on it. Of one that another issuer signs in, an HMAC stays, so
 * that tokens from before don't make the account anew. False when it was gone already.
 */
export async function deleteAccount(ctx: Services, { id }: User): Promise<boolean> {
  const { store, media, deletedIdentities, now } = ctx;
  const { deleted, unused } = await store.transaction(async (tx) => {
    // As the row is now: it may have been joined to an issuer since it was looked up.
    const user = await tx.accounts.delete(id);
    if (user?.issuer && user.subject) {
      const { issuer, subject } = user;
      await deletedIdentities.note(tx, { issuer, subject }, instant(now()));
    }
    return { deleted: user !== undefined, unused: await tx.avatars.drop(id, instant(now())) };
  });
  if (deleted) audit(ctx, 'account.deleted', { user: id });
  await forgetAvatars({ store, media }, unused);
  return deleted;
}
