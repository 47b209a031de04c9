import { WrongSecret } from '@profile/api';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './testing/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

/** What `/readyz` says, when all is well but for what is given. */
function readiness(given: Record<string, string> = {}) {
  const statuses = { database: 'ok', migrations: 'ok', keys: 'ok', mail: 'ok', ...given };
  const failing = Object.keys(given);
  const degraded = failing.length === 1 && failing[0] === 'mail';
  return {
    status: failing.length === 0 ? 'ok' : degraded ? 'degraded' : 'unavailable',
    checks: Object.fromEntries(
      Object.entries(statuses).map(([name, status]) => [name, { status }]),
    ),
  };
}

describe('Probes', () => {
  it.each(['/healthz', '/readyz'])('%s is ok, also without a slash and by HEAD', async (path) => {
    for (const [method, url] of [
      ['GET', path],
      ['GET', `${path}/`],
      ['HEAD', path],
    ] as const) {
      expect((await app.rest(method, url)).status).toBe(200);
    }
    expect((await app.rest('GET', path)).body).toMatchObject({ status: 'ok' });
    expect((await app.rest('POST', path, { body: {} })).status).toBe(405);
  });

  it('without a database the process lives and is not ready, and says no more', async () => {
    const broken = await startApp();
    await broken.store.close();
    expect((await broken.rest('GET', '/healthz')).status).toBe(200);
    const { status, headers, body } = await broken.rest('GET', '/readyz');
    expect([status, body]).toEqual([
      503,
      readiness({ database: 'failing', migrations: 'unknown' }),
    ]);
    expect(headers.get('retry-after')).toBe('1');
    await broken.app.close();
  });

  it('with a mail server that is away requests are still taken, as mails wait for it', async () => {
    expect((await app.rest('GET', '/readyz')).body).toEqual(readiness());
    const degraded = await startApp();
    degraded.mailFails.now = true;
    const { status, body } = await degraded.rest('GET', '/readyz');
    expect([status, body]).toEqual([200, readiness({ mail: 'failing' })]);
    await degraded.close();
  });

  it('is not ready on a database that lacks tables or keys', async () => {
    const broken = await startApp();
    await broken.sql('DROP TABLE __drizzle_migrations');
    await broken.sql('DELETE FROM signing_keys');
    await broken.keys.reload();
    const { status, body } = await broken.rest('GET', '/readyz');
    expect([status, body]).toEqual([503, readiness({ migrations: 'missing', keys: 'missing' })]);
    await broken.close();
  });
});

describe('What the database can not do', () => {
  it('is an internal error at every door, which tells nothing of it', async () => {
    const broken = await startApp();
    const { access_token: token } = await broken.signUp();
    await broken.sql('ALTER TABLE sessions RENAME TO secret_sessions');
    const error = { detail: 'Internal Server Error', code: 'internal_error' };
    const rest = await broken.rest('GET', '/api/v1/me', { token });
    expect([rest.status, rest.body]).toEqual([500, error]);
    const rpc = await broken.rpc('profile.get', undefined, token);
    expect([rpc.status, rpc.body]).toMatchObject([500, { error: { data: { error } } }]);
    const legacy = await broken.rest('POST', '/api/profile/', { token });
    expect([legacy.status, legacy.body]).toEqual([500, { error: error.detail }]);
    expect(legacy.headers.get('allow')).toBe('POST, OPTIONS');
    for (const { text } of [rest, rpc, legacy]) expect(text).not.toMatch(/sess|sql|select|stack/i);
    await broken.close();
  });
});

describe('The key set', () => {
  it('has nothing but public members', async () => {
    const { headers, body } = await app.rest('GET', '/.well-known/jwks.json');
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    const { keys } = body as unknown as JSONWebKeySet;
    expect(keys).toHaveLength(1);
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
      expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    }
  });

  it('has an entity tag, by which it is not sent again until it changes', async () => {
    const path = '/.well-known/jwks.json';
    const etag = (await app.rest('GET', path)).headers.get('etag') ?? '';
    const ask = (tag: string) => app.rest('GET', path, { headers: { 'if-none-match': tag } });
    const unchanged = await ask(`"other", W/${etag}`);
    expect([unchanged.status, unchanged.text]).toEqual([304, '']);
    expect(unchanged.headers.get('etag')).toBe(etag);
    expect(unchanged.headers.get('cache-control')).toBe('public, max-age=300');
    expect((await ask('"other"')).status).toBe(200);
  });

  it('lets anybody verify our tokens as RFC 9068 has them', async () => {
    const { body } = await app.rest('GET', '/.well-known/jwks.json');
    const keySet = createLocalJWKSet(body as unknown as JSONWebKeySet);
    const account = await app.signUp();
    const { publicUrl } = app.config;
    const { payload, protectedHeader } = await jwtVerify(account.access_token, keySet, {
      issuer: publicUrl,
      audience: publicUrl,
      typ: 'at+jwt',
      algorithms: ['ES256'],
      currentDate: app.now(),
    });
    const at = app.clock.time / 1000;
    expect(payload).toEqual({
      iss: publicUrl,
      aud: publicUrl,
      sub: expect.stringMatching(/^usr_[0-9a-z]{26}$/),
      sid: expect.stringMatching(/^ses_[0-9a-z]{26}$/),
      client_id: 'profile',
      scope: 'profile:read profile:write account:security',
      iat: at,
      exp: at + 900,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) });
    expect(account).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: payload.scope });
  });

  it('is one for all replicas, and so are the tokens', async () => {
    const { secret: SECRET, database } = app.config;
    const replica = await startApp({ SECRET, DATABASE_URL: database.url });
    const path = '/.well-known/jwks.json';
    expect((await replica.rest('GET', path)).text).toBe((await app.rest('GET', path)).text);
    const { access_token: token } = await app.signUp();
    expect((await replica.rest('GET', '/api/v1/me', { token })).status).toBe(200);
    await app.rest('POST', '/api/v1/auth/logout', { token });
    expect((await replica.rest('GET', '/api/v1/me', { token })).status).toBe(401);
    await replica.close();
  });

  it('does not open under another secret', async () => {
    const { url } = app.config.database;
    await expect(startApp({ DATABASE_URL: url })).rejects.toThrow(WrongSecret);
  });
});
