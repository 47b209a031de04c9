import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, startApp, type TestApp } from '../testing/app.js';
import { basic, formType, postForm } from '../testing/form.js';

const secret = 's'.repeat(32);
let app: TestApp;
let account: Account;
beforeAll(async () => {
  app = await startApp({
    RESOURCE_SERVERS: JSON.stringify([{ client_id: 'billing', client_secret: secret }]),
  });
  account = await app.signUp();
});
afterAll(() => app.close());

const path = '/oauth/token';
const me = '/api/v1/me';
const grant = (refresh_token: string, more = {}) => ({
  grant_type: 'refresh_token',
  refresh_token,
  ...more,
});
const refresh = (token: string, more = {}) => postForm(app, path, grant(token, more));

describe('The token endpoint', () => {
  it('trades a refresh token for new tokens, which nobody may keep', async () => {
    const { refresh_token } = await app.signUp();
    const { status, headers, body } = await refresh(refresh_token, { client_id: 'profile' });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('pragma')).toBe('no-cache');
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 900,
      refresh_token: expect.stringMatching(/^ses_/),
      scope: 'profile:read profile:write account:security',
    });
    const token = String(body.access_token);
    expect((await app.rest('GET', me, { token })).status).toBe(200);
  });

  it('shares its rules with the REST door: a lost answer again, a replay is the end', async () => {
    const { refresh_token, access_token: token } = await app.signUp();
    const first = await refresh(refresh_token);
    const again = await app.rest('POST', '/api/v1/auth/refresh', { body: { refresh_token } });
    expect(again.body.refresh_token).toBe(first.body.refresh_token);
    app.clock.time += 11_000;
    expect((await app.rest('GET', me, { token })).status).toBe(200);
    expect((await refresh(refresh_token)).body.error).toBe('invalid_grant');
    expect((await app.rest('GET', me, { token })).status).toBe(401);
    expect((await refresh(String(first.body.refresh_token))).body.error).toBe('invalid_grant');
  });

  it('narrows the scope and gives it back, but never widens it', async () => {
    const { email } = await app.signUp();
    const body = {
      login: email,
      password: 'violet-anchor-73-mosaic',
      scope: 'profile:read profile:write',
    };
    const signedIn = await app.rest('POST', '/api/v1/auth/login', { body });
    let token = String(signedIn.body.refresh_token);
    for (const scope of ['profile:read', 'profile:write profile:read']) {
      const { body } = await refresh(token, { scope });
      expect(String(body.scope).split(' ').sort()).toEqual(scope.split(' ').sort());
      token = String(body.refresh_token);
    }
    for (const scope of ['account:security', 'profile:read account:security', 'admin', ' ']) {
      const { status, body } = await refresh(token, { scope });
      expect([status, body.error]).toEqual([400, 'invalid_scope']);
    }
    // Nothing was used up by asking for too much, and an empty scope is none.
    expect((await refresh(token, { scope: '' })).body.scope).toBe('profile:read profile:write');
  });

  it('counts with the REST door, and tells when to come back', async () => {
    const limited = await startApp({ LIMITS: 'refresh=1/1m' });
    const { refresh_token } = await limited.signUp();
    const { body } = await limited.rest('POST', '/api/v1/auth/refresh', {
      body: { refresh_token },
    });
    const answer = await postForm(limited, path, grant(String(body.refresh_token)));
    expect([answer.status, answer.body.error]).toEqual([429, 'temporarily_unavailable']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await limited.close();
  });

  it('tells nothing of what the database can not do', async () => {
    const broken = await startApp();
    const { refresh_token } = await broken.signUp();
    await broken.sql('ALTER TABLE sessions RENAME TO secret_sessions');
    const { status, body } = await postForm(broken, path, grant(refresh_token));
    expect([status, body]).toEqual([
      500,
      { error: 'server_error', error_description: 'Internal Server Error' },
    ]);
    await broken.close();
  });
});

describe('The token endpoint refuses', () => {
  const good = () => new URLSearchParams(grant(account.refresh_token)).toString();

  it.each<[title: string, form: () => string, error: string]>([
    ['an empty form', () => '', 'invalid_request'],
    ['no grant_type', () => `refresh_token=${account.refresh_token}`, 'invalid_request'],
    ['an empty grant_type', () => `${good().replace('=refresh_token', '=')}`, 'invalid_request'],
    ['no refresh_token', () => 'grant_type=refresh_token', 'invalid_request'],
    ['another grant', () => 'grant_type=password&username=a&password=b', 'unsupported_grant_type'],
    ['a grant in another case', () => 'grant_type=Refresh_Token', 'unsupported_grant_type'],
    ['a repeated token', () => `${good()}&refresh_token=x`, 'invalid_request'],
    ['the same token twice', () => `${good()}&${good()}`, 'invalid_request'],
    ['a repeat without a value', () => `${good()}&scope=&scope`, 'invalid_request'],
    ['a repeat in other spelling', () => `${good()}&%67rant_type=x`, 'invalid_request'],
    ['a repeated unknown parameter', () => `${good()}&x=1&x=2`, 'invalid_request'],
    ['half an escape', () => `${good()}&scope=%`, 'invalid_request'],
    ['an escape that is none', () => `${good()}&scope=%zz`, 'invalid_request'],
    ['bytes that are no UTF-8', () => `${good()}&scope=%ff`, 'invalid_request'],
    ['an overlong slash', () => `${good()}&scope=%c0%af`, 'invalid_request'],
    ['an encoded surrogate', () => `${good()}&scope=%ed%a0%80`, 'invalid_request'],
    ['another client', () => `${good()}&client_id=billing`, 'invalid_client'],
    ['a client in another case', () => `${good()}&client_id=Profile`, 'invalid_client'],
    ['a secret of the public client', () => `${good()}&client_secret=x`, 'invalid_client'],
    [
      'a resource server',
      () => `${good()}&client_id=billing&client_secret=${secret}`,
      'unauthorized_client',
    ],
    ['a made-up token', () => 'grant_type=refresh_token&refresh_token=x', 'invalid_grant'],
    [
      'an access token',
      () => `grant_type=refresh_token&refresh_token=${account.access_token}`,
      'invalid_grant',
    ],
    ['NUL in a token', () => `${good()}%00`, 'invalid_grant'],
    ['a newline after a token', () => `${good()}%0a`, 'invalid_grant'],
    ['a token of 90 KB', () => `${good()}${'a'.repeat(90_000)}`, 'invalid_grant'],
    ['a scope of 90 KB', () => `${good()}&scope=${'a+'.repeat(45_000)}`, 'invalid_scope'],
  ])('%s', async (_, form, error) => {
    const { status, headers, body } = await postForm(app, path, form());
    expect([status, body.error]).toEqual([error === 'invalid_client' ? 401 : 400, error]);
    // RFC 6749 leaves these characters alone.
    expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
    expect(Object.keys(body)).toEqual(['error', 'error_description']);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.has('www-authenticate')).toBe(error === 'invalid_client');
  });

  it.each([
    ['application/json'],
    ['text/plain'],
    ['multipart/form-data; boundary=x'],
    ['application/x-www-form-urlencodedx'],
    [null],
  ])('the content type %s', async (type) => {
    const answer = await postForm(app, path, good(), { 'content-type': type });
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
  });

  it('what is not UTF-8, what is over 100 KB, and leaves nothing behind', async () => {
    const send = (body: Buffer) => app.rest('POST', path, { body, headers: formType });
    const bad = await send(Buffer.from([0x61, 0x3d, 0xff]));
    expect([bad.status, bad.body.error]).toEqual([400, 'invalid_request']);
    const big = await send(Buffer.alloc(200_000, 'a=&'));
    expect([big.status, big.body.error]).toEqual([413, 'invalid_request']);
    expect(big.headers.get('connection')).toBe('close');
  });

  it('parameters in the address', async () => {
    const { status, body } = await postForm(app, `${path}?${good()}`, '');
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  it.each([
    ['two Authorization headers', [basic('a', 'b'), 'Bearer x'], 400, 'invalid_request'],
    ['a Basic header of nobody', [basic('profile', '')], 401, 'invalid_client'],
    ['a resource server by Basic', [basic('billing', secret)], 400, 'unauthorized_client'],
  ])('%s', async (_, lines, status, error) => {
    const body = good();
    const answer = await app.raw(
      `POST ${path}`,
      [
        ...lines.map((line) => `Authorization: ${line}`),
        `Content-Type: ${formType['content-type']}`,
        `Content-Length: ${body.length}`,
      ],
      body,
    );
    expect([answer?.status, answer?.body.error]).toEqual([status, error]);
  });

  it('the token of a deactivated or deleted user', async () => {
    const gone = await app.signUp();
    await app.sql('UPDATE users SET is_active = false WHERE email = ?', gone.email);
    expect((await refresh(gone.refresh_token)).body.error).toBe('invalid_grant');
    await app.sql('DELETE FROM users WHERE email = ?', gone.email);
    expect((await refresh(gone.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('none of it with the account being any the worse', async () => {
    expect((await refresh(account.refresh_token)).status).toBe(200);
  });
});

it.each([
  ['/oauth/token', 'POST'],
  ['/oauth/revoke', 'POST'],
  ['/oauth/introspect', 'POST'],
  ['/.well-known/oauth-authorization-server', 'GET, HEAD'],
])('%s knows no other methods', async (url, allow) => {
  for (const method of ['PUT', 'DELETE', 'OPTIONS', allow === 'POST' ? 'GET' : 'POST']) {
    const answer = await app.rest(method, url);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
  }
});
