import { createProfileClient, memoryTokenStore, type ProfileClient } from '@profile/sdk';
import {
  createTestProfileServer,
  type TestProfileServer,
  type TestServerOptions,
} from '@profile/testing';
import { describe, expect, it, onTestFinished } from 'vitest';

const password = 'violet-anchor-73-mosaic';
const email = 'ada@example.com';

async function start(options?: TestServerOptions): Promise<TestProfileServer> {
  const server = await createTestProfileServer({ listen: false, ...options });
  onTestFinished(() => server.close());
  return server;
}

/** A client, and what it has sent so far. */
function clientOf({ url, fetch }: TestProfileServer, store = memoryTokenStore()) {
  const sent: string[] = [];
  const client = createProfileClient({
    url,
    store,
    fetch: (to, init) => {
      sent.push(new URL(to).pathname);
      return fetch(to, init);
    },
  });
  return { client, sent };
}

async function signUp(server: TestProfileServer): Promise<ProfileClient> {
  const { client } = clientOf(server);
  await client.auth.register({ email, username: 'ada', password });
  return client;
}

describe('an access token', () => {
  it('is refused when its quarter of an hour is over, and the SDK renews it', async () => {
    const server = await start();
    const { client, sent } = clientOf(server);
    await client.auth.register({ email, password });
    const tokens = await client.auth.tokens();
    const me = () =>
      server.fetch('/api/v1/me', { headers: { authorization: `Bearer ${tokens?.access_token}` } });

    await server.clock.advance({ minutes: 14, seconds: 59 });
    // The second is of a token that was checked before.
    expect([(await me()).status, (await me()).status]).toEqual([200, 200]);
    await server.clock.advance({ seconds: 1 });
    expect((await me()).status).toBe(401);

    sent.length = 0;
    expect((await client.profile.get()).email).toBe(email);
    expect(sent).toEqual(['/trpc/profile.get', '/trpc/auth.refresh', '/trpc/profile.get']);
  });

  it('cannot be renewed when the session has been left alone for thirty days', async () => {
    const server = await start();
    const client = await signUp(server);
    await server.clock.advance({ days: 30 });
    await expect(client.profile.get()).rejects.toMatchObject({ code: 'signed_out' });
  });
});

describe('a refresh token', () => {
  it('that comes twice within ten seconds is a lost answer', async () => {
    const server = await start();
    const user = await server.createUser();
    const [one, other] = [1, 2].map(() => clientOf(server, memoryTokenStore(user.tokens)).client);
    await one?.auth.refresh();
    await server.clock.advance({ seconds: 10 });
    await expect(other?.auth.refresh()).resolves.toBeDefined();
  });

  it('that comes again later was stolen: the session ends for everybody', async () => {
    const server = await start();
    const user = await server.createUser();
    const owner = clientOf(server, memoryTokenStore(user.tokens)).client;
    const thief = clientOf(server, memoryTokenStore(user.tokens)).client;
    await owner.auth.refresh();
    await server.clock.advance({ seconds: 11 });
    await expect(thief.auth.refresh()).rejects.toMatchObject({ code: 'signed_out' });
    await expect(owner.profile.get()).rejects.toMatchObject({ code: 'signed_out' });
  });
});

describe('the verification mail', () => {
  it('can be had again when its minute of cooldown is over, and the earlier link is dead', async () => {
    const server = await start();
    const client = await signUp(server);
    const first = await server.inbox.latest(email);
    const cooling = { code: 'verification_cooldown', retryAfter: 60 };
    await expect(client.email.requestVerification()).rejects.toMatchObject(cooling);
    await server.clock.advance({ seconds: 59 });
    await expect(client.email.requestVerification()).rejects.toMatchObject({ retryAfter: 1 });
    await server.clock.advance({ seconds: 1 });
    expect(await client.email.requestVerification()).toMatchObject({ status: 'pending' });

    expect(await server.inbox.all(email)).toHaveLength(2);
    const second = await server.inbox.latest(email);
    const confirm = (token = '') => client.email.confirmVerification({ token });
    await expect(confirm(first?.token)).rejects.toMatchObject({ code: 'invalid_mail_token' });
    expect(await confirm(second?.token)).toMatchObject({ status: 'verified' });
  });

  it('has a link that is good for a day', async () => {
    const server = await start();
    const client = await signUp(server);
    const mail = await server.inbox.latest(email, { kind: 'verify-email' });
    await server.clock.advance({ hours: 24 });
    const confirmed = client.email.confirmVerification({ token: mail?.token ?? '' });
    await expect(confirmed).rejects.toMatchObject({ code: 'invalid_mail_token' });
    const code = client.email.confirmVerification({ code: mail?.code ?? '' });
    await expect(code).rejects.toMatchObject({ code: 'invalid_mail_token' });
  });
});

it('a limit that is used up starts anew by the clock', async () => {
  const server = await start({ settings: { LIMITS: 'sign_in=2/1m' } });
  const user = await server.createUser();
  const { client } = clientOf(server);
  const login = (given: string) => client.auth.login({ login: user.username, password: given });
  for (const _ of [1, 2]) {
    await expect(login('wrong')).rejects.toMatchObject({ code: 'invalid_credentials' });
  }
  const refused = { code: 'too_many_requests', retryAfter: 60 };
  await expect(login(user.password)).rejects.toMatchObject(refused);
  await server.clock.advance({ minutes: 1 });
  await expect(login(user.password)).resolves.toBeDefined();
});

it('a session was last seen when it was last used', async () => {
  const server = await start({ now: new Date('2026-03-10T12:00:00Z') });
  const client = await signUp(server);
  await server.clock.advance({ minutes: 5 });
  await client.profile.get();
  await server.clock.set(new Date('2026-03-10T12:07:00Z'));
  const { sessions } = await client.sessions.list();
  expect(sessions).toMatchObject([
    { created_at: '2026-03-10T12:00:00.000Z', last_seen_at: '2026-03-10T12:05:00.000Z' },
  ]);
});
