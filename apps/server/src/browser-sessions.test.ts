import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, password, startApp, type TestApp } from './testing/app.js';
import { doors } from './testing/doors.js';

const name = '__Secure-profile_refresh';
const origin = 'https://app.example.com';
const own = 'https://accounts.example.com';
const token_delivery = 'cookie';

let app: TestApp;
let account: Account;
let signUps = 0;
beforeAll(async () => {
  app = await startApp({ PUBLIC_URL: own, CORS_ORIGINS: `${origin},http://localhost:3000` });
  account = await app.signUp();
});
afterAll(() => app.close());

const login = () => ({ login: account.email, password, token_delivery });
const generation = async (token: string) => {
  const [id = ''] = token.split('.');
  return (await app.store.sessions.withUser(id))?.session.generation;
};
/** The value in what a Set-Cookie says. */
const kept = ([text = '']: string[]) => /^[^=]+=([^;]*)/.exec(text)?.[1] ?? '';
const sending = (cookie: string, from = origin) => ({ origin: from, cookie: `${name}=${cookie}` });

describe.each(Object.entries(doors))('Over %s a browser', (_, ask) => {
  it.each([origin, own])(
    'of %s signs in, refreshes and signs out without a token to read',
    async (from) => {
      const attributes = 'Path=/api/v1/auth; HttpOnly; SameSite=Strict; Secure';
      const first = await ask(app, { name: 'login', input: login(), headers: { origin: from } });
      expect([first.status, Object.keys(first.value)]).toEqual([
        200,
        ['access_token', 'token_type', 'expires_in', 'scope'],
      ]);
      const one = kept(first.cookies);
      expect(first.cookies).toEqual([`${name}=${one}; ${attributes}; Max-Age=2592000`]);
      expect(one).toMatch(/^ses_[0-9a-z]{26}\.0\.[\w-]{43}$/);
      expect(first.headers.get('cache-control')).toBe('no-store');

      app.clock.time += 1500;
      const second = await ask(app, { name: 'refresh', input: {}, headers: sending(one, from) });
      const two = kept(second.cookies);
      expect([second.status, second.value.refresh_token]).toEqual([200, undefined]);
      expect(second.cookies).toEqual([`${name}=${two}; ${attributes}; Max-Age=2592000`]);
      expect(two).toMatch(/\.1\./);
      // Given again, of the same age: what is left is less.
      app.clock.time += 1500;
      const again = await ask(app, { name: 'refresh', headers: sending(one, from) });
      expect(again.cookies).toEqual([`${name}=${two}; ${attributes}; Max-Age=2591998`]);

      const gone = `${name}=; ${attributes}; Max-Age=0`;
      const out = await ask(app, { name: 'logout', headers: sending(two, from) });
      expect([Math.floor(out.status / 100), out.cookies]).toEqual([2, [gone]]);
      const dead = await ask(app, { name: 'refresh', headers: sending(two, from) });
      expect([dead.status, dead.code, dead.cookies]).toEqual([
        401,
        'invalid_refresh_token',
        [gone],
      ]);
      const token = String(again.value.access_token);
      expect((await app.rest('GET', '/api/v1/me', { token })).status).toBe(401);
    },
  );

  it('signs up into the cookie', async () => {
    const input = { email: `new${++signUps}@example.com`, password, token_delivery };
    const { value, cookies } = await ask(app, { name: 'register', input, headers: { origin } });
    expect([value.refresh_token, cookies.length]).toEqual([undefined, 1]);
    expect(await generation(kept(cookies))).toBe(0);
  });

  it('gets no cookie that it did not ask for, and keeps its cookie at what it sends itself', async () => {
    const input = { login: account.email, password };
    const { value, cookies } = await ask(app, { name: 'login', input, headers: { origin } });
    expect([typeof value.refresh_token, cookies]).toEqual(['string', []]);
    const refresh_token = String(value.refresh_token);
    const sent = { name: 'refresh', input: { refresh_token }, headers: sending('garbage') };
    const next = await ask(app, sent);
    expect([next.status, typeof next.value.refresh_token, next.cookies]).toEqual([
      200,
      'string',
      [],
    ]);
  });

  it.each([
    undefined,
    '',
    'null',
    'https://evil.example.com',
    'https://example.com',
    'https://app.example.com.evil.com',
    'https://app.example.com:8443',
    'https://app.example.com/',
    'http://app.example.com',
    'https://APP.example.com',
    'http://localhost:3001',
    `${origin}, https://evil.example.com`,
    '*',
  ])(
    'of the origin %s is refused whatever it does with the cookie, which stays as it is',
    async (from) => {
      const cookie = kept(
        (await doors.REST?.(app, { name: 'login', input: login(), headers: { origin } }))
          ?.cookies ?? [],
      );
      const headers = { ...(from !== undefined && { origin: from }), cookie: `${name}=${cookie}` };
      const { refresh_token } = await app.signUp();
      const count = async () => (await app.sql('SELECT id FROM sessions')).length;
      const before = await count();
      for (const [operation, input, token] of [
        ['login', login()],
        ['register', { email: 'never@example.com', password, token_delivery }],
        ['refresh', {}],
        ['refresh', undefined],
        ['refresh', { refresh_token, token_delivery }],
        ['logout', undefined],
        ['logout', { scope: 'all' }, account.access_token],
      ] as const) {
        const { status, code, cookies } = await ask(app, {
          name: operation,
          input,
          token,
          headers,
        });
        expect([operation, status, code, cookies]).toEqual([
          operation,
          403,
          'origin_not_allowed',
          [],
        ]);
      }
      expect([await generation(cookie), await generation(refresh_token)]).toEqual([0, 0]);
      expect([await count(), await app.store.accounts.byEmail('never@example.com')]).toEqual([
        before,
        undefined,
      ]);
      expect((await ask(app, { name: 'refresh', headers: sending(cookie) })).status).toBe(200);
    },
  );

  it.each([
    ['one of them planted', (good: string) => `${name}=planted; ${name}=${good}`],
    ['both the same', (good: string) => `${name}=${good}; ${name}=${good}`],
  ])('that sends two cookies, %s, is refused and keeps them', async (_, both) => {
    const { cookies } = await ask(app, { name: 'login', input: login(), headers: { origin } });
    const good = kept(cookies);
    for (const operation of ['refresh', 'logout']) {
      const headers = { origin, cookie: both(good) };
      const answer = await ask(app, { name: operation, headers });
      expect([answer.status, answer.code]).toEqual([401, 'invalid_refresh_token']);
      expect(answer.cookies).toEqual([]);
    }
    expect(await generation(good)).toBe(0);
  });

  it.each([
    ['that is empty', ''],
    ['that is made up', 'made-up'],
    ['of 15 KB', 'x'.repeat(15_000)],
    ['in quotes', '"ses_01jq2v8m3xfq9t5c7d0a4ke6nb.3.q7Tn0sXv2LkPz9aRw4bYc1dHj8mFe5gU6iKoN3hVtBo"'],
    ['in escapes', 'ses_%30'],
  ])('forgets a cookie %s', async (_, cookie) => {
    for (const operation of ['refresh', 'logout']) {
      const answer = await ask(app, { name: operation, headers: sending(cookie) });
      expect([answer.status, answer.code]).toEqual([401, 'invalid_refresh_token']);
      expect(kept(answer.cookies)).toBe('');
      expect(answer.cookies).toEqual([expect.stringMatching(/; Max-Age=0$/)]);
    }
  });

  it('has its cookie found among others, and no other taken for it', async () => {
    const { cookies } = await ask(app, { name: 'login', input: login(), headers: { origin } });
    const good = kept(cookies);
    const others = `profile_refresh=${good}; x${name}=1; ${name}2=2; ${name}`;
    const without = await ask(app, { name: 'refresh', headers: { origin, cookie: others } });
    expect([without.status, without.code, without.cookies]).toEqual([
      401,
      'invalid_refresh_token',
      [],
    ]);
    const among = { origin, cookie: `a=b;${name}=${good};c=d` };
    expect((await ask(app, { name: 'refresh', headers: among })).status).toBe(200);
  });

  it('can sign out with an access token that has expired', async () => {
    const first = await ask(app, { name: 'login', input: login(), headers: { origin } });
    const token = String(first.value.access_token);
    const cookie = kept(first.cookies);
    app.clock.time += 16 * 60_000;
    expect((await ask(app, { name: 'logout', token })).code).toBe('invalid_token');
    const out = await ask(app, { name: 'logout', token, headers: sending(cookie) });
    expect([Math.floor(out.status / 100), kept(out.cookies)]).toEqual([2, '']);
    expect((await ask(app, { name: 'refresh', headers: sending(cookie) })).status).toBe(401);
  });

  it('is told by no field of a body to hand the cookie out', async () => {
    const { cookies } = await ask(app, { name: 'login', input: login(), headers: { origin } });
    const good = kept(cookies);
    const input = { token_delivery: 'body' };
    const answer = await ask(app, { name: 'refresh', input, headers: sending(good) });
    expect([answer.status, answer.cookies, await generation(good)]).toEqual([422, [], 0]);
  });
});
