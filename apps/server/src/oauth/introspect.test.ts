import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Account, startApp, type TestApp } from '../testing/app.js';
import { basic, postForm } from '../testing/form.js';

const secret = 's'.repeat(32);
let app: TestApp;
let account: Account;
beforeAll(async () => {
  app = await startApp({
    AUDIENCE: 'https://api.example.com',
    RESOURCE_SERVERS: JSON.stringify([{ client_id: 'billing', client_secret: secret }]),
  });
});
beforeEach(async () => {
  account = await app.signUp();
});
afterAll(() => app.close());

const introspect = async (token: string, more = {}) => {
  const authorization = basic('billing', secret);
  const form = { token, ...more };
  const { status, text, headers } = await postForm(app, '/oauth/introspect', form, {
    authorization,
  });
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  return JSON.parse(text);
};
const inactive = { active: false };

describe('Introspection', () => {
  it.each([undefined, 'access_token', 'refresh_token', 'x'])(
    'tells all about an access token, with the hint %s',
    async (hint) => {
      const answer = await introspect(account.access_token, hint && { token_type_hint: hint });
      const { scope, sub, sid, jti, exp, iat } = decodeJwt(account.access_token);
      expect(answer).toEqual({
        active: true,
        scope,
        client_id: 'profile',
        username: account.username,
        token_type: 'Bearer',
        exp,
        iat,
        sub,
        aud: 'https://api.example.com',
        iss: app.config.publicUrl,
        jti,
        sid,
      });
    },
  );

  it('tells that a living refresh token is none to be let in with', async () => {
    const { sub, sid, scope, iat = 0 } = decodeJwt(account.access_token);
    expect(await introspect(account.refresh_token)).toEqual({
      active: true,
      scope,
      client_id: 'profile',
      username: account.username,
      token_type: 'refresh_token',
      exp: iat + 30 * 86_400,
      iat,
      sub,
      aud: app.config.publicUrl,
      iss: app.config.publicUrl,
      jti: `${sid}.0`,
      sid,
    });
  });

  it('knows narrowed scopes', async () => {
    const { refresh_token } = account;
    const { body } = await postForm(app, '/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token,
      scope: 'profile:read',
    });
    expect((await introspect(String(body.access_token))).scope).toBe('profile:read');
    expect(await introspect(refresh_token)).toEqual(inactive);
    expect((await introspect(String(body.refresh_token))).active).toBe(true);
  });

  it.each<[string, () => unknown]>([
    [
      'was signed out',
      () => app.rest('POST', '/api/v1/auth/logout', { token: account.access_token }),
    ],
    ['was revoked', () => postForm(app, '/oauth/revoke', { token: account.refresh_token })],
    [
      'was deactivated',
      () => app.sql('UPDATE users SET is_active = false WHERE email = ?', account.email),
    ],
    ['was deleted', () => app.sql('DELETE FROM users WHERE email = ?', account.email)],
    [
      'has an expired session',
      () => app.sql('UPDATE sessions SET expires_at = ?', app.now().toISOString()),
    ],
  ])('calls both tokens inactive once their owner %s, as every door does', async (_, happens) => {
    const { access_token, refresh_token } = account;
    for (const token of [access_token, refresh_token]) {
      expect((await introspect(token)).active).toBe(true);
    }
    await happens();
    for (const token of [access_token, refresh_token]) {
      expect(await introspect(token)).toEqual(inactive);
    }
    expect((await app.rest('GET', '/api/v1/me', { token: access_token })).status).toBe(401);
  });

  it('calls an access token inactive in the second it expires', async () => {
    app.clock.time += 899_000;
    expect((await introspect(account.access_token)).active).toBe(true);
    app.clock.time += 1_000;
    expect(await introspect(account.access_token)).toEqual(inactive);
    expect((await introspect(account.refresh_token)).active).toBe(true);
  });

  it('asks no trusted issuer about its tokens and makes no account of them', async () => {
    const asked: string[] = [];
    const provider = createServer(({ url }, response) => {
      asked.push(String(url));
      response.end('{"keys":[]}');
    }).listen(0, '127.0.0.1');
    await once(provider, 'listening');
    const issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    const trusting = await startApp({
      RESOURCE_SERVERS: JSON.stringify(app.config.resourceServers),
      TRUSTED_ISSUERS: JSON.stringify([{ issuer, audience: 'x', jwks_uri: `${issuer}/jwks` }]),
    });
    const { privateKey } = await generateKeyPair('ES256');
    const token = await new SignJWT({ iss: issuer, aud: 'x', sub: '1' })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'x' })
      .setExpirationTime('1h')
      .sign(privateKey);
    const authorization = basic('billing', secret);
    const { body } = await postForm(trusting, '/oauth/introspect', { token }, { authorization });
    expect(body).toEqual(inactive);
    expect((await postForm(trusting, '/oauth/revoke', { token })).status).toBe(200);
    expect(asked).toEqual([]);
    await trusting.rest('GET', '/api/v1/me', { token });
    expect(asked).toEqual(['/jwks']);
    await trusting.close();
    provider.close();
  });

  it('calls foreign and forged tokens inactive', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const claims = decodeJwt(account.access_token);
    const sign = (more: object) =>
      new SignJWT({ ...claims, ...more })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'x' })
        .sign(privateKey);
    const [head, payload] = account.access_token.split('.');
    const [id, generation] = account.refresh_token.split('.');
    for (const token of [
      await sign({}),
      await sign({ iss: 'https://evil.example.com' }),
      `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`,
      `${head}.${payload}.AA`,
      `${id}.${generation}.${'A'.repeat(43)}`,
      `${id}.1.${'A'.repeat(43)}`,
      'x',
      '\0',
      ' ',
      '.'.repeat(90_000),
      `Bearer ${account.access_token}`,
    ]) {
      expect(await introspect(token)).toEqual(inactive);
    }
  });
});
