import { openApi } from './context.js';

/** A session whose refresh token a browser keeps. */
export async function openWithCookie(options: Parameters<typeof openApi>[0] = {}) {
  const api = await openApi(options);
  const ada = await api.account();
  const find = async (id: string) => (await api.store.sessions.withUser(id))?.session;
  const first = await find(ada.session);
  if (!first) throw new Error('There is no session');
  return {
    ...api,
    ada,
    find,
    tokenOf: (generation: number) => api.services.refreshTokens.write({ ...first, generation }),
    revoked: async (id: string) => (await find(id))?.revoked_at !== null,
  };
}
