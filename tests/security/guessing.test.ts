import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../server.js';

const password = 'violet-anchor-73-mosaic';
const json = { 'content-type': 'application/json' };
let limited: TestServer;
let open: TestServer;

beforeAll(async () => {
  limited = await startServer({ LIMITS: 'sign_in=10/1h' });
  open = await startServer({ VERIFY_EMAIL_COOLDOWN: '0s' });
});
afterAll(async () => {
  await limited.stop();
  await open.stop();
});

const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });

const guess = (server: TestServer, login: string, headers = {}) =>
  post(`${server.url}/api/v1/auth/login`, { login, password: 'a wrong one' }, headers);

describe('Guessing', () => {
  it('counts every spelling of an address, every door and every forged origin as one', async () => {
    const email = 'ada@example.com';
    const signUp = await post(`${limited.url}/api/v1/auth/register`, { email, password });
    const { access_token } = (await signUp.json()) as { access_token: string };
    const spellings = [email, 'ADA@example.com', 'ada@EXAMPLE.COM', 'Ada@Example.com'];
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++) {
      const forged = { 'x-forwarded-for': `10.0.0.${i}`, forwarded: `for=10.0.0.${i}` };
      statuses.push((await guess(limited, spellings[i % 4] ?? '', forged)).status);
    }
    const call = { login: email, password: 'a wrong one' };
    const batch = await post(`${limited.url}/trpc/auth.login,auth.login,auth.login?batch=1`, {
      0: call,
      1: call,
      2: call,
    });
    const answers = (await batch.json()) as { error: { data: { httpStatus: number } } }[];
    statuses.push(...answers.map(({ error }) => error.data.httpStatus).sort());
    expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 429]);
    for (const path of ['//api/v1/auth/login', '/api/v1/auth/%6cogin', '/api/v1/auth/login/']) {
      const { status } = await post(limited.url + path, { login: email, password });
      expect([404, 429]).toContain(status);
    }

    // The owner is signed in, and a stranger's tries don't change that.
    const headers = { ...json, authorization: `Bearer ${access_token}` };
    expect((await fetch(`${limited.url}/api/v1/me`, { headers })).status).toBe(200);
    const change = { current_password: password, new_password: 'quiet-lantern-58-harbor' };
    expect((await post(`${limited.url}/api/v1/me/password`, change, headers)).status).toBe(200);
  });

  const email = 'bob@example.com';
  const acts: Record<string, (address: string, token: string) => Promise<Response>> = {
    'sign-in': (login) => guess(open, login),
    'forgotten password': (address) =>
      post(`${open.url}/api/v1/auth/forgot-password`, { email: address }),
    'change of address': (address, token) =>
      post(
        `${open.url}/api/v1/me/email`,
        { email: address, current_password: password },
        { authorization: `Bearer ${token}` },
      ),
  };

  it.each(Object.entries(acts))(
    'can not tell a known account from an unknown one by %s; prints what each took',
    async (name, act) => {
      await post(`${open.url}/api/v1/auth/register`, { email, username: 'bob', password });
      const eve = { email: `eve.${name.replaceAll(' ', '.')}@example.com`, password };
      const signUp = await post(`${open.url}/api/v1/auth/register`, eve);
      const { access_token } = (await signUp.json()) as { access_token: string };
      const known: number[] = [];
      const unknown: number[] = [];
      const seen = new Set<string>();
      for (let i = 0; i < 20; i++) {
        for (const [address, times] of [
          [email, known],
          [`nobody${i}@example.com`, unknown],
        ] as const) {
          const from = performance.now();
          const answer = await act(address, access_token);
          const text = await answer.text();
          times.push(performance.now() - from);
          const plain = text.replaceAll(address, 'the address').replace(/"20[^"]+Z"/g, 'then');
          seen.add([answer.status, plain, [...answer.headers.keys()].join()].join(' '));
        }
      }
      expect([...seen]).toHaveLength(1);
      const median = (times: number[]) => times.sort((a, b) => a - b)[10] ?? 0;
      const ratio = median(known) / median(unknown);
      console.log(
        `${name}, median of 20: known ${median(known).toFixed(1)} ms, unknown ${median(unknown).toFixed(1)} ms, ratio ${ratio.toFixed(2)}`,
      );
    },
  );
});
