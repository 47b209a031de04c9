import type { TokenDelivery } from '@profile/contract';
import type { Context, RefreshCookie } from '../context.js';
import { Failure } from '../errors.js';

/** The cookie that a new refresh token goes into, if that is where it is asked for. */
export function cookieFor(
  ctx: Context,
  delivery: TokenDelivery | undefined,
): RefreshCookie | undefined {
  if (delivery !== 'cookie') return undefined;
  const cookie = ctx.refreshCookie();
  cookie.claim();
  return cookie;
}

/** Does something with the token that the cookie brought; one that is no good any more is forgotten. */
export async function withCookieToken<T>(
  cookie: RefreshCookie,
  work: (token: string) => Promise<T>,
): Promise<T> {
  const [token = '', ...others] = cookie.sent;
  // One of them was set by a neighbouring host, and would be the only one once ours were forgotten.
  if (others.length > 0) throw new Failure('invalid_refresh_token');
  try {
    return await work(token);
  } catch (error) {
    if (error instanceof Failure && error.reason === 'invalid_refresh_token') cookie.clear();
    throw error;
  }
}
