import { createBareDatabase, type TestDatabase } from '@profile/databases';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../server.js';

const password = 'violet-anchor-73-mosaic';
const SECRET = 'the secret of this test, which is long enough';
const PUBLIC_URL = 'http://localhost:8080';
const json = { 'content-type': 'application/json' };
let servers: TestServer[];
let database: TestDatabase;
let turn = 0;

/** One after the other, so that both processes are asked. */
function call(method: string, path: string, body?: object, token?: string): Promise<Response> {
  const url = servers[turn++ % 2]?.url ?? '';
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(url + path, {
    method,
    headers: { ...json, ...authorization },
    ...(body && { body: JSON.stringify(body) }),
  });
}

interface Tokens {
  access_token: string;
  refresh_token: string;
}

let people = 0;
async function signUp(): Promise<Tokens & { email: string }> {
  const email = `racer${people++}@example.com`;
  const answer = await call('POST', '/api/v1/auth/register', { email, password });
  expect(answer.status).toBe(201);
  return { ...((await answer.json()) as Tokens), email };
}

const times = <T>(count: number, make: () => Promise<T>) =>
  Promise.all(Array.from({ length: count }, make));

const statuses = async (answers: Promise<Response[]>) =>
  (await answers).map(({ status }) => status).sort();

describe.each(['SQLite', 'PostgreSQL'] as const)(
  'Two processes on one database of %s',
  (dialect) => {
    beforeAll(async () => {
      database = await createBareDatabase(dialect);
      const LIMITS = 'sign_up=1000/1h,refresh=1000/1m,sign_in=10/1m';
      const env = { SECRET, PUBLIC_URL, LIMITS, DATABASE_URL: database.url };
      // At once, so that both find it empty.
      servers = await Promise.all([startServer(env), startServer(env)]);
    });
    afterAll(async () => {
      for (const server of servers) await server.stop();
      await database.remove();
    });

    it('leave one living head of sixteen parallel refreshes', async () => {
      for (let round = 0; round < 5; round++) {
        const { refresh_token } = await signUp();
        const answers = await times(16, () =>
          call('POST', '/api/v1/auth/refresh', { refresh_token }),
        );
        const heads = new Set<string>();
        for (const answer of answers) {
          expect(answer.status).toBe(200);
          heads.add(((await answer.json()) as Tokens).refresh_token);
        }
        expect(heads.size).toBe(1);
        const [head] = heads;
        const next = await call('POST', '/api/v1/auth/refresh', { refresh_token: head });
        expect(next.status).toBe(200);
        // The first is two behind now, so somebody has stolen it: everything ends.
        const replay = await call('POST', '/api/v1/auth/refresh', { refresh_token });
        expect(replay.status).toBe(401);
        const { refresh_token: last, access_token } = (await next.json()) as Tokens;
        const dead = await call('POST', '/api/v1/auth/refresh', { refresh_token: last });
        expect(dead.status).toBe(401);
        expect((await call('GET', '/api/v1/me', undefined, access_token)).status).toBe(401);
      }
    });

    it('refuse a revoked session at the very next request, wherever it is asked', async () => {
      const { access_token } = await signUp();
      const me = () => call('GET', '/api/v1/me', undefined, access_token);
      expect(await statuses(times(4, me))).toEqual([200, 200, 200, 200]);
      await call('POST', '/api/v1/auth/logout', {}, access_token);
      expect(await statuses(times(4, me))).toEqual([401, 401, 401, 401]);
    });

    it('evaluate no more of 100 wrong passwords at once than the limit says', async () => {
      const { email } = await signUp();
      const guess = () => call('POST', '/api/v1/auth/login', { login: email, password: 'wrong' });
      const answered = await statuses(times(100, guess));
      expect(answered.filter((status) => status === 401)).toHaveLength(10);
      expect(answered.filter((status) => status === 429)).toHaveLength(90);
    });

    it('let one of several changes of a password win', async () => {
      const { access_token } = await signUp();
      const change = () =>
        call(
          'POST',
          '/api/v1/me/password',
          { current_password: password, new_password: `quiet-lantern-${turn}-harbor` },
          access_token,
        );
      expect(await statuses(times(6, change))).toEqual([200, 400, 400, 400, 400, 400]);
    });

    it('let one of several updates of one version win', async () => {
      const { access_token } = await signUp();
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          fetch(`${servers[i % 2]?.url}/api/v1/me`, {
            method: 'PATCH',
            headers: { ...json, authorization: `Bearer ${access_token}`, 'if-match': '"1"' },
            body: JSON.stringify({ display_name: `writer ${i}` }),
          }),
        ),
      );
      expect(await statuses(Promise.resolve(answers))).toEqual([
        200, 412, 412, 412, 412, 412, 412, 412,
      ]);
    });

    it('let one of several sign-ups of an address win, whatever its case', async () => {
      const emails = ['Grace@example.com', 'GRACE@example.com', 'grace@EXAMPLE.com'];
      const answers = await Promise.all(
        [...emails, ...emails].map((email) =>
          call('POST', '/api/v1/auth/register', { email, password }),
        ),
      );
      expect(await statuses(Promise.resolve(answers))).toEqual([201, 409, 409, 409, 409, 409]);
    });
  },
);
