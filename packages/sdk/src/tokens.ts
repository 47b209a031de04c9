import type { TokenResponse } from './contract.generated.js';
import { ProfileError } from './errors.js';

/**
 * Where the tokens of a session are kept. The default keeps them in memory; give your own to keep
 * them elsewhere. Whoever can read them is signed in. What it throws becomes `token_store`.
 */
export interface TokenStore {
  /**
   * The tokens that were saved last, or null when nobody is signed in. Asked before every request.
   * With an empty `access_token` the session is renewed first.
   */
  load(): TokenResponse | null | Promise<TokenResponse | null>;
  /**
   * Keeps new tokens in place of the old; null forgets the session. `renewed` says that they belong
   * to the session that was kept; else somebody has signed in.
   */
  save(tokens: TokenResponse | null, renewed?: boolean): void | Promise<void>;
  /**
   * What tabs that have the same tokens call them. They renew one at a time, where the browser has Web
   * Locks, and hear each other's events.
   */
  readonly shared?: string | undefined;
  /** `cookie` has the server keep the refresh token in a cookie that no script can read. */
  readonly delivery?: 'cookie' | undefined;
}

/** Keeps the tokens until the program ends or the page is left; `tokens` are those to begin with. */
export function memoryTokenStore(tokens: TokenResponse | null = null): TokenStore {
  let kept = tokens;
  return {
    load: () => kept,
    save: (given) => {
      kept = given;
    },
  };
}

/** Whether it is tokens; those of a cookie have no refresh token. @internal */
export function isTokens(
  value: unknown,
  delivery?: TokenStore['delivery'],
): value is TokenResponse {
  const { access_token, refresh_token } = Object(value) as Partial<TokenResponse>;
  return typeof access_token === 'string' && (!!delivery || typeof refresh_token === 'string');
}

/** A store whose failures are ours. @internal */
export function guarded(store: TokenStore) {
  const guard = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw new ProfileError('token_store', { cause });
    }
  };
  return {
    async load(): Promise<TokenResponse | null> {
      // Many a store says undefined for nothing.
      const tokens = (await guard(() => store.load())) ?? null;
      if (tokens === null || isTokens(tokens, store.delivery)) return tokens;
      throw new ProfileError('token_store', {
        detail:
          'The token store gave something else than tokens; save null in it, or sign in again',
      });
    },
    save: (tokens: TokenResponse | null, renewed = false) =>
      guard(() => store.save(tokens, renewed)),
  };
}
