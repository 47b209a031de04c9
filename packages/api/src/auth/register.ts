import type { registerRequest, TokenResponse } from '@profile/contract';
import type { z } from 'zod';
import { type Context, instant } from '../context.js';
import { requestVerification } from '../email/verification.js';
import { Failure, invalid } from '../errors.js';
import { network } from './limits.js';
import { defaultScope, openSession, tokensOf } from './sign-in.js';

/** Makes an account, sends the first verification mail and signs in. */
export async function register(
  ctx: Context,
  input: z.output<typeof registerRequest>,
): Promise<TokenResponse> {
  const { email, password, username, first_name = null, last_name = null } = input;
  const fault = ctx.passwords.fault('password', password, { email, username });
  if (fault) throw invalid(fault);
  await ctx.limits.consume('sign_up', network(ctx.request.ip));

  const account = {
    id: ctx.newId('usr'),
    username: username ?? `user_${randomName(ctx)}`,
    email,
    first_name,
    last_name,
    password_hash: await ctx.passwords.hash(password),
    created_at: instant(ctx.now()),
  };
  const session = await ctx.store.transaction(async (tx) => {
    const user = await tx.accounts.create(account);
    if (!user) {
      throw new Failure((await tx.accounts.byEmail(email)) ? 'email_taken' : 'username_taken');
    }
    await requestVerification(ctx, tx, user);
    return openSession(ctx, tx, user.id, defaultScope);
  });
  ctx.mailer.wake();
  return tokensOf(ctx, session);
}

/** Ten characters out of 32 that can't be mistaken for each other. */
function randomName(ctx: Context): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return Array.from(ctx.randomBytes(10), (byte) => alphabet[byte % 32]).join('');
}
