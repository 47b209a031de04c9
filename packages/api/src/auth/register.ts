import type { Accepted, registerRequest, TokenResponse } from '@profile/contract';
import type { Repositories } from '@profile/db';
import type { z } from 'zod';
import { type Context, instant } from '../context.js';
import { requestVerification } from '../email/verification.js';
import { Failure, invalid } from '../errors.js';
import { network } from './limits.js';
import { defaultScope, openSession, tokensOf } from './sign-in.js';

/** Makes an account, sends the first verification mail and signs in; or says no more than that it may have. */
export async function register(
  ctx: Context,
  input: z.output<typeof registerRequest>,
): Promise<TokenResponse | Accepted> {
  const { email, password, username, first_name = null, last_name = null } = input;
  const fault = ctx.passwords.fault('password', password, { email, username });
  if (fault) throw invalid(fault);
  await ctx.limits.consume('sign_up', network(ctx.request.ip));
  // A username shows in public anyway, so only this is said of it, whatever the address.
  if (ctx.settings.privateSignUp && username && (await ctx.store.accounts.byUsername(username))) {
    throw new Failure('username_taken');
  }

  const account = {
    id: ctx.newId('usr'),
    username: username ?? randomUsername(ctx),
    email,
    first_name,
    last_name,
    password_hash: await ctx.passwords.hash(password),
    created_at: instant(ctx.now()),
  };
  const session = await ctx.store.transaction(async (tx) => {
    const user = await tx.accounts.create(account);
    if (!user) return refuse(ctx, tx, email);
    await requestVerification(ctx, tx, user);
    return ctx.settings.privateSignUp ? undefined : openSession(ctx, tx, user.id, defaultScope);
  });
  ctx.mailer.wake();
  return session ? tokensOf(ctx, session) : { status: 'accepted' };
}

/** Says what is taken; with private sign-up the address's owner is told, by mail, and nobody else. */
async function refuse(ctx: Context, tx: Repositories, email: string): Promise<undefined> {
  const owner = await tx.accounts.byEmail(email);
  if (!owner) throw new Failure('username_taken');
  if (!ctx.settings.privateSignUp) throw new Failure('email_taken');
  const kind = 'account-exists';
  // Once an hour: nobody may flood a stranger's mailbox in our name.
  if (await tx.outbox.hasSince(owner.id, kind, instant(ctx.now(), -3_600_000))) return undefined;
  const now = instant(ctx.now());
  await tx.outbox.add({
    id: ctx.newId('mail'),
    kind,
    user_id: owner.id,
    address: owner.email,
    data: { at: now },
    created_at: now,
  });
  return undefined;
}

/** `user_` and ten characters out of 32 that can't be mistaken for each other. */
export function randomUsername(ctx: Pick<Context, 'randomBytes'>): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return `user_${Array.from(ctx.randomBytes(10), (byte) => alphabet[byte % 32]).join('')}`;
}
