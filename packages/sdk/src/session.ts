import type { TokenResponse } from './contract.generated.js';
import { isProfileError, ProfileError } from './errors.js';
import { guarded, type TokenStore } from './tokens.js';

interface SessionOptions {
  store: TokenStore;
  /** Trades a refresh token for new tokens. */
  refresh(refreshToken: string): Promise<TokenResponse>;
  onSignedOut: (() => void) | undefined;
}

/** The tokens of the session, and their renewal: once, for any number of callers. */
export function createSession({ store, refresh, onSignedOut }: SessionOptions) {
  const tokens = guarded(store);
  let renewal: Promise<void> | undefined;

  /** Renews unless somebody else has; a refresh token that isn't good any more ends the session here too. */
  async function renew(used: TokenResponse): Promise<void> {
    const before = await tokens.load();
    if (before?.access_token !== used.access_token) return;
    try {
      const renewed = await refresh(before.refresh_token);
      // Who signed out or in meanwhile wins.
      const now = await tokens.load();
      if (now?.refresh_token === before.refresh_token) await tokens.save(renewed);
    } catch (error) {
      if (!isProfileError(error, 'invalid_refresh_token')) throw error;
      const now = await tokens.load();
      if (now?.refresh_token === before.refresh_token) {
        await tokens.save(null);
        onSignedOut?.();
      }
      throw new ProfileError('signed_out', { status: error.status, cause: error });
    }
  }

  /** Many callers, one renewal. */
  function renewOnce(used: TokenResponse): Promise<void> {
    renewal ??= renew(used).finally(() => {
      renewal = undefined;
    });
    return renewal;
  }

  return {
    load: tokens.load,
    save: tokens.save,

    /** The tokens after a renewal of these. */
    async renewed(used: TokenResponse): Promise<TokenResponse> {
      await renewOnce(used);
      const now = await tokens.load();
      if (!now) throw new ProfileError('signed_out');
      return now;
    },

    /** Runs a call; when its access token has expired, renews and runs it once more. */
    async withFreshToken<T>(call: () => Promise<T>): Promise<T> {
      const used = await tokens.load();
      try {
        return await call();
      } catch (error) {
        if (!used || !isProfileError(error, 'invalid_token')) throw error;
        await renewOnce(used);
        return call();
      }
    },
  };
}
