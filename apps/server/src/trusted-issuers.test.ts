import { deleteAccount } from '@profile/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './testing/app.js';
import { startIssuer } from './testing/issuer.js';
import { captureLog } from './testing/log.js';

const ada = {
  email: 'ada@example.com',
  email_verified: true,
  preferred_username: 'ada',
  given_name: 'Ada',
  family_name: 'Lovelace\n',
  locale: 'en-gb',
};

let other: Awaited<ReturnType<typeof startIssuer>>;
let app: TestApp;

beforeAll(async () => {
  other = await startIssuer();
  app = await startApp({
    TRUSTED_ISSUERS: JSON.stringify([{ issuer: other.issuer, audience: 'profile' }]),
  });
  // The provider dates its tokens by the real clock.
  app.clock.time = Date.now();
});
afterAll(async () => {
  await app.close();
  await other.stop();
});

const read = (token: string) => app.rest('GET', '/api/v1/me', { token });

describe('A token of a trusted issuer', () => {
  it('makes a profile at first sight, from the claims that pass our rules, and finds it again', async () => {
    const tokens = [await other.token('subject-1', ada), await other.token('subject-1', ada)];
    const changed = await other.token('subject-1', { ...ada, email: 'other@example.com' });
    const answers = await Promise.all([...tokens, ...tokens].map(read));
    answers.push(await read(changed));
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toMatchObject({ username: 'ada', first_name: 'Ada', last_name: 'Lovelace' });
      expect(body).toMatchObject({
        email: 'ada@example.com',
        email_verified: true,
        locale: 'en-GB',
      });
    }
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('works at every door, for what its scopes allow', async () => {
    const token = await other.token('subject-1', ada, { scope: 'profile:read' });
    expect((await app.rpc('profile.get', undefined, token)).status).toBe(200);
    expect((await app.rest('POST', '/api/profile/', { token })).status).toBe(200);
    const refused = await app.rest('PATCH', '/api/v1/me', { token, body: {} });
    expect(refused.status).toBe(403);
  });

  it('answers managed_elsewhere to what is not ours to do', async () => {
    const scope = 'profile:read profile:write account:security';
    const token = await other.token('subject-1', ada, { scope });
    const change = { current_password: 'something', new_password: 'quiet-lantern-58-harbor' };
    for (const [path, body] of [
      ['/api/v1/me/password', change],
      ['/api/v1/auth/logout', {}],
    ] as const) {
      const { status, body: answer } = await app.rest('POST', path, { token, body });
      expect([path, status, answer.code]).toEqual([path, 409, 'managed_elsewhere']);
    }
    expect((await app.rest('GET', '/api/v1/me/sessions', { token })).body).toEqual({
      sessions: [],
    });
  });

  it('does not take over an account whose address it does not vouch for', async () => {
    const { email } = await app.signUp();
    const token = await other.token('thief', { email, email_verified: false });
    expect((await read(token)).status).toBe(401);
  });

  it('takes an account that nobody proved, and with it the planted password and its sessions', async () => {
    const planted = await app.signUp();
    const token = await other.token('owner', { email: planted.email, email_verified: true });
    expect((await read(token)).body).toMatchObject({ email: planted.email, email_verified: true });
    expect((await read(planted.access_token)).status).toBe(401);
    const body = { login: planted.email, password: 'violet-anchor-73-mosaic' };
    expect((await app.rest('POST', '/api/v1/auth/login', { body })).status).toBe(401);
  });

  it('joins an account that was proved on both sides, which keeps its password', async () => {
    const account = await app.signUp();
    await app.sql('UPDATE users SET email_verified = true WHERE email = ?', account.email);
    const token = await other.token('joined', { email: account.email, email_verified: true });
    expect((await read(token)).body.username).toBe(account.username);
    expect((await read(account.access_token)).status).toBe(200);
    const second = await other.token('somebody else', {
      email: account.email,
      email_verified: true,
    });
    expect((await read(second)).status).toBe(401);
  });

  it('that never proved an address keeps nobody out who did', async () => {
    const email = 'contested@example.com';
    const squatter = await other.token('squatter', { email, email_verified: false });
    expect((await read(squatter)).status).toBe(200);
    const owner = await other.token('its owner', { email, email_verified: true });
    expect((await read(owner)).body).toMatchObject({ email, email_verified: true });
    expect((await read(squatter)).status).toBe(401);
  });

  it.each([
    ['another audience', () => other.token('a', ada, { audience: 'billing' })],
    ['no address', () => other.token('b', { preferred_username: 'bob' })],
    ['an address that is none', () => other.token('c', { email: 'bob', email_verified: true })],
    ['a subject that is too long', () => other.token('x'.repeat(256), ada)],
    ['a subject with a NUL', () => other.token('a\0b', ada)],
    ['a subject with a lone surrogate', () => other.token('a\ud800', ada)],
    ['a foreign issuer', async () => (await other.token('d', ada)).replace(/\.[^.]+$/, '.AAAA')],
  ])('is refused with %s', async (_, make) => {
    const { status, body } = await read(await make());
    expect([status, body.code]).toEqual([401, 'invalid_token']);
  });

  it.each([
    ['before', 0],
    // The provider's clock is the real one; ours is turned instead.
    ['after', -2000],
  ])('made %s its user was deleted here, at any door', async (when, turned) => {
    const email = `deleted-${when}@example.com`;
    const token = await other.token(email, { email });
    const { id } = (await read(token)).body;
    const user = await app.store.accounts.byId(String(id));
    if (!user) throw new Error('No account was made');
    app.clock.time = Date.now() + turned;
    await deleteAccount(app.services, user);
    app.clock.time = Date.now();

    const doors = await Promise.all([
      read(token),
      app.rpc('profile.get', undefined, token),
      app.rest('POST', '/api/profile/', { token }),
    ]);
    const status = when === 'before' ? 401 : 200;
    expect(doors.map((answer) => answer.status)).toEqual([status, status, status]);
    const anew = await app.store.accounts.byEmail(email);
    expect(anew === undefined).toBe(when === 'before');
    expect(anew?.id).not.toBe(id);
  });

  const forged: [about: string, header: object, claims?: object][] = [
    ['an unknown key', { kid: 'two' }],
    ['no key', { kid: undefined }],
    ['a number as its key', { kid: 1 }],
    ['an object as its key', { kid: { toString: 1 } }],
    ['no algorithm', { alg: undefined }],
    ['an algorithm of the prototype', { alg: '__proto__' }],
    ['a shared secret', { alg: 'HS256' }],
    ['a key of its own', { kid: 'two', jwk: { kty: 'EC' } }],
    ['a payload that is not encoded', { b64: false, crit: ['b64'] }],
    ['critical words that are none', { crit: [1] }],
    ['times that are texts', {}, { exp: 'soon', iat: {} }],
    ['a number as its subject', {}, { sub: 1 }],
  ];
  it.each(forged)('is refused when it is forged with %s', async (_, header, claims) => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const parts = [
      encode({ alg: 'ES256', typ: 'at+jwt', kid: 'one', ...header }),
      encode({ iss: other.issuer, aud: 'profile', ...claims }),
      Buffer.alloc(64, 1).toString('base64url'),
    ];
    const { status, body } = await read(parts.join('.'));
    expect([status, body.code]).toEqual([401, 'invalid_token']);
  });

  it('needs its issuer only once: known keys stay good while it is down', async () => {
    const token = await other.token('subject-1', ada);
    const later = await other.token('subject-1', { ...ada, nonce: 1 });
    expect((await read(token)).status).toBe(200);
    const asked = other.requests();
    await other.stop();
    app.clock.time += 11 * 60_000;
    expect((await read(later)).status).toBe(200);
    expect(asked).toBeLessThanOrEqual(3);
    other = await startIssuer();
  });
});

it('An issuer that can’t be reached is a 401 to its tokens and one warning to the operator', async () => {
  const token = await other.token('subject-1', ada);
  const trusted = {
    issuer: other.issuer,
    audience: 'profile',
    jwks_uri: 'http://127.0.0.1:1/keys',
  };
  const cut = await startApp({ TRUSTED_ISSUERS: JSON.stringify([trusted]), LOG_LEVEL: 'warn' });
  const log = captureLog(cut);
  cut.clock.time = Date.now();
  for (let i = 0; i < 3; i++) {
    const { status, body } = await cut.rest('GET', '/api/v1/me', { token });
    expect([status, body.code]).toEqual([401, 'invalid_token']);
  }
  expect(log).toHaveLength(1);
  expect(JSON.parse(log[0] ?? '')).toMatchObject({
    issuer: other.issuer,
    err: { message: 'fetch failed' },
    msg: 'the keys of a trusted issuer can’t be fetched',
  });
  expect(log[0]).not.toContain(token.slice(0, 20));
  await cut.close();
});
