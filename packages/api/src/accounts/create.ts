import type { registerRequest } from '@profile/contract';
import type { User } from '@profile/db';
import type { z } from 'zod';
import { audit } from '../audit.js';
import type { Services } from '../context.js';
import { requestVerification } from '../email/verification.js';
import { Failure, invalid } from '../errors.js';
import { addAccount, newAccount } from './add.js';

/** Makes an account for somebody, and sends the first verification mail unless the address is vouched for. */
export async function createAccount(
  ctx: Services,
  wanted: z.output<typeof registerRequest>,
  email_verified: boolean,
): Promise<User> {
  const { email, username } = wanted;
  const fault = ctx.passwords.fault('password', wanted.password, { email, username });
  if (fault) throw invalid(fault);
  const account = { ...(await newAccount(ctx, wanted)), email_verified };
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
