import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, password, startApp, type TestApp } from './testing/app.js';
import { doors } from './testing/doors.js';
import { postForm } from './testing/form.js';

const name = '__Secure-profile_refresh';
const origin = 'https://app.example.com';
const own = 'https://accounts.example.com';
const token_delivery = 'cookie';

let app: TestApp;
let account: Account;
beforeAll(async () => {
  app = await startApp({ PUBLIC_URL: own, CORS_ORIGINS: `${origin},http://localhost:3000` });
  account = await app.signUp();
});
afterAll(() => app.close());

const generation = async (token: string) => {
  const [id = ''] = token.split('.');
  return (await app.store.sessions.withUser(id))?.session.generation;
};

describe('The cookie', () => {
  it('is without Secure, and of another name, where PUBLIC_URL is plain http', async () => {
    const plain = await startApp({ PUBLIC_URL: 'http://localhost:8080' });
    try {
      const { email } = await plain.signUp();
      const input = { login: email, password, token_delivery };
      const headers = { origin: 'http://localhost:8080' };
      const answer = await doors.REST?.(plain, { name: 'login', input, headers });
      expect(answer?.cookies).toEqual([
        expect.stringMatching(
          /^profile_refresh=ses_[\w.-]+; Path=\/api\/v1\/auth; HttpOnly; SameSite=Strict; Max-Age=2592000$/,
        ),
      ]);
    } finally {
      await plain.close();
    }
  });

  it.each([
    ['http://localhost:8080', 200],
    ['http://127.0.0.1:8080', 200],
    ['http://[::1]:8080', 200],
    ['http://127.0.0.1:9090', 403],
    ['https://127.0.0.1:8080', 403],
    ['http://127.0.0.1.example.com:8080', 403],
  ])('may be had at %s of a server on this machine: %i', async (origin, status) => {
    const local = await startApp({ PUBLIC_URL: 'http://localhost:8080' });
    try {
      const { email } = await local.signUp();
      const input = { login: email, password, token_delivery };
      const answer = await doors.REST?.(local, { name: 'login', input, headers: { origin } });
      expect(answer?.status).toBe(status);
    } finally {
      await local.close();
    }
  });

  it('is nothing to any other endpoint', async () => {
    const cookie = `${name}=${account.refresh_token}`;
    const headers = { origin, cookie };
    expect((await app.rest('GET', '/api/v1/me', { headers })).status).toBe(401);
    expect((await app.rest('POST', '/api/profile/', { headers })).status).toBe(401);
    const { status, body } = await postForm(
      app,
      '/oauth/token',
      { grant_type: 'refresh_token' },
      headers,
    );
    expect([status, body.error]).toEqual([400, 'invalid_request']);
    expect(await generation(account.refresh_token)).toBe(0);
  });

  it('over 16 KB does not get past the headers', async () => {
    const headers = [`Origin: ${origin}`, `Cookie: ${name}=${'x'.repeat(17_000)}`];
    const answer = await app.raw('POST /api/v1/auth/refresh', headers);
    expect([answer?.status, answer?.headers.has('set-cookie')]).toEqual([431, false]);
  });

  it('in a second Cookie header is a second one', async () => {
    const { refresh_token } = await app.signUp();
    const cookie = `Cookie: ${name}=${refresh_token}`;
    const answer = await app.raw('POST /api/v1/auth/refresh', [
      `Origin: ${origin}`,
      cookie,
      cookie,
    ]);
    expect([answer?.status, answer?.body.code]).toEqual([401, 'invalid_refresh_token']);
    expect(await generation(refresh_token)).toBe(0);
  });

  it('of a private sign-up is not set', async () => {
    const secret = await startApp({ PUBLIC_URL: own, PRIVATE_SIGN_UP: 'true' });
    try {
      const input = { email: 'ada@example.com', password, token_delivery };
      const asked = { name: 'register', input, headers: { origin: own } };
      const answer = await doors.REST?.(secret, asked);
      expect([answer?.status, answer?.cookies]).toEqual([202, []]);
    } finally {
      await secret.close();
    }
  });
});

interface Outcome {
  result?: { data: { access_token: string; refresh_token?: string } };
  error?: { data: { error: { code: string } } };
}

describe.each([
  ['by the short way', undefined],
  ['by tRPC’s own adapter', 'application/json'],
])('In a batch, %s,', (_, accept) => {
  const login = () => ({ login: account.email, password, token_delivery });
  const send = async (calls: [operation: string, input?: object][], cookie?: string) => {
    const { headers, body } = await app.rest(
      'POST',
      `/trpc/${calls.map(([operation]) => `auth.${operation}`).join()}?batch=1`,
      {
        body: Object.fromEntries(calls.map(([, input], i) => [i, input])),
        headers: {
          origin,
          ...(accept && { 'trpc-accept': accept }),
          ...(cookie && { cookie: `${name}=${cookie}` }),
        },
      },
    );
    const outcomes = Object.values(body) as Outcome[];
    return {
      results: outcomes.flatMap(({ result }) => (result ? [result.data] : [])),
      codes: outcomes.flatMap(({ error }) => (error ? [error.data.error.code] : [])),
      cookies: headers.getSetCookie(),
    };
  };
  const count = async () => (await app.sql('SELECT id FROM sessions')).length;

  it('one call has the cookie, and a second one that wants it opens no session', async () => {
    const before = await count();
    const { results, codes, cookies } = await send([
      ['login', login()],
      ['login', login()],
    ]);
    expect([results.length, codes, cookies.length]).toEqual([1, ['malformed_request'], 1]);
    expect(await count()).toBe(before + 1);
    const [, , claims = ''] = /^([^=]+)=(ses_\w+)\./.exec(cookies[0] ?? '') ?? [];
    const [, payload = ''] = results[0]?.access_token.split('.') ?? [];
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ sid: claims });
  });

  it('a sign-in beside one that takes its token in the body keeps the cookie for itself', async () => {
    const { results, codes, cookies } = await send([
      ['login', login()],
      ['login', { login: account.email, password }],
    ]);
    expect([results.length, codes, cookies.length]).toEqual([2, [], 1]);
    expect(results.map(({ refresh_token }) => typeof refresh_token)).toEqual([
      'undefined',
      'string',
    ]);
  });

  it('the cookie is used by one of two that take it', async () => {
    const { refresh_token } = await app.signUp();
    const { codes, cookies } = await send([['refresh', {}], ['refresh']], refresh_token);
    expect([codes, cookies.length]).toEqual([['malformed_request'], 1]);
    expect(await generation(refresh_token)).toBe(1);
  });
});

describe.each([
  ['trpc-accept', { 'trpc-accept': 'application/jsonl' }],
  ['accept', { accept: 'application/json, application/jsonl' }],
])('Streamed, as %s asks for,', (_, headers) => {
  const path = '/trpc/auth.login?batch=1';

  it('no answer sets the cookie, whose head goes out before', async () => {
    const sessions = async () => app.sql('SELECT id FROM sessions');
    const before = await sessions();
    const input = { login: account.email, password, token_delivery };
    const sent = { method: 'POST', body: JSON.stringify({ 0: input }) };
    const answer = await fetch(app.url + path, {
      ...sent,
      headers: { 'content-type': 'application/json', origin, ...headers },
    });
    expect(await answer.text()).toContain('"malformed_request"');
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await sessions()).toEqual(before);
  });

  it('a token in the body is given as ever', async () => {
    const body = JSON.stringify({ 0: { login: account.email, password } });
    const type = { 'content-type': 'application/json' };
    const answer = await fetch(app.url + path, {
      method: 'POST',
      body,
      headers: { ...type, ...headers },
    });
    expect(await answer.text()).toContain('"refresh_token":"ses_');
  });
});

describe('A page', () => {
  const me = '/api/v1/me';
  const allowed = async (method: string, from: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(app.url + me, { method, headers: { origin: from, ...headers } });
    return ['origin', 'credentials'].map((each) =>
      answer.headers.get(`access-control-allow-${each}`),
    );
  };

  it('of CORS_ORIGINS may send the cookie along, and read the answer', async () => {
    const preflight = { 'access-control-request-method': 'POST' };
    for (const from of [origin, 'http://localhost:3000']) {
      expect(await allowed('GET', from)).toEqual([from, 'true']);
      expect(await allowed('OPTIONS', from, preflight)).toEqual([from, 'true']);
    }
  });

  it.each(['https://evil.example.com', 'null', own])('of %s is allowed neither', async (from) => {
    expect(await allowed('GET', from)).toEqual([null, null]);
    const preflight = { 'access-control-request-method': 'POST' };
    expect(await allowed('OPTIONS', from, preflight)).toEqual([null, null]);
  });

  it('of any origin gets answers that vary with it', async () => {
    for (const from of [origin, 'https://evil.example.com']) {
      const { headers } = await app.rest('POST', '/api/v1/auth/refresh', {
        headers: { origin: from },
      });
      expect(headers.get('vary')).toBe('Origin');
    }
  });
});
