import type { loginRequest, TokenResponse } from '@profile/contract';
import type { MailToken, User } from '@profile/db';
import type { z } from 'zod';
import { audit, type SignInRefusal } from '../audit.js';
import { type Context, instant } from '../context.js';
import { useToken } from '../email/change.js';
import { occurrence, putMail, putNoMail } from '../email/mails.js';
import { findToken } from '../email/verification.js';
import { Failure } from '../errors.js';
import { deviceName } from '../sessions/device.js';
import { network } from './limits.js';
import { cookieFor } from './refresh-cookie.js';
import {
  defaultScope,
  findByLogin,
  keptUserAgent,
  openSession,
  parseLogin,
  tokensOf,
} from './sign-in.js';

/** Signs in. Every refusal is one answer for the same hashing work, whether or not the account exists. */
export async function login(
  ctx: Context,
  {
    login,
    password,
    scope = defaultScope,
    token,
    code,
    token_delivery,
  }: z.output<typeof loginRequest>,
): Promise<TokenResponse> {
  const cookie = cookieFor(ctx, token_delivery);
  await ctx.limits.consumeInTurn([
    // First, so that an address that is refused anyway can't use up other people's tries.
    ['sign_in_address', network(ctx.request.ip)],
    // By what was typed, not by the account: else the limit would tell which login is whose.
    ['sign_in', JSON.stringify(parseLogin(login))],
  ]);
  const user = await findByLogin(ctx, login);
  const stored = user?.password_hash ?? undefined;
  const right = await ctx.passwords.matches(stored, password);
  const known = right && user?.is_active ? user : undefined;
  const proof = await proofOf(ctx, known, { login, token, code });
  const refuse = (reason: SignInRefusal) => {
    const name = ctx.pseudonym(JSON.stringify(parseLogin(login)));
    audit(ctx, 'session.sign_in_refused', { user: user?.id, login: name, reason });
    return new Failure('invalid_credentials');
  };
  if (!known || !user || !stored || (user.awaits_proof && !proof)) {
    throw refuse(reasonOf(user, right));
  }

  const hash = await rehashed(ctx, user.id, stored, password);
  const toTell = user.email_verified && (await isNew(ctx, user));
  const session = await ctx.store.transaction(async (tx) => {
    // A password that was changed while this one was checked must not open a session.
    if (!(await tx.accounts.signedIn(user.id, hash, instant(ctx.now())))) {
      throw refuse('changed_meanwhile');
    }
    if (proof && !(await useToken(ctx, tx, { user, token: proof, now: instant(ctx.now()) }))) {
      throw refuse('unproved');
    }
    if (toTell) {
      const to = { user_id: user.id, address: user.email };
      await putMail(ctx, tx, { kind: 'new-sign-in', ...to, data: occurrence(ctx) });
    }
    return openSession(ctx, tx, user.id, scope);
  });
  if (proof && user.wished_username !== null) {
    await ctx.store.accounts.claimUsername(user.id, instant(ctx.now()));
  }
  audit(ctx, 'session.signed_in', { user: user.id, session: session.id });
  if (proof) audit(ctx, 'email.verified', { user: user.id });
  if (toTell || proof) ctx.mailer.wake();
  return tokensOf(ctx, session, { cookie });
}

/** For the log alone. */
function reasonOf(user: User | undefined, right: boolean): SignInRefusal {
  if (!user) return 'unknown_login';
  if (!right) return 'wrong_password';
  return user.is_active ? 'unproved' : 'inactive';
}

/**
 * What the mail of a private sign-up brought, if it is any good. It costs the same writes whoever asks:
 * whoever signed up with somebody's address must not learn that it was free.
 */
async function proofOf(
  ctx: Context,
  user: User | undefined,
  { login, token, code }: { login: string; token?: string | undefined; code?: string | undefined },
): Promise<MailToken | undefined> {
  if (token === undefined && code === undefined) return undefined;
  const key = `proof ${JSON.stringify(parseLogin(login))}`;
  const allowed = (await ctx.limits.count('mail_token', key)) === undefined;
  if (allowed && user?.awaits_proof) return findToken(ctx, user, { token, code });
  if (code !== undefined) await ctx.store.transaction((tx) => putNoMail(ctx, tx));
  return undefined;
}

/** Whether the user has signed in before, but never with this device. */
async function isNew({ store, request }: Context, { id, last_login }: User): Promise<boolean> {
  const { userAgent } = request;
  // Mostly it is the very same, and no two need be compared by what they say of their devices.
  if (await store.sessions.hasUserAgent(id, keptUserAgent(userAgent))) return false;
  const devices = (await store.sessions.userAgents(id)).map(deviceName);
  const before = last_login !== null || devices.length > 0;
  return before && !devices.includes(deviceName(userAgent));
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
