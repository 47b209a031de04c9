import type { TokenResponse } from './contract.generated.js';
import type { TokenStore } from './tokens.js';

/** Which entry of `localStorage` a store has. */
export interface BrowserStoreOptions {
  /** Its name. An app that calls several Profile servers gives each store one of its own. */
  key?: string | undefined;
}

/**
 * Keeps the tokens in `localStorage`: across reloads, and for all tabs of the page's origin. Every
 * script of the origin can read them, an injected one too; `cookieTokenStore` is safer. Where the
 * browser forbids or has no room for it, calls throw `token_store`.
 */
export function localStorageTokenStore({
  key = 'profile.tokens',
}: BrowserStoreOptions = {}): TokenStore {
  return {
    shared: key,
    load: () => JSON.parse(localStorage.getItem(key) ?? 'null'),
    save(tokens) {
      if (tokens) localStorage.setItem(key, JSON.stringify(tokens));
      else localStorage.removeItem(key);
    },
  };
}

/** That there is a session whose access token this tab doesn't have yet. */
const unread: TokenResponse = {
  access_token: '',
  token_type: 'Bearer',
  expires_in: 0,
  refresh_token: '',
  scope: '',
};

/**
 * Has the server keep the refresh token in a cookie that no script can read, and keeps the access token
 * in this tab's memory. After a reload the first call renews. For pages of the server's own site, whose
 * origin is its own or one of its CORS_ORIGINS. In `localStorage` is only a note that somebody is signed
 * in, which is no secret: without it no call is sent, and a new one has other tabs let go of who was.
 */
export function cookieTokenStore({
  key = 'profile.signed-in',
}: BrowserStoreOptions = {}): TokenStore {
  let kept: { tokens: TokenResponse; note: string } | undefined;
  return {
    shared: key,
    delivery: 'cookie',
    load() {
      const note = localStorage.getItem(key);
      if (note === null) return null;
      return kept?.note === note ? kept.tokens : unread;
    },
    save(tokens, renewed) {
      kept = undefined;
      if (!tokens) return localStorage.removeItem(key);
      const old = renewed ? localStorage.getItem(key) : null;
      const note = old ?? Math.random().toString(36).slice(2);
      localStorage.setItem(key, note);
      kept = { tokens, note };
    },
  };
}
