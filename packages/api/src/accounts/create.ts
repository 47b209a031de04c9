import type { registerRequest } from '@profile/contract';
import type { User } from '@profile/db';
import type { z } from 'zod';
import { audit } from '../audit.js';
import { randomUsername } from '../auth/register.js';
import { instant, type Services } from '../context.js';
import { requestVerification } from '../email/verification.js';
import { Failure, invalid } from '../errors.js';
import { addAccount } from './add.js';

/** Makes an account for somebody, and sends the first verification mail unless the address is vouched for. */
export async function createAccount(
  ctx: Services,
  { email, username, password, first_name, last_name }: z.output<typeof registerRequest>,
  email_verified: boolean,
): Promise<User> {
  const fault = ctx.passwords.fault('password', password, { email, username });
  if (fault) throw invalid(fault);
  const account = {
    id: ctx.newId('usr'),
    username: username ?? randomUsername(ctx),
    email,
    email_verified,
    first_name: first_name ?? null,
    last_name: last_name ?? null,
    password_hash: await ctx.passwords.hash(password),
    created_at: instant(ctx.now()),
  };
  const created = await ctx.store.transaction(async (tx) => {
    const { user, taken } = await addAccount(ctx, tx, account);
    if (!user) throw new Failure(taken);
    if (!email_verified) await requestVerification(ctx, tx, user);
    return user;
  });
  audit(ctx, 'account.created', { user: created.id });
  ctx.mailer.wake();
  return created;
}
