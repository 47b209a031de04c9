import type { TokenResponse } from './contract.generated.js';
import { ProfileError } from './errors.js';

/**
 * Where the tokens of a session are kept. The default keeps them in memory; give your own to keep
 * them elsewhere. Whoever can read them is signed in.
 */
export interface TokenStore {
  /** The tokens of the session, or null when nobody is signed in. */
  load(): TokenResponse | null | Promise<TokenResponse | null>;
  /** Keeps new tokens; null forgets the session. */
  save(tokens: TokenResponse | null): void | Promise<void>;
}

/** Keeps the tokens until the program ends or the page is left. */
export function memoryTokenStore(tokens: TokenResponse | null = null): TokenStore {
  let kept = tokens;
  return {
    load: () => kept,
    save: (given) => {
      kept = given;
    },
  };
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
    load: () => guard(() => store.load()),
    save: (tokens: TokenResponse | null) => guard(() => store.save(tokens)),
  };
}
