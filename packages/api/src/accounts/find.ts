import type { User } from '@profile/db';
import { findByLogin } from '../auth/sign-in.js';
import type { Services } from '../context.js';

/** The account of an id, an address or a username, in the spelling that people sign in with. */
export async function findAccount(ctx: Services, who: string): Promise<User | undefined> {
  return (await ctx.store.accounts.byId(who)) ?? findByLogin(ctx, who);
}
