import type { EmailVerification } from '@profile/contract';
import type { MailToken, Repositories, User } from '@profile/db';
import { instant, type Services } from '../context.js';
import { Failure } from '../errors.js';
import { putMail } from './mails.js';
import { tellOwner } from './taken.js';
import { findByToken, makeToken } from './tokens.js';

const purpose = 'verify-email';
/** After this many wrong codes the token is dead, its link too. */
const codeTries = 5;

/** The address that is to be proved: the one that a change waits for, else the account's. */
export const unprovedAddress = ({ pending_email, email, email_verified }: User) =>
  pending_email ?? (email_verified ? undefined : email);

export async function verificationState(ctx: Services, user: User): Promise<EmailVerification> {
  const { email, pending_email } = user;
  const blank = { email, pending_email, sent_at: null, expires_at: null };
  const address = unprovedAddress(user);
  if (address === undefined) return { status: 'verified', ...blank, resend_available_at: null };
  const token = await ctx.store.mailTokens.newest(user.id, purpose, address);
  if (!token) return { status: 'unverified', ...blank, resend_available_at: null };
  const now = instant(ctx.now());
  const alive = token.used_at === null && token.expires_at > now;
  const resend = instant(new Date(token.created_at), ctx.settings.verifyEmailCooldown);
  return {
    status: alive ? 'pending' : 'unverified',
    email,
    pending_email,
    sent_at: alive ? token.created_at : null,
    expires_at: alive ? token.expires_at : null,
    resend_available_at: alive || resend > now ? resend : null,
  };
}

/**
 * Makes a new token and puts its mail into the outbox; false while the cooldown lasts. If the address
 * is another account's, its owner gets a mail instead, and nobody else can tell.
 */
export async function requestVerification(
  ctx: Services,
  tx: Repositories,
  user: User,
  redirect?: string,
): Promise<boolean> {
  const address = unprovedAddress(user) ?? user.email;
  const { verifyEmailTtl: ttl, verifyEmailCooldown: cooldown } = ctx.settings;
  const of = { user_id: user.id, purpose, address } as const;
  const mail_token_id = await makeToken(ctx, tx, { ...of, ttl, cooldown });
  if (mail_token_id === undefined) return false;
  if (user.pending_email !== null && (await tellOwner(ctx, tx, address, 'email-taken')))
    return true;
  const data = { mail_token_id, ...(redirect !== undefined && { redirect }) };
  await putMail(ctx, tx, { kind: purpose, user_id: user.id, address, data });
  return true;
}

interface Cooldown {
  /** The user as they would be, if it is the mail of a change that is asked for. */
  wanted?: User;
  /** So many milliseconds at least. */
  least?: number;
  /** Why, if it isn't the last mail. */
  detail?: string;
}

/** Fails while the cooldown lasts, and says until when. */
export async function failInCooldown(
  ctx: Services,
  user: User,
  { wanted = user, least = 0, detail }: Cooldown = {},
): Promise<void> {
  const now = ctx.now();
  const { resend_available_at } = await verificationState(ctx, wanted);
  const resend = Date.parse(resend_available_at ?? instant(now));
  const wait = Math.max(resend - now.getTime(), least);
  if (wait <= 0) return;
  const state = await verificationState(ctx, user);
  throw new Failure('verification_cooldown', {
    retryAfter: Math.ceil(wait / 1000),
    emailVerification: { ...state, resend_available_at: instant(now, wait) },
    ...(detail !== undefined && { detail }),
  });
}

/** The row that a link's token or a code is good for; whether it is still alive shows when it is consumed. */
export async function findToken(
  ctx: Services,
  user: User,
  given: { token?: string | undefined; code?: string | undefined },
): Promise<MailToken | undefined> {
  const { store, mailedSecrets } = ctx;
  if (given.token !== undefined) {
    const row = await findByToken(ctx, given.token, purpose);
    return row?.user_id === user.id ? row : undefined;
  }
  const now = instant(ctx.now());
  const address = unprovedAddress(user);
  if (address === undefined) return undefined;
  const key = { user_id: user.id, purpose, address };
  const row = await store.mailTokens.countTry(key, { now, limit: codeTries });
  if (!row) return undefined;
  if (mailedSecrets.isCode(given.code ?? '', row)) return row;
  if (row.tries >= codeTries) await store.mailTokens.consume(row, now);
  return undefined;
}
