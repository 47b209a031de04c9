import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, password, startApp, type TestApp } from './testing/app.js';

let app: TestApp;
let good: Account;
let taken: Account;
/** A token that may only read. */
let reader: string;
beforeAll(async () => {
  app = await startApp({ LIMITS: 'sign_up=4/1h,password=1/1h' });
  [good, taken] = [await app.signUp(), await app.signUp()];
  const { refresh_token } = await app.signUp();
  const body = { refresh_token, scope: 'profile:read' };
  const narrowed = await app.rest('POST', '/api/v1/auth/refresh', { body });
  reader = String(narrowed.body.access_token);
});
afterAll(() => app.close());

const me = '/api/v1/me';
const big = Buffer.alloc(200 * 1024, 0xff);
const notUtf8 = Buffer.from([0x7b, 0xff]);

describe('Of several faults the first in the order of the contract is told', () => {
  it.each([
    ['404 before all', 'PATCH', '/api/v1/nothing', 'bad', big, 404, 'not_found'],
    ['405 before all', 'PUT', me, 'bad', big, 405, 'method_not_allowed'],
    ['401 before the body', 'PATCH', me, 'bad', big, 401, 'invalid_token'],
    ['401 before the body', 'PATCH', me, undefined, big, 401, 'not_authenticated'],
    ['401 before the body', 'POST', `${me}/password`, 'bad', '{', 401, 'invalid_token'],
    ['403 before the body', 'PATCH', me, 'reader', big, 403, 'insufficient_scope'],
    ['413 before 400', 'PATCH', me, 'good', big, 413, 'body_too_large'],
    ['400 before 422', 'PATCH', me, 'good', notUtf8, 400, 'malformed_request'],
    ['no token is asked for', 'POST', '/api/v1/auth/login', 'bad', big, 413, 'body_too_large'],
  ])('%s: %s %s', async (_, method, path, kind, body, status, code) => {
    const token = kind === 'good' ? good.access_token : kind === 'reader' ? reader : kind;
    const answer = await app.rest(method, path, { token, body });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('422 before 429, which counts no refused request', async () => {
    const change = (current_password: unknown) =>
      app.rest('POST', `${me}/password`, {
        token: good.access_token,
        body: { current_password, new_password: 'quiet-lantern-58-harbor' },
      });
    for (let i = 0; i < 3; i++) expect((await change(1)).status).toBe(422);
    expect((await change('wrong')).body.code).toBe('invalid_current_password');
    expect((await change(1)).status).toBe(422);
    expect((await change('wrong')).body.code).toBe('too_many_requests');
  });

  it('429 before 409', async () => {
    const body = { email: taken.email, password };
    const register = () => app.rest('POST', '/api/v1/auth/register', { body });
    expect((await register()).body.code).toBe('email_taken');
    expect((await register()).body.code).toBe('too_many_requests');
  });
});

describe('A refusal is exactly', () => {
  const invalid = { detail: 'Invalid or expired token', code: 'invalid_token' };
  const missing = { detail: 'Not authenticated', code: 'not_authenticated' };
  const scope = {
    detail: 'The access token lacks a scope that this needs',
    code: 'insufficient_scope',
  };
  const tooLarge = { detail: 'The request body is over 100 KB', code: 'body_too_large' };
  const notRead = { detail: 'There was an error parsing the body', code: 'malformed_request' };

  it.each([
    ['PATCH', me, undefined, '{}', 401, missing, { 'www-authenticate': 'Bearer' }],
    [
      'PATCH',
      me,
      'bad',
      '{}',
      401,
      invalid,
      { 'www-authenticate': 'Bearer error="invalid_token"' },
    ],
    [
      'PATCH',
      me,
      'reader',
      '{}',
      403,
      scope,
      { 'www-authenticate': 'Bearer error="insufficient_scope", scope="profile:write"' },
    ],
    ['POST', '/nothing', undefined, '{}', 404, { detail: 'Not Found', code: 'not_found' }, {}],
    [
      'PUT',
      me,
      undefined,
      '{}',
      405,
      { detail: 'Method Not Allowed', code: 'method_not_allowed' },
      { allow: 'GET, HEAD, PATCH' },
    ],
    [
      'GET',
      `${me}/password`,
      undefined,
      undefined,
      405,
      { detail: 'Method Not Allowed', code: 'method_not_allowed' },
      { allow: 'POST' },
    ],
    ['PATCH', me, 'good', ' '.repeat(102_401), 413, tooLarge, {}],
    ['PATCH', me, 'good', notUtf8, 400, notRead, {}],
  ])('%s %s with %s: %#', async (method, path, kind, body, status, expected, headers) => {
    const token = kind === 'good' ? good.access_token : kind === 'reader' ? reader : kind;
    const answer = await app.rest(method, path, { token, body });
    expect([answer.status, answer.body]).toEqual([status, expected]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      ...headers,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  it('for the cooldown also how long it lasts and where the verification stands', async () => {
    const path = `${me}/verify-email`;
    app.clock.time += 18_500;
    const { status, headers, body } = await app.rest('POST', path, { token: taken.access_token });
    expect([status, headers.get('retry-after')]).toEqual([429, '42']);
    expect(Object.keys(body)).toEqual(['detail', 'code', 'email_verification']);
    const state = await app.rest('GET', path, { token: taken.access_token });
    expect(body.email_verification).toEqual(state.body);
  });
});

describe('X-Request-Id', () => {
  const idOf = async (id: string) => {
    const { headers } = await app.rest('GET', '/healthz', { headers: { 'x-request-id': id } });
    return headers.get('x-request-id') ?? '';
  };

  it('is taken over when it is harmless', async () => {
    expect(await idOf('web-7.a_B')).toBe('web-7.a_B');
  });

  it.each(['', 'a b', 'x'.repeat(129), '{"a":1}', '\xe9', 'a,b'])('%j is replaced', async (id) => {
    expect(await idOf(id)).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('A body of exactly 100 KB', () => {
  const text = `{"first_name":"Ada"${' '.repeat(102_400 - 20)}}`;

  it.each([
    [text, 200],
    [`${text} `, 413],
  ])('is the largest that is read', async (body, status) => {
    const path = '/trpc/profile.update';
    expect((await app.rest('PATCH', me, { token: good.access_token, body })).status).toBe(status);
    expect((await app.rest('POST', path, { token: good.access_token, body })).status).toBe(status);
  });

  it.each([0, 1])('counts however it comes, with %i byte more', async (more) => {
    const bytes = Buffer.from(text + ' '.repeat(more));
    const head = [`Authorization: Bearer ${good.access_token}`, 'Content-Type: application/json'];
    const chunk = Buffer.concat([
      Buffer.from(`${bytes.length.toString(16)}\r\n`),
      bytes,
      Buffer.from('\r\n0\r\n\r\n'),
    ]);
    const status = more ? 413 : 200;
    const whole = await app.raw(`PATCH ${me}`, [...head, `Content-Length: ${bytes.length}`], bytes);
    expect(whole?.status).toBe(status);
    const chunked = await app.raw(`PATCH ${me}`, [...head, 'Transfer-Encoding: chunked'], chunk);
    expect(chunked?.status).toBe(status);
  });
});
