// The visitors' sessions of the site: a cookie that says nothing, and what belongs to it here.
import { randomBytes } from 'node:crypto';
import { memoryTokenStore, type TokenStore } from '@profile/sdk';

const name = 'site_session';

/** In memory, as suits one process; several share a database that keeps the tokens by the same id. */
export function createSessions() {
  const open = new Map<string, TokenStore>();
  const idOf = (cookie = '') => new RegExp(`(?:^|; *)${name}=([\\w-]+)`).exec(cookie)?.[1] ?? '';

  return {
    /** Where the tokens of a request's visitor are kept, or undefined when they aren't signed in. */
    find: (cookie: string | undefined): TokenStore | undefined => open.get(idOf(cookie)),

    /** A new session with an id that nobody knew before, and the cookie for it. */
    begin(): { store: TokenStore; cookie: string } {
      const id = randomBytes(24).toString('base64url');
      const store = memoryTokenStore();
      open.set(id, store);
      // The browser never sees a token; over https, add Secure.
      return { store, cookie: `${name}=${id}; HttpOnly; SameSite=Lax; Path=/` };
    },

    /** Forgets the session, and gives the cookie that makes the browser forget it. */
    end(cookie: string | undefined): string {
      open.delete(idOf(cookie));
      return `${name}=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0`;
    },
  };
}
