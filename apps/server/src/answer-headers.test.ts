import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, startApp, type TestApp } from './testing/app.js';

const page = 'https://app.example.com';
let app: TestApp;
let account: Account;
beforeAll(async () => {
  app = await startApp({ PUBLIC_URL: 'https://accounts.example.com', CORS_ORIGINS: page });
  account = await app.signUp();
});
afterAll(() => app.close());

const ask = (request: string, init: RequestInit = {}) => {
  const [method = '', path = ''] = request.split(' ');
  const headers = { authorization: `Bearer ${account.access_token}`, ...init.headers };
  return fetch(app.url + path, { method, redirect: 'manual', ...init, headers });
};

/** Every door and page: the status, who may keep the answer, what it depends on, and what it may load. */
const doors: [
  request: string,
  status: number,
  cache: string,
  vary: string,
  policy: RegExp | null,
][] = [
  ['GET /api/v1/me', 200, 'private, no-cache', 'Origin, Authorization', null],
  ['PATCH /api/v1/me', 200, 'private, no-cache', 'Origin, Authorization', null],
  ['GET /api/v1/me/sessions', 200, 'no-store', 'Origin', null],
  ['GET /api/v1/me/verify-email', 200, 'no-store', 'Origin', null],
  ['POST /api/v1/auth/login', 422, 'no-store', 'Origin', null],
  ['POST /api/v1/auth/refresh', 422, 'no-store', 'Origin', null],
  ['GET /trpc/profile.get', 200, 'no-store', 'trpc-accept, accept', null],
  ['POST /trpc/auth.login', 422, 'no-store', 'trpc-accept, accept', null],
  ['POST /api/profile/', 200, 'no-store', 'Origin', null],
  ['POST /oauth/token', 400, 'no-store', 'Origin', null],
  ['POST /oauth/revoke', 400, 'no-store', 'Origin', null],
  ['POST /oauth/introspect', 400, 'no-store', 'Origin', null],
  ['GET /.well-known/jwks.json', 200, 'public, max-age=300', 'Origin', null],
  ['GET /.well-known/oauth-authorization-server', 200, 'public, max-age=300', 'Origin', null],
  ['GET /openapi.json', 200, 'no-store', 'Origin', null],
  ['GET /healthz', 200, 'no-store', 'Origin', null],
  ['GET /readyz', 200, 'no-store', 'Origin', null],
  ['GET /nothing', 404, 'no-store', 'Origin', null],
  ['PUT /healthz', 405, 'no-store', 'Origin', null],
  [
    'GET /account/verify-email',
    200,
    'no-store',
    'Origin',
    /^default-src 'none'; script-src 'self'/,
  ],
  [
    'GET /account/reset-password',
    200,
    'no-store',
    'Origin',
    /^default-src 'none'; script-src 'self'/,
  ],
  ['GET /account/undo-email-change', 200, 'no-store', 'Origin', /^default-src 'none'; script-src/],
  ['GET /account/page.js', 200, 'no-store', 'Origin', /^default-src 'none'/],
  ['GET /docs', 200, 'no-cache', 'Origin', /^default-src 'none'; script-src 'self'; style-src/],
  ['GET /docs/profile.md', 200, 'no-cache', 'Origin', /^default-src 'none'/],
  ['GET /llms.txt', 200, 'no-cache', 'Origin', /^default-src 'none'/],
  ['GET /docs/scalar.js', 200, 'public, max-age=3600', 'Origin, Accept-Encoding', null],
];

describe('What an answer says of itself', () => {
  it.each(doors)('%s: %i, %s', async (request, status, cache, vary, policy) => {
    const patch = { body: '{}', headers: { 'content-type': 'application/json' } };
    const answer = await ask(request, request.startsWith('PATCH') ? patch : {});
    await answer.arrayBuffer();
    const said = (name: string) => answer.headers.get(name);
    expect([answer.status, said('cache-control')]).toEqual([status, cache]);
    for (const each of vary.split(', ')) expect(said('vary')?.split(', ')).toContain(each);
    expect(said('strict-transport-security')).toBe('max-age=31536000');
    expect(said('x-content-type-options')).toBe('nosniff');
    expect(said('referrer-policy')).toBe('no-referrer');
    expect(said('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    if (policy === null) expect(said('content-security-policy')).toBeNull();
    else expect(said('content-security-policy')).toMatch(policy);
    const isPage = said('content-type')?.startsWith('text/html');
    expect(isPage ? said('content-security-policy') : "frame-ancestors 'none'").toContain(
      "frame-ancestors 'none'",
    );
  });

  it('with tokens in it, it is kept by nobody', async () => {
    const { refresh_token } = await app.signUp();
    const body = JSON.stringify({ refresh_token });
    const headers = { 'content-type': 'application/json' };
    const rest = await ask('POST /api/v1/auth/refresh', { body, headers });
    expect([rest.status, rest.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: 'profile',
      refresh_token: ((await rest.json()) as Account).refresh_token,
    });
    const oauth = await ask('POST /oauth/token', { body: form });
    expect([oauth.status, oauth.headers.get('cache-control')]).toEqual([200, 'no-store']);
  });

  it('a profile that has not changed is not sent again, to whom it belongs', async () => {
    const etag = (await ask('GET /api/v1/me')).headers.get('etag') ?? '';
    const again = await ask('GET /api/v1/me', { headers: { 'if-none-match': etag } });
    const { status, headers } = again;
    expect([status, await again.text(), headers.get('etag')]).toEqual([304, '', etag]);
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(headers.get('vary')).toContain('Authorization');
  });

  it('pages of the origins that were named may read it, and what it says in headers', async () => {
    const named = await ask('GET /api/v1/me', { headers: { origin: page } });
    expect(named.headers.get('access-control-allow-origin')).toBe(page);
    const exposed = named.headers.get('access-control-expose-headers')?.split(', ');
    expect(exposed).toEqual(['etag', 'retry-after', 'www-authenticate', 'x-request-id']);
    for (const origin of [
      `${page}.evil.example`,
      `${page}:444`,
      'http://app.example.com',
      'null',
    ]) {
      const other = await ask('GET /api/v1/me', { headers: { origin } });
      expect(other.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('without origins there is no CORS, and without https no promise of it', async () => {
    const plain = await startApp();
    const headers = { origin: page };
    const { headers: said } = await fetch(`${plain.url}/healthz`, { headers });
    const names = [...said.keys()].filter((name) => /^access-control|^strict|^vary/.test(name));
    expect(names).toEqual([]);
    await plain.close();
  });

  it('also what is no HTTP is answered by something that nobody keeps', async () => {
    const answer = await app.raw('GET /healthz', ['Transfer-Encoding: nonsense']);
    expect(answer?.status).toBe(400);
    expect(answer?.headers.get('cache-control')).toBe('no-store');
    expect(answer?.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
