// A site that renders profiles on the server. Its visitors have a cookie of the site; the tokens stay here.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text as bodyOf } from 'node:stream/consumers';
import { createProfileClient, isProfileError, type TokenStore } from '@profile/sdk';
import { profilePage, signInPage } from './pages.js';
import { createSessions } from './sessions.js';

interface Answer {
  status?: number;
  html?: string;
  /** To which page of the site. */
  location?: string;
  cookie?: string;
}

export function createSite(profileUrl: string): Server {
  const sessions = createSessions();
  // One client a request, with the tokens of whoever asks: a client for all would mix people up.
  const clientOf = (store: TokenStore) => createProfileClient({ url: profileUrl, store });

  const routes: Record<string, (request: IncomingMessage) => Promise<Answer>> = {
    async 'GET /'({ headers }) {
      const store = sessions.find(headers.cookie);
      if (!store) return { location: '/sign-in' };
      return { html: profilePage(await clientOf(store).profile.get()) };
    },

    async 'POST /'(request) {
      const store = sessions.find(request.headers.cookie);
      if (!store) return { location: '/sign-in' };
      const client = clientOf(store);
      const typed = (await formOf(request)).get('display_name') ?? '';
      try {
        await client.profile.update({ display_name: typed.trim() || null });
        return { location: '/' };
      } catch (error) {
        if (!isProfileError(error, 'validation_error')) throw error;
        const fault = error.detail.map(({ msg }) => msg).join(' ');
        return { status: 422, html: profilePage(await client.profile.get(), { typed, fault }) };
      }
    },

    async 'GET /sign-in'() {
      return { html: signInPage() };
    },

    async 'POST /sign-in'(request) {
      const form = await formOf(request);
      const [login, password] = [form.get('login') ?? '', form.get('password') ?? ''];
      // Kept only if it succeeds; with an id of its own, so that nobody can have planted one.
      const { store, cookie } = sessions.begin();
      try {
        await clientOf(store).auth.login({ login, password });
        sessions.end(request.headers.cookie);
        return { location: '/', cookie };
      } catch (error) {
        sessions.end(cookie);
        if (!isProfileError(error)) throw error;
        return { status: error.status ?? 502, html: signInPage(error.message) };
      }
    },

    async 'POST /sign-out'({ headers }) {
      const store = sessions.find(headers.cookie);
      if (store) await clientOf(store).auth.logout();
      return { location: '/sign-in', cookie: sessions.end(headers.cookie) };
    },
  };

  async function answer(request: IncomingMessage): Promise<Answer> {
    // No form of ours is longer, and whatever is must not fill the memory.
    if (request.method === 'POST' && !(Number(request.headers['content-length']) <= 10_000)) {
      return { status: 413, html: 'This is too much.' };
    }
    const route = routes[`${request.method} ${request.url}`];
    if (!route) return { status: 404, html: 'There is nothing here.' };
    try {
      return await route(request);
    } catch (error) {
      // The session ended elsewhere, such as by a changed password.
      if (isProfileError(error, 'signed_out')) {
        return { location: '/sign-in', cookie: sessions.end(request.headers.cookie) };
      }
      return { status: 502, html: 'Profiles are out of reach. Try again in a moment.' };
    }
  }

  return createServer(async (request, response) => {
    const { location, cookie, html = '', status = location ? 303 : 200 } = await answer(request);
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      ...(location && { location }),
      ...(cookie && { 'set-cookie': cookie }),
    });
    response.end(html);
  });
}

const formOf = async (request: IncomingMessage) => new URLSearchParams(await bodyOf(request));
