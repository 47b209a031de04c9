import type { TokenResponse } from './contract.generated.js';
import { ProfileError } from './errors.js';

/**
 * Where the tokens of a session are kept. The default keeps them in memory; give your own to keep
 * them elsewhere. Whoever can read them is signed in. What it throws becomes `token_store`.
 */
export interface TokenStore {
  /** The tokens that were saved last, or null when nobody is signed in. Asked before every request. */
  load(): TokenResponse | null | Promise<TokenResponse | null>;
  /** Keeps new tokens in place of the old; null forgets the session. */
  save(tokens: TokenResponse | null): void | Promise<void>;
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

/** @internal */
export function isTokens(value: unknown): value is TokenResponse {
  const { access_token, refresh_token } = Object(value) as Partial<TokenResponse>;
  return typeof access_token === 'string' && typeof refresh_token === 'string';
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
      if (tokens === null || isTokens(tokens)) return tokens;
      throw new ProfileError('token_store', {
        detail:
          'The token store gave something else than tokens; save null in it, or sign in again',
      });
    },
    save: (tokens: TokenResponse | null) => guard(() => store.save(tokens)),
  };
}
