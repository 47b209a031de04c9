import type { Repositories, User } from '@profile/db';
import { instant, type Services } from '../context.js';
import { type MailKind, putMail, putNoMail } from './mails.js';
import { makeToken, resetTtl } from './tokens.js';

const hour = 3_600_000;

/**
 * Who has an address: the account with it, or the one that had it until lately and may still take it
 * back, since a thief could else occupy it by signing up.
 */
export async function ownerOf(
  ctx: Services,
  tx: Repositories,
  address: string,
): Promise<User | undefined> {
  const owner = await tx.accounts.byEmail(address);
  if (owner) return owner;
  const undo = await tx.mailTokens.livingTo(address, 'undo-email-change', instant(ctx.now()));
  return undo && tx.accounts.byId(undo.user_id);
}

/**
 * Tells the owner of an address, once an hour, that somebody else typed it; false when nobody has it.
 * At sign-up the mail offers a new password, in case it was the owner who forgot about the account.
 */
export async function tellOwner(
  ctx: Services,
  tx: Repositories,
  address: string,
  kind: MailKind & ('account-exists' | 'email-taken'),
): Promise<boolean> {
  const owner = await ownerOf(ctx, tx, address);
  if (!owner) return false;
  const now = ctx.now();
  // Nobody may flood a stranger's mailbox in our name.
  if (await tx.outbox.hasSince(owner.id, kind, instant(now, -hour))) {
    await putNoMail(ctx, tx);
    return true;
  }
  const { id: user_id, email } = owner;
  const former = email.toLowerCase() !== address.toLowerCase();
  const signsIn = owner.password_hash !== null && owner.is_active && !former;
  const offered = kind === 'account-exists' && signsIn;
  const mail_token_id = offered ? await offerReset(ctx, tx, owner) : undefined;
  const data = { at: instant(now), ...(mail_token_id !== undefined && { mail_token_id }) };
  await putMail(ctx, tx, { kind, user_id, address: former ? address : email, data });
  return true;
}

/** The link that the owner may be waiting for stays alive: a stranger's sign-up must not kill it. */
async function offerReset(
  ctx: Services,
  tx: Repositories,
  { id: user_id, email: address }: User,
): Promise<string | undefined> {
  const of = { user_id, purpose: 'reset-password', address } as const;
  const made = await makeToken(ctx, tx, { ...of, ttl: resetTtl, cooldown: resetTtl });
  return made ?? (await tx.mailTokens.newest(user_id, of.purpose, address))?.id;
}
