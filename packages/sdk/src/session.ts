import type { TokenResponse } from './contract.generated.js';
import { isProfileError, ProfileError } from './errors.js';
import { guarded, type TokenStore } from './tokens.js';

interface SessionOptions {
  store: TokenStore;
  /** Trades a refresh token for new tokens. */
  refresh(refreshToken: string): Promise<TokenResponse>;
  onSignedOut: (() => void) | undefined;
}

/** Learns with which access token a call went out. */
export interface Sent {
  token?: string;
}

/** The tokens of the session, and their renewal: once, for any number of callers. */
export function createSession({ store, refresh, onSignedOut }: SessionOptions) {
  const tokens = guarded(store);
  /** How often somebody has signed in or out here. */
  let turns = 0;
  /** By the access token that is renewed. */
  const renewals = new Map<string, Promise<void>>();

  /** Renews unless somebody else has; when the refresh token is refused, the session ends here too. */
  async function renew(token: string): Promise<void> {
    const turn = turns;
    const used = await tokens.load();
    if (used?.access_token !== token) return;
    // Who signed in or out meanwhile, here or in another tab, wins.
    const isCurrent = (stored: TokenResponse | null) =>
      turn === turns && stored?.refresh_token === used.refresh_token;
    try {
      const renewed = await refresh(used.refresh_token ?? '');
      if (isCurrent(await tokens.load())) await tokens.save(renewed);
    } catch (error) {
      // What is kept may be no token at all.
      if (!isProfileError(error, 'invalid_refresh_token', 'validation_error')) throw error;
      if (!isCurrent(await tokens.load())) return;
      await tokens.save(null);
      // By itself, so that what it throws is reported as its own and not as the call's.
      if (onSignedOut) queueMicrotask(onSignedOut);
      const { status, requestId } = error;
      throw new ProfileError('signed_out', { status, requestId, cause: error });
    }
  }

  /** Many callers, one renewal. */
  function renewOnce(token: string): Promise<void> {
    let renewal = renewals.get(token);
    if (!renewal) {
      renewal = renew(token).finally(() => renewals.delete(token));
      renewals.set(token, renewal);
    }
    return renewal;
  }

  async function present(): Promise<TokenResponse> {
    const now = await tokens.load();
    if (now) return now;
    throw new ProfileError('signed_out');
  }

  return {
    load: tokens.load,
    /** The tokens of somebody who is signed in. */
    present,

    /** What a sign-in or sign-out leaves. */
    async save(given: TokenResponse | null): Promise<void> {
      turns += 1;
      await tokens.save(given);
    },

    /** The tokens after a renewal. */
    async renewed(): Promise<TokenResponse> {
      const { access_token } = await present();
      await renewOnce(access_token);
      return present();
    },

    /** Runs a call; when its access token has expired, renews and runs it once more. */
    async withFreshToken<T>(call: (sent: Sent) => Promise<T>): Promise<T> {
      const turn = turns;
      const sent: Sent = {};
      try {
        return await call(sent);
      } catch (error) {
        if (!sent.token || !isProfileError(error, 'invalid_token')) throw error;
        await renewOnce(sent.token);
      }
      // Whoever signed in meanwhile may be somebody else.
      if (turn !== turns) throw new ProfileError('signed_out');
      try {
        return await call({});
      } catch (error) {
        if (!isProfileError(error, 'invalid_token')) throw error;
        const { status, requestId } = error;
        const detail =
          'The server refuses the token that it has just given; sign in again, or check the clocks of its replicas';
        throw new ProfileError('invalid_token', { status, requestId, detail, cause: error });
      }
    },
  };
}
