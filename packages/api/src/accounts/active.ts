import type { User } from '@profile/db';
import { audit } from '../audit.js';
import { instant, type Services } from '../context.js';

/** Switches an account on or off. Off, its sessions and mailed links are dead; gives how many sessions ended. */
export async function setActive(ctx: Services, { id }: User, active: boolean): Promise<number> {
  const now = instant(ctx.now());
  const sessions_revoked = await ctx.store.transaction(async (tx) => {
    await tx.accounts.setActive(id, active);
    if (active) return 0;
    // But for the way back to a former address, which works once it is on again.
    await tx.mailTokens.kill(id, now, 'undo-email-change');
    return tx.sessions.revokeOfUser(id, now);
  });
  audit(ctx, active ? 'account.activated' : 'account.deactivated', { user: id, sessions_revoked });
  return sessions_revoked;
}
