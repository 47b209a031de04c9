import type { TokenResponse } from './contract.generated.js';
import type { Deadline } from './deadline.js';
import { isProfileError, ProfileError } from './errors.js';
import { guarded, type TokenStore } from './tokens.js';

interface SessionOptions {
  store: TokenStore;
  /** Trades a refresh token for new tokens. */
  refresh(refreshToken: TokenResponse['refresh_token'], deadline: Deadline): Promise<TokenResponse>;
  /**
   * Runs a renewal in the time that one may take, while no other tab renews. It gives whether others find
   * something new in the store.
   */
  exclusive(renewal: (deadline: Deadline) => Promise<boolean>): Promise<unknown>;
  /** Learns that the session could not be renewed. */
  onExpired(): void;
}

/** Learns with which access token a call went out. */
export interface Sent {
  token?: string;
}

/** What a renewal is refused with. What is kept may be no token at all, or a cookie for other pages. */
const refusals = ['invalid_refresh_token', 'validation_error', 'origin_not_allowed'] as const;

/** The part of an access token's life after which it is renewed before a call. */
const ripe = 0.9;

/** The tokens of the session, and their renewal: once, for any number of callers. */
export function createSession({ store, refresh, exclusive, onExpired }: SessionOptions) {
  const tokens = guarded(store);
  /** How often somebody has signed in or out here. */
  let turns = 0;
  /** By the access token that is renewed. */
  const renewals = new Map<string, Promise<unknown>>();
  /**
   * Until when a token that was received here is not to be renewed, by a clock that nobody sets. It may
   * stand still while the device sleeps; the server then refuses the token, and it is renewed after all.
   */
  let received: { token: string; until: number } | undefined;

  async function save(given: TokenResponse | null, renewed?: boolean): Promise<void> {
    await tokens.save(given, renewed);
    received = given
      ? { token: given.access_token, until: performance.now() + given.expires_in * 1000 * ripe }
      : undefined;
  }

  /** Renews unless somebody else has; when the refresh token is refused, the session ends here too. */
  async function renew(token: string, turn: number, deadline: Deadline): Promise<boolean> {
    const used = await tokens.load();
    if (used?.access_token !== token) return false;
    // Who signed in or out meanwhile, here or in another tab, wins.
    const isCurrent = (stored: TokenResponse | null) =>
      turn === turns && stored?.access_token === token;
    try {
      const renewed = await refresh(used.refresh_token, deadline);
      if (!isCurrent(await tokens.load())) return false;
      await save(renewed, true);
      // By a cookie each tab renews for itself.
      return store.delivery !== 'cookie';
    } catch (error) {
      if (!isProfileError(error, ...refusals)) throw error;
      if (!isCurrent(await tokens.load())) return false;
      await save(null);
      onExpired();
      const { status, requestId } = error;
      throw new ProfileError('signed_out', { status, requestId, cause: error });
    }
  }

  /** Many callers, one renewal. */
  function renewOnce(token: string): Promise<unknown> {
    let renewal = renewals.get(token);
    if (!renewal) {
      const turn = turns;
      renewal = exclusive((deadline) => renew(token, turn, deadline)).finally(() =>
        renewals.delete(token),
      );
      renewals.set(token, renewal);
    }
    return renewal;
  }

  /** Spares a call the refusal of a token that has expired; when renewing fails, it may be good still. */
  async function renewAhead(): Promise<void> {
    const ahead = received;
    if (!ahead || !(performance.now() >= ahead.until)) return;
    await renewOnce(ahead.token).catch((error) => {
      if (isProfileError(error, 'signed_out')) throw error;
    });
    if (received === ahead) received = undefined;
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
      await save(given);
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
      // Whoever signed in meanwhile may be somebody else.
      const stay = () => {
        if (turn !== turns) throw new ProfileError('signed_out');
      };
      const sent: Sent = {};
      await renewAhead();
      stay();
      try {
        return await call(sent);
      } catch (error) {
        if (sent.token === undefined || !isProfileError(error, 'invalid_token')) throw error;
        await renewOnce(sent.token);
      }
      stay();
      const again: Sent = {};
      try {
        return await call(again);
      } catch (error) {
        if (!isProfileError(error, 'invalid_token')) throw error;
        // Another tab has signed somebody in.
        if (again.token === '') throw new ProfileError('signed_out', { cause: error });
        const { status, requestId } = error;
        const detail =
          'The server refuses the token that it has just given; sign in again, or check the clocks of its replicas';
        throw new ProfileError('invalid_token', { status, requestId, detail, cause: error });
      }
    },
  };
}
