import type { loginRequest, TokenResponse } from '@profile/contract';
import type { z } from 'zod';
import { type Context, instant } from '../context.js';
import { Failure } from '../errors.js';
import { network } from './limits.js';
import { defaultScope, findByLogin, openSession, parseLogin, tokensOf } from './sign-in.js';

/** Signs in. Every refusal is one answer for the same hashing work, whether or not the account exists. */
export async function login(
  ctx: Context,
  { login, password, scope = defaultScope }: z.output<typeof loginRequest>,
): Promise<TokenResponse> {
  // First, so that an address that is refused anyway can't use up other people's tries.
  await ctx.limits.consume('sign_in_address', network(ctx.request.ip));
  // By what was typed, not by the account: else the limit would tell which login is whose.
  await ctx.limits.consume('sign_in', JSON.stringify(parseLogin(login)));
  const user = await findByLogin(ctx, login);
  const stored = user?.password_hash ?? undefined;
  const right = await ctx.passwords.matches(stored, password);
  if (!user || !stored || !right || !user.is_active) throw new Failure('invalid_credentials');

  const hash = await rehashed(ctx, user.id, stored, password);
  const session = await ctx.store.transaction(async (tx) => {
    // A password that was changed while this one was checked must not open a session.
    if (!(await tx.accounts.signedIn(user.id, hash, instant(ctx.now())))) {
      throw new Failure('invalid_credentials');
    }
    return openSession(ctx, tx, user.id, scope);
  });
  return tokensOf(ctx, session);
}

/** The stored hash, made anew if it is by parameters of the past. */
async function rehashed(
  ctx: Context,
  id: string,
  stored: string,
  password: string,
): Promise<string> {
  if (!ctx.passwords.isOutdated(stored)) return stored;
  const hash = await ctx.passwords.hash(password);
  if (await ctx.store.accounts.replacePassword(id, stored, hash)) return hash;
  // Either another sign-in was faster to make it anew, or the password is another one by now.
  const present = (await ctx.store.accounts.byId(id))?.password_hash;
  const right = await ctx.passwords.matches(present, password);
  return present && right ? present : stored;
}
