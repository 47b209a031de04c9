import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './testing/app.js';

// What the recording of FastAPI lacks: other routes, methods and ways to write a path.
let app: TestApp;
let tokens: Record<string, string | undefined>;
beforeAll(async () => {
  app = await startApp();
  tokens = { good: (await app.signUp()).access_token, bad: 'bad' };
});
afterAll(() => app.close());

const me = '/api/v1/me';
const error = (code: string, detail: string) => ({ code, detail });
const notFound = error('not_found', 'Not Found');
const notAllowed = error('method_not_allowed', 'Method Not Allowed');
const notAuthenticated = error('not_authenticated', 'Not authenticated');
const malformed = error('malformed_request', 'There was an error parsing the request');

const everywhere = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };

describe('A path', () => {
  it.each<[line: string, token: string, status: number, body: object]>([
    // Written otherwise, it is the same …
    [`GET ${me}/`, 'good', 200, { email_verified: false }],
    [`GET ${me}?`, 'good', 200, { email_verified: false }],
    [`GET ${me}/?first_name=x`, 'good', 200, { email_verified: false }],
    ['GET /api/v1/%6de', 'good', 200, { email_verified: false }],
    ['GET /%61pi/v1/me/', 'good', 200, { email_verified: false }],
    [`PATCH ${me}/`, 'good', 422, { detail: [{ type: 'missing', loc: ['body'] }] }],
    [`POST ${me}/password/`, 'bad', 401, error('invalid_token', 'Invalid or expired token')],
    [`GET ${me}/verify-email/`, 'none', 401, notAuthenticated],
    ['POST /api/v1/auth/login/', 'none', 422, { detail: [{ type: 'missing', loc: ['body'] }] }],
    ['GET /openapi.json/', 'none', 200, { openapi: '3.1.0' }],
    // … but for what makes it another.
    ['GET /api/v1//me', 'good', 404, notFound],
    ['GET /api//v1/me', 'good', 404, notFound],
    [`GET ${me}//`, 'good', 404, notFound],
    ['GET /api/v1/ME', 'good', 404, notFound],
    ['GET /API/v1/me', 'good', 404, notFound],
    ['GET /api/v1%2fme', 'good', 404, notFound],
    [`GET ${me}%20`, 'good', 404, notFound],
    [`GET ${me}%3f`, 'good', 404, notFound],
    [`GET ${me};v=1`, 'good', 404, notFound],
    [`GET ${me}.json`, 'good', 404, notFound],
    [`GET ${me}/me`, 'good', 404, notFound],
    ['GET /api/v1', 'good', 404, notFound],
    ['GET /api', 'good', 404, notFound],
    ['GET /api/v2/me', 'good', 404, notFound],
    ['GET /', 'none', 404, notFound],
    ['POST /api/v1/auth', 'none', 404, notFound],
    ['POST /api/v1/auth/forgot', 'none', 404, notFound],
    ['GET /api/v1/%c3%28', 'good', 400, malformed],
    ['GET /api/v1/me%', 'good', 400, malformed],
  ])('%s with a %s token is answered with %i', async (line, token, status, body) => {
    const [method = '', path = ''] = line.split(' ');
    const answer = await app.rest(method, path, { token: tokens[token] });
    expect([answer.status, answer.body]).toMatchObject([status, body]);
    if (status >= 400) expect(Object.fromEntries(answer.headers)).toMatchObject(everywhere);
  });
});

describe('A method', () => {
  it.each<[line: string, allow: string]>([
    [`POST ${me}`, 'GET, HEAD, PATCH'],
    [`DELETE ${me}/`, 'GET, HEAD, PATCH'],
    [`OPTIONS ${me}`, 'GET, HEAD, PATCH'],
    [`PATCH ${me}/password`, 'POST'],
    [`OPTIONS ${me}/password`, 'POST'],
    [`PUT ${me}/verify-email`, 'GET, HEAD, POST'],
    [`GET ${me}/verify-email/confirm`, 'POST'],
    ['GET /api/v1/auth/register', 'POST'],
    ['OPTIONS /api/v1/auth/login', 'POST'],
    ['DELETE /api/v1/auth/logout', 'POST'],
    ['PATCH /api/v1/auth/refresh', 'POST'],
    ['POST /openapi.json', 'GET, HEAD'],
    ['OPTIONS /healthz', 'GET, HEAD'],
    ['DELETE /readyz', 'GET, HEAD'],
    ['PUT /.well-known/jwks.json', 'GET, HEAD'],
  ])('%s is refused whoever asks, with Allow: %s', async (line, allow) => {
    const [method = '', path = ''] = line.split(' ');
    for (const token of [undefined, 'bad', tokens.good]) {
      const { status, headers, body } = await app.rest(method, path, { token });
      expect([status, headers.get('allow'), body]).toEqual([405, allow, notAllowed]);
    }
  });

  it.each([me, `${me}/verify-email`, '/openapi.json', '/healthz', '/.well-known/jwks.json'])(
    'HEAD %s is answered like GET, without the body',
    async (path) => {
      for (const token of [undefined, 'bad', tokens.good]) {
        const [get, head] = [
          await app.rest('GET', path, { token }),
          await app.rest('HEAD', path, { token }),
        ];
        expect([head.status, head.text]).toEqual([get.status, '']);
        const told = ['content-type', 'content-length', 'etag', 'www-authenticate'];
        const named = ({ headers }: typeof get) => told.map((name) => headers.get(name));
        expect(named(head)).toEqual(named(get));
      }
    },
  );

  it.each([`${me}/password`, '/api/v1/auth/login', '/api/v1/nothing'])(
    'HEAD %s is refused where GET is',
    async (path) => {
      const get = await app.rest('GET', path);
      expect(await app.rest('HEAD', path)).toMatchObject({ status: get.status, text: '' });
    },
  );
});

describe('A header', () => {
  const login = '/api/v1/auth/login';
  const missing = (field: string) => ({ type: 'missing', loc: ['body', field] });

  it.each([
    'application/json;charset=UTF-8',
    'APPLICATION/JSON',
    'application/problem+json',
    'application/merge-patch+json; profile="x"',
  ])('that says %s says JSON', async (type) => {
    const answer = await app.rest('POST', login, { body: '{}', headers: { 'content-type': type } });
    expect(answer).toMatchObject({
      status: 422,
      body: { detail: [missing('login'), missing('password')] },
    });
  });

  it.each(['text/html', 'image/png', '*/*;q=0', 'nonsense'])(
    'that accepts only %s gets JSON all the same',
    async (accept) => {
      const answer = await app.rest('GET', me, { token: tokens.good, headers: { accept } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        200,
        'application/json',
      ]);
    },
  );

  it.each([
    ['bearer', 200],
    ['BEARER', 200],
    ['Basic', 401],
    ['Token', 401],
  ])('whose scheme is %s is answered with %i', async (scheme, status) => {
    const authorization = `${scheme} ${tokens.good}`;
    expect((await app.rest('GET', me, { headers: { authorization } })).status).toBe(status);
  });

  it.each(['x-http-method-override', 'x-method-override', 'x-original-url', 'x-rewrite-url'])(
    '%s changes nothing',
    async (name) => {
      const answer = await app.rest('GET', me, {
        token: tokens.good,
        headers: { [name]: 'PATCH' },
      });
      expect(answer).toMatchObject({ status: 200, body: { first_name: null } });
    },
  );
});

describe('A POST whose body is optional', () => {
  it.each(['/api/v1/auth/logout', '/trpc/auth.logout'])(
    'to %s needs neither one nor its type',
    async (path) => {
      const { access_token: token } = await app.signUp();
      const answer = await app.rest('POST', path, { token });
      expect(Math.floor(answer.status / 100), answer.text).toBe(2);
      expect((await app.rest('GET', me, { token })).status).toBe(401);
    },
  );
});
