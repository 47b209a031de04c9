import type { User } from '@profile/db';
import { audit } from '../audit.js';
import { instant, type Services } from '../context.js';
import { mayMail } from '../email/mails.js';
import { Failure, invalid } from '../errors.js';
import { replacePassword } from '../password/replace.js';

/** 32 characters that can't be mistaken for each other. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Sets a password without knowing the old one; every session ends. Gives how many these were. */
export async function setPassword(ctx: Services, user: User, password: string): Promise<number> {
  const { password_hash } = user;
  if (password_hash === null) throw new Failure('managed_elsewhere');
  const fault = ctx.passwords.fault('password', password, user);
  if (fault) throw invalid(fault);
  const hash = await ctx.passwords.hash(password);
  const changed_at = instant(ctx.now());
  const notice = (await mayMail(ctx, user)) ? { at: changed_at } : undefined;
  const change = { hash, changed_at, notice };
  const revoked = await ctx.store.transaction((tx) =>
    replacePassword(ctx, tx, { ...user, password_hash }, change),
  );
  if (revoked === undefined) {
    throw new Failure('unavailable', { detail: 'The password has just been changed; try again' });
  }
  audit(ctx, 'password.changed', { user: user.id, sessions_revoked: revoked });
  ctx.mailer.wake();
  return revoked;
}

/** A password of 100 random bits, in groups that can be read out. */
export function generatePassword({ randomBytes }: Pick<Services, 'randomBytes'>): string {
  const letters = Array.from(randomBytes(20), (byte) => alphabet[byte % 32]).join('');
  return letters.replace(/.{5}(?=.)/g, '$&-');
}
