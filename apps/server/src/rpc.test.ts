import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, startApp, type TestApp } from './testing/app.js';

let app: TestApp;
let account: Account;
beforeAll(async () => {
  app = await startApp();
  account = await app.signUp();
});
afterAll(() => app.close());

const batch = (count: number, name = 'profile.get') =>
  `/trpc/${Array(count).fill(name).join()}?batch=1`;

describe('A batch', () => {
  it('of twenty calls is one request, whatever the length of its path', async () => {
    const { status, body } = await app.rest('GET', batch(20), { token: account.access_token });
    expect([status, Object.keys(body)]).toEqual([
      200,
      Array.from({ length: 20 }, (_, i) => `${i}`),
    ]);
    expect(body[19]).toMatchObject({ result: { data: { email: account.email } } });
  });

  it('of more than twenty is refused as a whole', async () => {
    const before = await app.rest('GET', '/api/v1/me', { token: account.access_token });
    const bodies = Object.fromEntries(
      Array.from({ length: 21 }, (_, i) => [i, { first_name: `name ${i}` }]),
    );
    const { status, headers, body } = await app.rest('POST', batch(21, 'profile.update'), {
      token: account.access_token,
      body: bodies,
    });
    expect([status, headers.get('content-type')]).toEqual([400, 'application/json']);
    expect(body).toMatchObject({ error: { data: { error: { code: 'malformed_request' } } } });
    const after = await app.rest('GET', '/api/v1/me', { token: account.access_token });
    expect(after.body).toEqual(before.body);
  });

  it('answers each call for itself', async () => {
    const { status, body } = await app.rest('POST', batch(3, 'profile.update'), {
      token: account.access_token,
      body: {
        0: { last_name: 'Lovelace' },
        1: { locale: 1 },
        2: { last_name: 'King', expected_version: 77_777 },
      },
    });
    const fault = { type: 'string_type', loc: ['body', 'locale'] };
    expect([status, body]).toMatchObject([
      207,
      [
        { result: { data: { last_name: 'Lovelace' } } },
        { error: { data: { error: { code: 'validation_error', detail: [fault] } } } },
        { error: { data: { error: { code: 'stale_version' } } } },
      ],
    ]);
  });

  it('of refused calls has the headers of a refusal', async () => {
    const { status, headers } = await app.rest('GET', batch(2), { token: 'bad' });
    expect([status, headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer error="invalid_token"',
    ]);
    const many = await app.rest('POST', batch(2, 'email.requestVerification'), {
      token: account.access_token,
      body: {},
    });
    expect([many.status, many.headers.get('retry-after')]).toEqual([429, '60']);
  });
});

describe('tRPC answers in its own shape', () => {
  it.each([
    ['an unknown procedure', 'POST', '/trpc/profile.nothing', '{}', 404, 'not_found'],
    ['a router', 'POST', '/trpc/profile', '{}', 404, 'not_found'],
    [
      'the legacy procedure, which is not its',
      'POST',
      '/trpc/legacy.profile',
      '{}',
      404,
      'not_found',
    ],
    ['__proto__', 'POST', '/trpc/__proto__', '{}', 404, 'not_found'],
    ['constructor', 'POST', '/trpc/constructor', '{}', 404, 'not_found'],
    ['GET of a mutation', 'GET', '/trpc/profile.update', undefined, 405, 'method_not_allowed'],
    ['POST of a query', 'POST', '/trpc/profile.get', '{}', 405, 'method_not_allowed'],
    ['PUT', 'PUT', '/trpc/profile.update', '{}', 405, 'method_not_allowed'],
    ['OPTIONS', 'OPTIONS', '/trpc/profile.update', undefined, 405, 'method_not_allowed'],
    ['invalid JSON', 'POST', '/trpc/profile.update', '{"first_name":', 422, 'validation_error'],
    ['a batch that is a list', 'POST', batch(1, 'profile.update'), '[]', 400, 'malformed_request'],
    ['over 100 KB', 'POST', '/trpc/profile.update', ' '.repeat(102_401), 413, 'body_too_large'],
  ])('to %s', async (_, method, path, body, status, code) => {
    const answer = await app.rest(method, path, { token: account.access_token, body });
    expect(answer.status, answer.text).toBe(status);
    const error = [answer.body.error ?? (answer.body[0] as { error?: unknown }).error];
    expect(error).toMatchObject([{ data: { httpStatus: status, error: { code } } }]);
  });

  it.each(['multipart/form-data; boundary=x', 'application/octet-stream', 'text/plain', 'json'])(
    'to a body of type %s, which it does not read',
    async (type) => {
      const { status, body } = await app.rest('POST', '/trpc/profile.update', {
        token: account.access_token,
        body: 'garbage',
        headers: { 'content-type': type },
      });
      expect([status, body]).toMatchObject([400, { error: { data: { httpStatus: 400 } } }]);
    },
  );

  it('and to HEAD without a body', async () => {
    expect((await app.rest('HEAD', '/trpc/profile.get')).status).toBe(204);
  });

  it('and to HEAD of a mutation, of which nothing comes', async () => {
    const { access_token: token } = await app.signUp();
    expect((await app.rest('HEAD', '/trpc/auth.logout', { token })).status).toBe(204);
    expect((await app.rest('GET', '/api/v1/me', { token })).status).toBe(200);
  });

  it('with nothing but the contract in an error', async () => {
    const { body } = await app.rpc('profile.get');
    expect(body).toEqual({
      error: {
        message: 'Not authenticated',
        code: -32001,
        data: {
          code: 'UNAUTHORIZED',
          httpStatus: 401,
          path: 'profile.get',
          error: { detail: 'Not authenticated', code: 'not_authenticated' },
        },
      },
    });
  });
});
