import type { EmailVerification } from '@profile/contract';
import type { MailToken, Repositories, User } from '@profile/db';
import { type Context, instant, type Services } from '../context.js';

const purpose = 'verify-email';
/** After this many wrong codes the token is dead, its link too. */
const codeTries = 5;

export async function verificationState(ctx: Services, user: User): Promise<EmailVerification> {
  const state = {
    email: user.email,
    pending_email: null,
    sent_at: null,
    expires_at: null,
    resend_available_at: null,
  };
  if (user.email_verified) return { status: 'verified', ...state };
  const token = await ctx.store.mailTokens.newest(user.id, purpose);
  if (!token) return { status: 'unverified', ...state };
  const now = instant(ctx.now());
  const alive = token.used_at === null && token.expires_at > now && token.address === user.email;
  const resend = instant(new Date(token.created_at), ctx.settings.verifyEmailCooldown);
  return {
    ...state,
    status: alive ? 'pending' : 'unverified',
    sent_at: alive ? token.created_at : null,
    expires_at: alive ? token.expires_at : null,
    resend_available_at: alive || resend > now ? resend : null,
  };
}

/** Makes a new token and puts its mail into the outbox; false while the cooldown lasts. */
export async function requestVerification(
  ctx: Services,
  tx: Repositories,
  user: User,
): Promise<boolean> {
  const now = ctx.now();
  const created_at = instant(now);
  const token = {
    id: ctx.randomBytes(16).toString('base64url'),
    user_id: user.id,
    purpose,
    address: user.email,
    created_at,
    expires_at: instant(now, ctx.settings.verifyEmailTtl),
  };
  const cooldownSince = instant(now, -ctx.settings.verifyEmailCooldown);
  if (!(await tx.mailTokens.replace(token, cooldownSince))) return false;
  await tx.outbox.add({
    id: ctx.newId('mail'),
    kind: purpose,
    user_id: user.id,
    address: user.email,
    data: { mail_token_id: token.id },
    created_at,
  });
  return true;
}

/** The row that a link's token or a code is good for; whether it is still alive shows when it is consumed. */
export async function findToken(
  ctx: Context,
  user: User,
  given: { token?: string | undefined; code?: string | undefined },
): Promise<MailToken | undefined> {
  const { store, mailedSecrets } = ctx;
  if (given.token !== undefined) {
    const id = mailedSecrets.rowId(given.token);
    const row = id === undefined ? undefined : await store.mailTokens.byId(id);
    const fits = row?.user_id === user.id && row.purpose === purpose;
    return fits && mailedSecrets.isToken(given.token, row) ? row : undefined;
  }
  const now = instant(ctx.now());
  const key = { user_id: user.id, purpose };
  const row = await store.mailTokens.countTry(key, { now, limit: codeTries });
  if (!row) return undefined;
  if (mailedSecrets.isCode(given.code ?? '', row)) return row;
  if (row.tries >= codeTries) await store.mailTokens.consume(row, now);
  return undefined;
}
