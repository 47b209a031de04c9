import { describe, expect, it } from 'vitest';
import { openApi } from '../testing/context.js';

describe('logout', () => {
  it.each([
    ['this session, without a body', undefined, ['mine']],
    ['this session, with an empty body', {}, ['mine']],
    ['this session', { scope: 'current' as const }, ['mine']],
    ['all others', { scope: 'others' as const }, ['other', 'another']],
    ['all', { scope: 'all' as const }, ['mine', 'other', 'another']],
  ])('ends %s, and nothing of anybody else', async (_, body, ended) => {
    const { account, as, store, at, services } = await openApi();
    const ada = await account();
    const eve = await account('eve');
    const sessions = {
      mine: ada.session,
      other: (await ada.openSession()).id,
      another: (await ada.openSession()).id,
      stranger: eve.session,
    };
    expect(await as({ session: ada.session }).auth.logout(body)).toBeUndefined();

    for (const [name, id] of Object.entries(sessions)) {
      const dead = ended.includes(name);
      const row = (await store.sessions.withUser(id))?.session;
      if (!row) throw new Error('A session is gone');
      expect(row.revoked_at, name).toBe(dead ? at() : null);
      const refresh_token = services.refreshTokens.write(row);
      const refresh = () => as().auth.refresh({ refresh_token });
      const get = () => as({ session: id }).profile.get();
      if (dead) {
        await expect(refresh()).rejects.toMatchObject({ reason: 'invalid_refresh_token' });
        await expect(get()).rejects.toMatchObject({ reason: 'invalid_token' });
      } else {
        await expect(refresh()).resolves.toBeDefined();
        await expect(get()).resolves.toBeDefined();
      }
    }
  });

  it('needs a session, but no scope', async () => {
    const { account, as } = await openApi();
    const { session } = await account();
    await expect(as().auth.logout()).rejects.toMatchObject({ reason: 'not_authenticated' });
    await expect(as({ session, scopes: [] }).auth.logout()).resolves.toBeUndefined();
    await expect(as({ session }).auth.logout()).rejects.toMatchObject({ reason: 'invalid_token' });
  });
});
