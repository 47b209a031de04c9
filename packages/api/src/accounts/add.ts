import type { registerRequest } from '@profile/contract';
import type { NewAccount, Repositories, User } from '@profile/db';
import type { z } from 'zod';
import { instant, type Services } from '../context.js';
import { ownerOf } from '../email/taken.js';

type Wanted = Pick<
  z.output<typeof registerRequest>,
  'email' | 'password' | 'username' | 'first_name' | 'last_name'
>;

type Added =
  | { user: User; taken?: never }
  | { user?: never; taken: 'email_taken' | 'username_taken' };

/** What an account begins with, the password hashed. Whoever wishes for no username gets one. */
export async function newAccount(
  ctx: Services,
  { email, password, username, first_name, last_name }: Wanted,
) {
  return {
    id: ctx.newId('usr'),
    username: username ?? randomUsername(ctx),
    email,
    first_name: first_name ?? null,
    last_name: last_name ?? null,
    password_hash: await ctx.passwords.hash(password),
    created_at: instant(ctx.now()),
  };
}

/** `user_` and ten characters out of 32 that can't be mistaken for each other. */
export function randomUsername(ctx: Services): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return `user_${Array.from(ctx.randomBytes(10), (byte) => alphabet[byte % 32]).join('')}`;
}

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
