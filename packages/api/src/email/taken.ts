import type { Repositories, User } from '@profile/db';
import { instant, type Services } from '../context.js';
import { type MailKind, putMail, putNoMail } from './mails.js';
import { makeToken, resetTtl } from './tokens.js';

const hour = 3_600_000;

/** Who has an address, and how it is written there. */
interface Owned {
  owner: User;
  address: string;
  /** It was the account's until lately. */
  former: boolean;
}

/**
 * The account with an address, or the one that had it until lately and may still take it back, since a
 * thief could else occupy it by signing up.
 */
export async function ownerOf(
  ctx: Services,
  tx: Repositories,
  given: string,
): Promise<Owned | undefined> {
  const owner = await tx.accounts.byEmail(given);
  if (owner) return { owner, address: owner.email, former: false };
  const undo = await tx.mailTokens.livingTo(given, 'undo-email-change', instant(ctx.now()));
  const before = undo && (await tx.accounts.byId(undo.user_id));
  return before && { owner: before, address: undo.address, former: true };
}

/**
 * Tells the owner of an address, once an hour, that somebody else typed it; false when nobody has it.
 * At sign-up the mail offers a new password, in case it was the owner who forgot about the account.
 */
export async function tellOwner(
  ctx: Services,
  tx: Repositories,
  given: string,
  kind: MailKind & ('account-exists' | 'email-taken'),
): Promise<boolean> {
  const owned = await ownerOf(ctx, tx, given);
  if (!owned) return false;
  const { owner, address, former } = owned;
  const now = ctx.now();
  // Nobody may flood a stranger's mailbox in our name.
  if (await tx.outbox.hasSince(owner.id, kind, instant(now, -hour))) {
    await putNoMail(ctx, tx);
    return true;
  }
  const offered = kind === 'account-exists' && mayReset(owner) && !former;
  const mail_token_id = offered ? await offerReset(ctx, tx, owner) : undefined;
  const data = { at: instant(now), ...(mail_token_id !== undefined && { mail_token_id }) };
  await putMail(ctx, tx, { kind, user_id: owner.id, address, data });
  return true;
}

/**
 * Whether an account may get a new password by mail: one that has a password, or one that an issuer made
 * for an address it had not proved, which is in its owner's way.
 */
export function mayReset({ is_active, password_hash, email_verified }: User): boolean {
  return is_active && (password_hash !== null || !email_verified);
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
