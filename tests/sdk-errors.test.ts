import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProfileClient } from '@profile/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, password, signUp, withTokens } from './accounts.js';
import { freePort, startServer, type TestServer } from './server.js';

let server: TestServer;
let limited: TestServer;
beforeAll(async () => {
  [server, limited] = await Promise.all([startServer(), startServer({ LIMITS: 'sign_in=1/1m' })]);
});
afterAll(() => Promise.all([server?.stop(), limited?.stop()]));

const signedUp = (name: string, at = server) => signUp(name, at);

describe('an error', () => {
  it.each<[string, number, (own: Awaited<ReturnType<typeof signedUp>>) => Promise<unknown>]>([
    ['invalid_credentials', 401, ({ client }) => client.auth.login({ login: 'x', password: 'x' })],
    ['email_taken', 409, ({ client, email }) => client.auth.register({ email, password })],
    [
      'username_taken',
      409,
      ({ client }) => {
        const email = 'other@example.com';
        return client.auth.register({ email, password, username: 'username_taken' });
      },
    ],
    [
      'invalid_current_password',
      400,
      ({ client }) => {
        const given = { current_password: 'wrong', new_password: 'quiet-lantern-58-harbor' };
        return client.password.change(given);
      },
    ],
    [
      'invalid_mail_token',
      400,
      ({ client }) => client.email.confirmVerification({ token: 'made-up' }),
    ],
    ['stale_version', 412, ({ client }) => client.profile.update({ expected_version: 7 })],
    [
      'body_too_large',
      413,
      ({ client }) => client.profile.update({ first_name: 'x'.repeat(200_000) }),
    ],
    [
      'insufficient_scope',
      403,
      async ({ client, email }) => {
        await client.auth.login({ login: email, password, scope: 'profile:read' });
        await client.profile.update({ first_name: 'X' });
      },
    ],
  ])('has the code %s and the status %i', async (code, status, call) => {
    const error = await failure(call(await signedUp(code)));
    expect(error).toMatchObject({
      name: 'ProfileError',
      code,
      status,
      detail: expect.any(String),
      requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
      retryAfter: undefined,
    });
    expect(error.message).toBe(error.detail);
  });

  it('of validation names every field, also the password that is too common', async () => {
    const { client } = await signedUp('faults');
    const error = await failure(client.profile.update({ first_name: '', locale: 'C' }));
    expect(error).toMatchObject({ code: 'validation_error', status: 422 });
    expect(error.detail).toEqual([
      { type: 'string_too_short', loc: ['body', 'first_name'], msg: expect.any(String) },
      { type: 'value_error', loc: ['body', 'locale'], msg: expect.stringContaining('BCP 47') },
    ]);
    expect(error.message).toMatch(/^first_name: .*; locale: /);
    const weak = { email: 'weak@example.com', password: 'password1' };
    expect(await failure(client.auth.register(weak))).toMatchObject({
      code: 'validation_error',
      message: expect.stringMatching(/^password: /),
    });
  });

  it('of too many tries says how long to wait', async () => {
    const client = createProfileClient({ url: limited.url });
    const login = () => failure(client.auth.login({ login: 'nobody', password: 'x' }));
    expect(await login()).toMatchObject({ code: 'invalid_credentials' });
    const { code, status, retryAfter, requestId } = await login();
    expect({ code, status }).toEqual({ code: 'too_many_requests', status: 429 });
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect(requestId).toBeDefined();
  });

  it('of a mail too soon says where the verification stands', async () => {
    const { client, email } = await signedUp('hasty');
    const error = await failure(client.email.requestVerification());
    expect(error).toMatchObject({
      code: 'verification_cooldown',
      status: 429,
      emailVerification: { status: 'pending', email },
    });
    expect(error.retryAfter).toBeGreaterThan(50);
  });

  it('of a wrong url says what came instead', async () => {
    const { tokens } = await signedUp('lost');
    for (const path of ['/api/v1', '/trpc', '/account/verify-email']) {
      const client = withTokens(tokens, { url: server.url + path });
      expect(await failure(client.profile.get())).toMatchObject({
        code: 'unexpected_response',
        status: 404,
        message: expect.stringMatching(/application\/json with status 404; check the url/),
      });
    }
  });

  it('of a server that is away is `network`, and the session outlives it', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'profile-away-'));
    const kept = {
      PORT: String(await freePort()),
      DATABASE_URL: `file:${join(dir, 'profile.db')}`,
      SECRET: 'only for this test, and long enough',
    };
    const before = await startServer(kept);
    const { client } = await signedUp('patient', before);
    await before.stop();
    expect(await failure(client.profile.get())).toMatchObject({ code: 'network' });
    const after = await startServer(kept);
    expect(await client.profile.get()).toMatchObject({ username: 'patient' });
    await after.stop();
    await rm(dir, { recursive: true, force: true });
  });
});
