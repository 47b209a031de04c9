import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, password, startApp, type TestApp } from './testing/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const next = 'quiet-lantern-58-harbor';
const auth = '/api/v1/auth';

/** The statuses of reading the profile at both doors. */
async function reading(token: string): Promise<[rest: number, rpc: number]> {
  const rest = await app.rest('GET', '/api/v1/me', { token });
  const rpc = await app.rpc('profile.get', undefined, token);
  return [rest.status, rpc.status];
}

async function signIn({ email }: Account, secret = password): Promise<string> {
  const { body } = await app.rest('POST', `${auth}/login`, {
    body: { login: email, password: secret },
  });
  return String(body.access_token);
}

const refreshing = (refresh_token: string) =>
  app.rest('POST', `${auth}/refresh`, { body: { refresh_token } });

describe.each(['REST', 'tRPC'])('A password change over %s', (door) => {
  const change = (token: string) => {
    const body = { current_password: password, new_password: next };
    return door === 'REST'
      ? app.rest('POST', '/api/v1/me/password', { token, body })
      : app.rpc('password.change', body, token);
  };

  it('ends the other sessions at their next request and keeps its own', async () => {
    const account = await app.signUp();
    const others = [await signIn(account), await signIn(account)];
    const stranger = await app.signUp();
    for (const token of others) expect(await reading(token)).toEqual([200, 200]);
    const { status, text } = await change(account.access_token);
    expect([status, text]).toEqual([200, expect.stringContaining('"sessions_revoked":2')]);
    for (const token of others) expect(await reading(token)).toEqual([401, 401]);
    expect(await reading(account.access_token)).toEqual([200, 200]);
    expect((await refreshing(account.refresh_token)).status).toBe(200);
    expect(await reading(stranger.access_token)).toEqual([200, 200]);
  });

  it('makes the new password the only one', async () => {
    const account = await app.signUp();
    await change(account.access_token);
    expect(await signIn(account)).toBe('undefined');
    expect(await reading(await signIn(account, next))).toEqual([200, 200]);
  });

  it('lets one of two changes at once through', async () => {
    const account = await app.signUp();
    const tokens = [account.access_token, await signIn(account)];
    const statuses = (await Promise.all(tokens.map(change))).map(({ status }) => status).sort();
    expect([
      [200, 400],
      [200, 401],
    ]).toContainEqual(statuses);
  });
});

describe('Signing out', () => {
  it.each([
    ['without a body', undefined, [401, 200]],
    ['of the current session', { scope: 'current' }, [401, 200]],
    ['of the others', { scope: 'others' }, [200, 401]],
    ['of all', { scope: 'all' }, [401, 401]],
  ])('%s ends what it says', async (_, body, [own, other]) => {
    for (const door of ['REST', 'tRPC']) {
      const account = await app.signUp();
      const second = await signIn(account);
      const { access_token: token } = account;
      if (door === 'REST') {
        const answer = await app.rest('POST', `${auth}/logout`, { token, body });
        expect([answer.status, answer.text]).toEqual([204, '']);
      } else {
        expect((await app.rpc('auth.logout', body, token)).status).toBe(200);
      }
      expect(await reading(token)).toEqual([own, own]);
      expect(await reading(second)).toEqual([other, other]);
      expect((await refreshing(account.refresh_token)).status).toBe(own);
    }
  });

  it.each([
    ['no content type', null, '', 204],
    ['a content type and no body', 'application/json', '', 204],
    ['null', 'application/json', 'null', 204],
    ['text', 'text/plain', 'all', 422],
    ['a JSON text without a content type', null, '{"scope":"all"}', 422],
  ])('with %s', async (_, type, body, status) => {
    const { access_token: token } = await app.signUp();
    const sent = { token, body, headers: { 'content-type': type } };
    expect((await app.rest('POST', `${auth}/logout`, sent)).status).toBe(status);
    expect(await reading(token)).toEqual(status === 204 ? [401, 401] : [200, 200]);
  });
});

describe('A token', () => {
  it('expires to the second, also once it was remembered', async () => {
    const { access_token: token, expires_in } = await app.signUp();
    app.clock.time += expires_in * 1000 - 1;
    expect(await reading(token)).toEqual([200, 200]);
    app.clock.time += 1;
    expect(await reading(token)).toEqual([401, 401]);
    app.clock.time += 1;
    expect(await reading(token)).toEqual([401, 401]);
  });

  it('is dead with its session, though it has not expired', async () => {
    const { access_token: token, username } = await app.signUp();
    expect(await reading(token)).toEqual([200, 200]);
    await app.sql(
      'UPDATE sessions SET expires_at = ? WHERE user_id = (SELECT id FROM users WHERE username = ?)',
      app.now().toISOString(),
      username,
    );
    expect(await reading(token)).toEqual([401, 401]);
  });

  it.each(['is_active = false', 'is_active = true'])(
    'is asked about %s at every request',
    async (set) => {
      const { access_token: token, username, refresh_token } = await app.signUp();
      await app.sql(`UPDATE users SET ${set} WHERE username = ?`, username);
      const status = set === 'is_active = true' ? 200 : 401;
      expect(await reading(token)).toEqual([status, status]);
      expect((await refreshing(refresh_token)).status).toBe(status);
    },
  );
});

describe('A refresh token', () => {
  it('works once; a replay within the grace gives the same successor, a later one ends it all', async () => {
    const { refresh_token } = await app.signUp();
    const first = await refreshing(refresh_token);
    app.clock.time += 10_000;
    const again = await refreshing(refresh_token);
    expect(again.body.refresh_token).toBe(first.body.refresh_token);
    app.clock.time += 1;
    expect((await refreshing(refresh_token)).body.code).toBe('invalid_refresh_token');
    expect(await reading(String(first.body.access_token))).toEqual([401, 401]);
    expect((await refreshing(String(first.body.refresh_token))).status).toBe(401);
  });

  it('gives ten callers at once one successor', async () => {
    const { refresh_token } = await app.signUp();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refreshing(refresh_token)));
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1);
  });

  it('grants no more than the session was granted', async () => {
    const { email } = await app.signUp();
    const login = { login: email, password, scope: 'profile:read' };
    const { body } = await app.rest('POST', `${auth}/login`, { body: login });
    expect(body.scope).toBe('profile:read');
    const wider = { refresh_token: body.refresh_token, scope: 'profile:read profile:write' };
    expect(await app.rest('POST', `${auth}/refresh`, { body: wider })).toMatchObject({
      status: 422,
      body: { detail: [{ type: 'value_error', loc: ['body', 'scope'] }] },
    });
    const same = await refreshing(String(body.refresh_token));
    expect([same.status, same.body.scope]).toEqual([200, 'profile:read']);
  });
});
