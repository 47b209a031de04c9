import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { password, startApp, type TestApp } from './testing/app.js';

const firefox = 'Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

interface Listed {
  id: string;
  created_at: string;
  last_seen_at: string;
  ip: string | null;
  device: string | null;
  current: boolean;
}

async function list(token: string): Promise<Listed[]> {
  const { status, body } = await app.rest('GET', '/api/v1/me/sessions', { token });
  expect(status).toBe(200);
  return body.sessions as Listed[];
}

async function signIn(login: string, userAgent: string): Promise<string> {
  const headers = { 'user-agent': userAgent };
  const { body } = await app.rest('POST', '/api/v1/auth/login', {
    body: { login, password },
    headers,
  });
  return String(body.access_token);
}

const end = (token: string, id: string) =>
  app.rest('DELETE', `/api/v1/me/sessions/${encodeURIComponent(id)}`, { token });

const read = (token: string) => app.rest('GET', '/api/v1/me', { token });

describe('The own sessions', () => {
  it('are listed, last used first, with a device and without a token', async () => {
    const account = await app.signUp();
    app.clock.time += 1000;
    const token = await signIn(account.username, firefox);
    const sessions = await list(token);
    expect(sessions.map(({ current, device, ip }) => [current, device, ip])).toEqual([
      [true, 'Firefox on Windows', '127.0.0.1'],
      [false, expect.anything(), '127.0.0.1'],
    ]);
    const fields = ['id', 'created_at', 'last_seen_at', 'ip', 'device', 'current'];
    for (const session of sessions) expect(Object.keys(session)).toEqual(fields);
    expect(await app.rpc('sessions.list', undefined, token)).toMatchObject({ status: 200 });
  });

  it('end one by one, at the next request and at every door', async () => {
    const account = await app.signUp();
    const token = await signIn(account.email, 'curl/8.5.0');
    const other = (await list(token)).find(({ current }) => !current);
    expect((await end(token, other?.id ?? '')).status).toBe(204);
    expect((await read(account.access_token)).status).toBe(401);
    expect((await app.rpc('profile.get', undefined, account.access_token)).status).toBe(401);
    expect((await app.rest('POST', '/api/profile/', { token: account.access_token })).status).toBe(
      401,
    );
    const { refresh_token } = account;
    const refreshed = await app.rest('POST', '/api/v1/auth/refresh', { body: { refresh_token } });
    expect(refreshed.status).toBe(401);
    expect(await list(token)).toHaveLength(1);
    expect((await read(token)).status).toBe(200);
  });

  it.each([
    ['unknown', 'ses_01jq2v8m3xfq9t5c7d0a4ke6nb'],
    ['no id at all', 'x'],
    ['NUL', '\0'],
    ['a line feed', '\n'],
    ['a slash', '/'],
    ['SQL', "' OR 1=1 --"],
    ['very long', 'x'.repeat(5000)],
  ])('answer 204 to an id that is %s', async (_, id) => {
    const { access_token } = await app.signUp();
    expect((await end(access_token, id)).status).toBe(204);
    expect((await read(access_token)).status).toBe(200);
  });

  it('are not ended by a path without an id, which is no path', async () => {
    const { access_token: token } = await app.signUp();
    for (const [path, status] of [
      ['/api/v1/me/sessions//', 404],
      ['/api/v1/me/sessions/', 405],
    ] as const) {
      expect((await app.rest('DELETE', path, { token })).status).toBe(status);
      expect((await app.rest('DELETE', path)).status).toBe(status);
    }
    expect((await read(token)).status).toBe(200);
  });

  it('of somebody else stay, and the answer does not say so', async () => {
    const [mine, theirs] = [await app.signUp(), await app.signUp()];
    const [session] = await list(theirs.access_token);
    expect((await end(mine.access_token, session?.id ?? '')).status).toBe(204);
    expect((await read(theirs.access_token)).status).toBe(200);
  });

  it('need the scope account:security', async () => {
    const { username } = await app.signUp();
    const body = { login: username, password, scope: 'profile:read profile:write' };
    const { access_token } = (await app.rest('POST', '/api/v1/auth/login', { body })).body;
    const token = String(access_token);
    expect((await app.rest('GET', '/api/v1/me/sessions', { token })).status).toBe(403);
    expect((await end(token, 'x')).status).toBe(403);
  });

  it('are at most a hundred: the ones used longest ago make room', async () => {
    const { username, access_token } = await app.signUp();
    const user = await app.store.accounts.byUsername(username);
    const at = (second: number) => new Date(app.clock.time + second * 1000).toISOString();
    for (let i = 1; i <= 110; i++) {
      await app.store.sessions.create({
        id: `ses_${username}${i}`,
        user_id: user?.id ?? '',
        scope: 'account:security',
        created_at: at(i),
        last_seen_at: at(i),
        rotated_at: at(i),
        expires_at: '2099-01-01T00:00:00.000Z',
        seed: 'seed',
        ip: null,
        user_agent: null,
      });
    }
    app.clock.time += 200_000;
    const token = await signIn(username, firefox);
    expect(await list(token)).toHaveLength(100);
    expect((await read(access_token)).status).toBe(401);
  });

  it('note when they were last used, to the minute, in one write for many requests', async () => {
    const { access_token } = await app.signUp();
    const [before] = await list(access_token);
    app.clock.time += 90_000;
    for (let i = 0; i < 5; i++) await read(access_token);
    expect((await list(access_token))[0]).toEqual(before);
    await app.lastSeen.flush();
    const [after] = await list(access_token);
    expect(after?.last_seen_at).toBe(new Date(app.clock.time).toISOString());
    expect(after?.created_at).toBe(before?.created_at);
  });
});
