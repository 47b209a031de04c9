import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { allScopes, openApi } from '../testing/context.js';

const refused = { reason: 'invalid_refresh_token', status: 401 };

async function openWithTokens(options: Parameters<typeof openApi>[0] = {}) {
  const api = await openApi(options);
  const account = await api.account();
  const session = async () => (await api.store.sessions.withUser(account.session))?.session;
  const first = await session();
  if (!first) throw new Error('There is no session');
  return {
    ...api,
    ...account,
    /** The token of a generation, whether or not it was handed out. */
    tokenOf: (generation: number) => api.services.refreshTokens.write({ ...first, generation }),
    refresh: (refresh_token: string, scope?: string) =>
      api.as().auth.refresh({ refresh_token, ...(scope && { scope }) }),
    session,
  };
}

describe('refresh', () => {
  it('trades a token for the next one and prolongs the session', async () => {
    const { refresh, tokenOf, session, id, pass, at } = await openWithTokens();
    pass(3_600_000);
    const tokens = await refresh(tokenOf(0));
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: allScopes });
    expect(tokens.refresh_token).toBe(tokenOf(1));
    expect(decodeJwt(tokens.access_token)).toMatchObject({ sub: id, sid: (await session())?.id });
    expect(await session()).toMatchObject({
      generation: 1,
      last_seen_at: at(),
      rotated_at: at(),
      expires_at: at(30 * 86_400_000),
    });
    expect((await refresh(tokens.refresh_token ?? '')).refresh_token).toBe(tokenOf(2));
  });

  it('answers a replay within the grace with the same successor', async () => {
    const { refresh, tokenOf, session, pass } = await openWithTokens();
    await refresh(tokenOf(0));
    for (const wait of [0, 9_999, 1]) {
      pass(wait);
      expect((await refresh(tokenOf(0))).refresh_token).toBe(tokenOf(1));
    }
    expect((await session())?.generation).toBe(1);
  });

  it.each([
    ['after the grace', {}, [0], 10_001],
    ['of the one before the preceding one', {}, [0, 1], 0],
    ['at once when there is no grace', { refreshGrace: 0 }, [0], 0],
  ])('ends the session at a replay %s', async (_, settings, used, wait) => {
    const { refresh, tokenOf, session, pass, at } = await openWithTokens({ settings });
    for (const generation of used) await refresh(tokenOf(generation));
    pass(wait);
    await expect(refresh(tokenOf(0))).rejects.toMatchObject(refused);
    expect((await session())?.revoked_at).toBe(at());
    await expect(refresh(tokenOf(used.length))).rejects.toMatchObject(refused);
  });

  it('answers sixteen refreshes at once with one and the same living token', async () => {
    const { refresh, tokenOf, session } = await openWithTokens();
    const answers = await Promise.all(Array.from({ length: 16 }, () => refresh(tokenOf(0))));
    const tokens = new Set(answers.map(({ refresh_token }) => refresh_token));
    expect([...tokens]).toEqual([tokenOf(1)]);
    expect(await session()).toMatchObject({ generation: 1, revoked_at: null });
    await expect(refresh(tokenOf(1))).resolves.toBeDefined();
  });

  it('lets one of sixteen at once through when there is no grace, and ends the session', async () => {
    const settings = { refreshGrace: 0 };
    const { refresh, tokenOf, session } = await openWithTokens({ settings });
    const tries = Array.from({ length: 16 }, () => refresh(tokenOf(0)));
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await session())?.revoked_at).not.toBeNull();
  });

  it.each([
    ['has expired', 30 * 86_400_000, 'SELECT 1'],
    ['was revoked', 0, "UPDATE sessions SET revoked_at = '2026-01-01T00:00:00.000Z'"],
    ['belongs to a deactivated account', 0, 'UPDATE users SET is_active = false'],
    ['is gone', 0, 'DELETE FROM sessions'],
  ])('refuses a token whose session %s', async (_, wait, statement) => {
    const { refresh, tokenOf, execute, pass } = await openWithTokens();
    await execute(statement);
    pass(wait);
    await expect(refresh(tokenOf(0))).rejects.toMatchObject(refused);
  });

  it('refuses a replay in the grace of a session that has ended meanwhile', async () => {
    const { refresh, tokenOf, as, session } = await openWithTokens();
    await refresh(tokenOf(0));
    await as({ session: (await session())?.id }).auth.logout();
    await expect(refresh(tokenOf(0))).rejects.toMatchObject(refused);
  });

  it.each<[string, (good: string) => string]>([
    ['garbage', () => 'garbage'],
    ['a very long text', () => 'x'.repeat(100_000)],
    ['a token without its proof', (good) => good.slice(0, good.lastIndexOf('.') + 1)],
    ['a token with another proof', (good) => `${good.slice(0, -2)}AA`],
    ["the next generation with this one's proof", (good) => good.replace('.0.', '.1.')],
    ['a generation with a zero before it', (good) => good.replace('.0.', '.00.')],
    ['the token with a newline', (good) => `${good}\n`],
    ['the token with a capital', (good) => good.replace('ses_', 'Ses_')],
  ])('refuses %s and leaves the session alone', async (_, forge) => {
    const { refresh, tokenOf, session } = await openWithTokens();
    await expect(refresh(forge(tokenOf(0)))).rejects.toMatchObject(refused);
    expect(await session()).toMatchObject({ generation: 0, revoked_at: null });
    await expect(refresh(tokenOf(0))).resolves.toBeDefined();
  });

  it('grants fewer scopes to one access token when asked to, and the session keeps its own', async () => {
    const { refresh, tokenOf, session } = await openWithTokens();
    const tokens = await refresh(tokenOf(0), 'profile:read');
    expect(tokens.scope).toBe('profile:read');
    expect(decodeJwt(tokens.access_token).scope).toBe('profile:read');
    expect((await session())?.scope).toBe(allScopes);
    expect((await refresh(tokenOf(1))).scope).toBe(allScopes);
  });

  it('refuses more scopes than the session has without using the token up', async () => {
    const { openSession, refresh, services } = await openWithTokens();
    const narrow = services.refreshTokens.write(await openSession('profile:read'));
    for (const scope of ['profile:write', 'profile:read profile:write', allScopes]) {
      const msg = 'Value error, This session was granted profile:read';
      await expect(refresh(narrow, scope)).rejects.toMatchObject({
        status: 422,
        details: { faults: [{ type: 'value_error', loc: ['body', 'scope'], msg }] },
      });
    }
    expect((await refresh(narrow, 'profile:read')).scope).toBe('profile:read');
  });

  it('stores nothing that a token could be made from without the secret', async () => {
    const { tokenOf, session } = await openWithTokens();
    const row = JSON.stringify(await session());
    const [, , proof = 'nothing'] = tokenOf(0).split('.');
    expect(proof).toHaveLength(43);
    expect(row).not.toContain(proof);
  });

  it('tells a proved address once when a replay has ended the session', async () => {
    const { refresh, tokenOf, store, session, mails, at } = await openWithTokens();
    const { user_id } = (await session()) ?? {};
    const user = await store.accounts.byId(user_id ?? '');
    await store.accounts.verifyEmail(user?.id ?? '', user?.email ?? '', at());
    await refresh(tokenOf(0));
    await refresh(tokenOf(1));
    for (let i = 0; i < 3; i++) await expect(refresh(tokenOf(0))).rejects.toMatchObject(refused);
    expect(await mails()).toMatchObject([
      { kind: 'session-ended', address: user?.email, data: { at: at(), ip: '192.0.2.1' } },
    ]);
  });
});
