import { createProfileClient } from '@profile/sdk';
import { createTestProfileServer, type TestServerOptions } from '@profile/testing';
import { describe, expect, it, onTestFinished } from 'vitest';

async function start(options?: TestServerOptions) {
  const server = await createTestProfileServer(options);
  onTestFinished(() => server.close());
  return server;
}

it('is reached over the network and past it, at every door', async () => {
  const server = await start({ settings: { CORS_ORIGINS: 'https://app.example.com' } });
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const { tokens, email } = await server.createUser();
  const init = {
    headers: {
      authorization: `Bearer ${tokens.access_token}`,
      origin: 'https://app.example.com',
      'x-request-id': 'the-same',
    },
  };
  for (const path of ['/api/v1/me', '/trpc/profile.get', '/nowhere', '/openapi.json', '/healthz']) {
    const real = await facts(await fetch(server.url + path, init));
    expect(await facts(await server.fetch(path, init))).toEqual(real);
    expect(real.headers['access-control-allow-origin']).toBe('https://app.example.com');
  }
  const legacy = await server.fetch('/api/profile/', { method: 'POST', ...init });
  expect(await legacy.json()).toMatchObject({ id: 1, email });
});

/** What a client sees of an answer; the rest is about the connection and the moment. */
async function facts(response: Response) {
  const { date, connection, 'keep-alive': kept, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, text: await response.text() };
}

it('needs no port', async () => {
  const { url, fetch, createUser } = await start({ listen: false });
  expect(url).toBe('http://profile.test');
  const { username, password } = await createUser();
  const client = createProfileClient({ url, fetch });
  await client.auth.login({ login: username, password });
  await expect(
    client.auth.login({ login: username, password: `${password}!` }),
  ).rejects.toMatchObject({ code: 'invalid_credentials', status: 401 });
  await client.auth.logout();
  await expect(client.profile.get()).rejects.toMatchObject({ code: 'signed_out' });
  const given = AbortSignal.abort();
  await expect(fetch('/healthz', { signal: given })).rejects.toThrow(/abort/i);
});

it('shares nothing with another server', async () => {
  const servers = [await start(), await start({ listen: false })];
  for (const { createUser, inbox } of servers) {
    const { email } = await createUser();
    expect(email).toBe('person-1@example.com');
    expect(await inbox.all(email)).toHaveLength(1);
  }
});

it('is gone once it is closed, whoever still has a connection', async () => {
  const server = await createTestProfileServer();
  const answer = await fetch(`${server.url}/healthz`);
  await answer.text();
  await server.close();
  await expect(fetch(server.url)).rejects.toThrow();
});

describe('its settings', () => {
  it('are the server’s own, by the same rules', async () => {
    const server = await start({ listen: false, settings: { PASSWORD_MIN_LENGTH: '30' } });
    await expect(server.createUser()).rejects.toThrow(/answered 422 .*at least 30 characters/);
    await expect(
      createTestProfileServer({ settings: { ACCESS_TOKEN_TTL: 'soon', LIMITS: 'x' } }),
    ).rejects.toThrow(/ACCESS_TOKEN_TTL must be a duration.*\n.*LIMITS/s);
  });

  it('leave to it where it listens and what it keeps', async () => {
    const settings = { PORT: '8080', DATABASE_URL: 'file:./data/profile.db' };
    await expect(createTestProfileServer({ settings })).rejects.toThrow(
      'A test server sets PORT and DATABASE_URL by itself',
    );
  });

  it('count nothing unless told to', async () => {
    const off = await start({ listen: false });
    for (let i = 0; i < 21; i++) await off.createUser();
    const on = await start({ listen: false, settings: { LIMITS: '' } });
    for (let i = 0; i < 20; i++) await on.createUser();
    await expect(on.createUser()).rejects.toThrow('answered 429');
  });
});

describe('somebody made for a test', () => {
  it('is as asked for', async () => {
    const server = await start({ listen: false });
    const given = { email: 'ada@example.com', username: 'ada', password: 'quiet-lantern-58' };
    const user = await server.createUser({ ...given, verified: true });
    expect(user).toMatchObject({ ...given, id: expect.stringMatching(/^usr_/) });
    const headers = { authorization: `Bearer ${user.tokens.access_token}` };
    const me = await (await server.fetch('/api/v1/me', { headers })).json();
    expect(me).toMatchObject({ id: user.id, email: given.email, email_verified: true });
    // The mail that proved it is nothing to wait for any more.
    await expect(server.inbox.wait(given.email, { timeout: 1 })).rejects.toThrow(
      /so far: verify-email/,
    );
  });

  it('cannot be made where signing up signs nobody in', async () => {
    const server = await start({ listen: false, settings: { PRIVATE_SIGN_UP: 'true' } });
    await expect(server.createUser()).rejects.toThrow(/PRIVATE_SIGN_UP/);
  });
});

it('keeps pictures in memory, and forgets them when it moves on', async () => {
  const { url, createUser, clock } = await start();
  const { username, password } = await createUser();
  const client = createProfileClient({ url });
  await client.auth.login({ login: username, password });
  const picture = Buffer.from('UklGRh4AAABXRUJQVlA4TBEAAAAvn8/nEwdQjyJXq4CBiOh/AAA=', 'base64');
  const set = () => client.profile.setAvatar(picture);
  const former = (await set()).avatar_url;
  const { avatar_url } = await set();
  expect((await fetch(url + former)).status).toBe(404);
  await clock.advance({ hours: 2 });
  const shown = await fetch(url + avatar_url);
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp']);
});
