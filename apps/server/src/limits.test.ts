import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { password, startApp, type TestApp } from './testing/app.js';

let app: TestApp;
afterEach(() => app.close());

const auth = '/api/v1/auth';
const login = (name: unknown, secret: unknown = 'wrong', headers = {}) =>
  app.rest('POST', `${auth}/login`, { body: { login: name, password: secret }, headers });

/** Signs up from an address, as a proxy would tell it; gives the status. */
async function signUpFrom(forwarded: string): Promise<number> {
  const name = `a${Math.random().toString(36).slice(2)}`;
  const body = { email: `${name}@example.com`, password };
  const headers = { 'x-forwarded-for': forwarded };
  return (await app.rest('POST', `${auth}/register`, { body, headers })).status;
}

describe('Signing in', () => {
  it('is refused at the eleventh try in a minute, with the right password too', async () => {
    app = await startApp({ LIMITS: '' });
    const { email, access_token: token } = await app.signUp();
    for (let i = 0; i < 10; i++) {
      // What validation refuses is not counted.
      expect((await login(email, 1)).status).toBe(422);
      expect((await login(i % 2 ? email : email.toUpperCase())).body.code).toBe(
        'invalid_credentials',
      );
    }
    const refused = await login(email, password);
    expect([refused.status, refused.body]).toEqual([
      429,
      { detail: 'Too many requests; retry later', code: 'too_many_requests' },
    ]);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    const rpc = await app.rpc('auth.login', { login: email, password });
    expect(rpc.status).toBe(429);
    expect(Number(rpc.headers.get('retry-after'))).toBeGreaterThan(0);
    // Whoever is signed in stays so, and others can sign in.
    expect((await app.rest('GET', '/api/v1/me', { token })).status).toBe(200);
    const other = await app.signUp();
    expect((await login(other.email, password)).status).toBe(200);
    expect((await login('nobody@example.com')).status).toBe(401);
  });

  it('is counted before the work, however many ask at once', async () => {
    app = await startApp({ LIMITS: 'sign_in=3/1m' });
    const answers = await Promise.all(Array.from({ length: 12 }, () => login('somebody')));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(9);
  });

  it('is possible again when the time is over', async () => {
    app = await startApp({ LIMITS: 'sign_in=1/1s' });
    expect((await login('somebody')).status).toBe(401);
    expect((await login('somebody')).headers.get('retry-after')).toBe('1');
    await sleep(1050);
    app.clock.time += 1050;
    expect((await login('somebody')).status).toBe(401);
  });

  it('shares its count with every replica', async () => {
    app = await startApp({ LIMITS: 'sign_in=2/1m' });
    const { secret: SECRET, database } = app.config;
    const replica = await startApp({
      SECRET,
      DATABASE_URL: database.url,
      LIMITS: 'sign_in=2/1m',
    });
    const body = { login: 'somebody', password: 'wrong' };
    expect((await login('somebody')).status).toBe(401);
    expect((await replica.rest('POST', `${auth}/login`, { body })).status).toBe(401);
    expect((await login('somebody')).status).toBe(429);
    expect((await replica.rest('POST', `${auth}/login`, { body })).status).toBe(429);
    await replica.close();
  });
});

describe('The address of a caller', () => {
  const LIMITS = 'sign_up=1/1h';

  it('is the connection’s, whatever X-Forwarded-For says', async () => {
    app = await startApp({ LIMITS });
    expect(await signUpFrom('192.0.2.1')).toBe(201);
    expect(await signUpFrom('192.0.2.2')).toBe(429);
  });

  it.each(['1', '127.0.0.0/8', '10.0.0.0/8, 127.0.0.1'])(
    'is what a proxy says that TRUST_PROXY=%s names, and not what its client said',
    async (TRUST_PROXY) => {
      app = await startApp({ LIMITS, TRUST_PROXY });
      expect(await signUpFrom('192.0.2.1')).toBe(201);
      expect(await signUpFrom('192.0.2.2')).toBe(201);
      expect(await signUpFrom('192.0.2.1')).toBe(429);
      expect(await signUpFrom('198.51.100.9, 192.0.2.1')).toBe(429);
    },
  );

  it('is a network of 64 bits in IPv6, and an IPv4 one written in IPv6', async () => {
    app = await startApp({ LIMITS, TRUST_PROXY: '1' });
    expect(await signUpFrom('2001:db8::1')).toBe(201);
    expect(await signUpFrom('2001:db8::ffff:2')).toBe(429);
    expect(await signUpFrom('2001:db8:0:1::1')).toBe(201);
    expect(await signUpFrom('192.0.2.7')).toBe(201);
    expect(await signUpFrom('::ffff:192.0.2.7')).toBe(429);
  });

  it('may be nonsense, which is one caller however it is spelt', async () => {
    app = await startApp({ LIMITS, TRUST_PROXY: '1' });
    const statuses: number[] = [];
    for (const forwarded of ['unknown', '"[2001:db8::1]:80"', '%', 'x'.repeat(8000), ', ,']) {
      statuses.push(await signUpFrom(forwarded));
    }
    // The last is no address at all, so it is the proxy's own.
    expect(statuses).toEqual([201, 429, 429, 429, 201]);
  });
});

it('An address that is refused anyway uses up nobody else’s tries', async () => {
  app = await startApp({ LIMITS: 'sign_in=3/1m,sign_in_address=2/1m', TRUST_PROXY: '1' });
  const { email } = await app.signUp();
  const from = (ip: string, secret?: string) => login(email, secret, { 'x-forwarded-for': ip });
  const statuses = [];
  for (let i = 0; i < 6; i++) statuses.push((await from('203.0.113.9')).status);
  expect(statuses).toEqual([401, 401, 429, 429, 429, 429]);
  expect((await from('203.0.113.10', password)).status).toBe(200);
});

describe('Limits that are off', () => {
  it('count nothing', async () => {
    app = await startApp();
    for (let i = 0; i < 12; i++) expect((await login('somebody')).status).toBe(401);
  });
});
