import type { MailToken, Repositories } from '@profile/db';
import { instant, type Services } from '../context.js';

/** What a mailed token is good for. */
export type TokenPurpose = 'verify-email' | 'reset-password' | 'undo-email-change';

const hour = 3_600_000;
/** How long a link lives that chooses a new password, and one that undoes a change of address. */
export const resetTtl = hour;
export const undoTtl = 7 * 24 * hour;

interface Wanted {
  user_id: string;
  purpose: TokenPurpose;
  address: string;
  /** In milliseconds. */
  ttl: number;
  /** How long an earlier one must be left alone, in milliseconds. */
  cooldown?: number;
}

/** Makes a token in the place of the earlier one; undefined while that has its cooldown. */
export async function makeToken(
  ctx: Services,
  tx: Repositories,
  { ttl, cooldown = 0, ...of }: Wanted,
): Promise<string | undefined> {
  const now = ctx.now();
  const id = ctx.randomBytes(16).toString('base64url');
  const token = { id, ...of, created_at: instant(now), expires_at: instant(now, ttl) };
  return (await tx.mailTokens.replace(token, instant(now, -cooldown))) ? id : undefined;
}

/** The row of a link's token, if it is genuine and alive; whether it stays so shows when it is consumed. */
export async function findByToken(
  { store, mailedSecrets, now }: Services,
  given: string,
  purpose: TokenPurpose,
): Promise<MailToken | undefined> {
  const id = mailedSecrets.rowId(given);
  const row = id === undefined ? undefined : await store.mailTokens.byId(id);
  if (row?.purpose !== purpose || !mailedSecrets.isToken(given, row)) return undefined;
  return row.used_at === null && row.expires_at > instant(now()) ? row : undefined;
}
