import type { Accepted, registerRequest, TokenResponse } from '@profile/contract';
import type { z } from 'zod';
import { addAccount, newAccount } from '../accounts/add.js';
import { audit } from '../audit.js';
import type { Context, RefreshCookie } from '../context.js';
import { mayMail, putNoMail } from '../email/mails.js';
import { checkRedirect } from '../email/redirect.js';
import { tellOwner } from '../email/taken.js';
import { requestVerification } from '../email/verification.js';
import { Failure, invalid } from '../errors.js';
import { network } from './limits.js';
import { cookieFor } from './refresh-cookie.js';
import { defaultScope, openSession, tokensOf } from './sign-in.js';

type Input = z.output<typeof registerRequest>;

/** Makes an account, sends the first verification mail and signs in; or says no more than that it may have. */
export async function register(ctx: Context, input: Input): Promise<TokenResponse | Accepted> {
  const { email, password, username, redirect, token_delivery } = input;
  const cookie = cookieFor(ctx, token_delivery);
  checkRedirect(ctx, redirect);
  const fault = ctx.passwords.fault('password', password, { email, username });
  if (fault) throw invalid(fault);
  await ctx.limits.consume('sign_up', network(ctx.request.ip));
  return ctx.settings.privateSignUp
    ? registerPrivately(ctx, input)
    : registerOpenly(ctx, input, cookie);
}

async function registerOpenly(
  ctx: Context,
  input: Input,
  cookie: RefreshCookie | undefined,
): Promise<TokenResponse> {
  const mail = await mayMail(ctx, { ...input, email_verified: false });
  const account = await newAccount(ctx, input);
  const session = await ctx.store.transaction(async (tx) => {
    const { user, taken } = await addAccount(ctx, tx, account);
    if (!user) throw new Failure(taken);
    if (mail) await requestVerification(ctx, tx, user, input.redirect);
    return openSession(ctx, tx, user.id, defaultScope);
  });
  const { id, user_id: user } = session;
  audit(ctx, 'account.created', { user });
  audit(ctx, 'session.signed_in', { user, session: id });
  ctx.mailer.wake();
  return tokensOf(ctx, session, { cookie });
}

/** Nobody can sign in to the account, nor has it the username, before the address is proved: either would tell that it was free. */
async function registerPrivately(ctx: Context, input: Input): Promise<Accepted> {
  const { email, username } = input;
  // A username shows in public anyway, so only this is said of it, whatever the address.
  if (username && (await ctx.store.accounts.byUsername(username))) {
    throw new Failure('username_taken');
  }
  const mail = await mayMail(ctx, { email, email_verified: false });
  const account = {
    ...(await newAccount(ctx, { ...input, username: undefined })),
    awaits_proof: true,
    wished_username: username ?? null,
  };
  const made = await ctx.store.transaction(async (tx) => {
    const { user } = await addAccount(ctx, tx, account);
    if (!mail) await putNoMail(ctx, tx);
    else if (user) await requestVerification(ctx, tx, user, input.redirect);
    else await tellOwner(ctx, tx, email, 'account-exists');
    return user;
  });
  if (made) audit(ctx, 'account.created', { user: made.id });
  ctx.mailer.wake();
  return { status: 'accepted' };
}
