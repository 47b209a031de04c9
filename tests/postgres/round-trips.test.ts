import { createDatabase } from '@profile/databases';
import { describe, expect, it, onTestFinished } from 'vitest';
import { password } from '../accounts.js';
import { startServer } from '../server.js';
import { watchWire } from './wire.js';

/** Limits that count, as in production, and refuse nobody here. */
const LIMITS = 'sign_in=1000/1m,sign_in_address=1000/1m,sign_up=1000/1h,refresh=1000/1m';

/** A server process behind a wire that is watched, with an account. */
async function openWatched(DATABASE_PREPARE: string) {
  const database = await createDatabase('PostgreSQL');
  onTestFinished(database.remove);
  const wire = await watchWire(database.url);
  onTestFinished(wire.stop);
  // One connection, so that each statement is prepared once.
  const server = await startServer({
    ...{ DATABASE_URL: wire.url, DATABASE_PREPARE, DATABASE_POOL: '1', LIMITS },
  });
  onTestFinished(server.stop);

  const call = async (method: string, path: string, body?: object, headers = {}) => {
    const answer = await fetch(server.url + path, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
  const email = 'ada@example.com';
  const account = (await call('POST', '/api/v1/auth/register', { email, password })).body;
  return { wire, call, email, account };
}

type Watched = Awaited<ReturnType<typeof openWatched>>;

let changes = 0;
/** Hashing costs more than all of its round trips, so these only have a bound. */
const signIn = 'POST /api/v1/auth/login';

/** What is asked, and what must be answered, so that nothing is counted that failed. */
function requests({ call, email, account }: Watched): Record<string, () => Promise<unknown>> {
  const own = { authorization: `Bearer ${account.access_token}` };
  let { refresh_token } = account;
  const ask = async (expected: number, ...given: Parameters<typeof call>) => {
    const { status, body } = await call(...given);
    expect([given, status]).toEqual([given, expected]);
    return body;
  };
  const change = (value: number, headers = {}, expected = 200) =>
    ask(expected, 'PATCH', '/api/v1/me', { display_name: `${value}` }, { ...own, ...headers });
  return {
    'GET /api/v1/me': () => ask(200, 'GET', '/api/v1/me', undefined, own),
    'tRPC profile.get': () => ask(200, 'GET', '/trpc/profile.get', undefined, own),
    'POST /api/profile/': () => ask(200, 'POST', '/api/profile/', {}, own),
    'PATCH /api/v1/me': () => change(++changes),
    '… that changes nothing': () => change(changes),
    '… of another version': () => change(++changes, { 'if-match': '"99"' }, 412),
    'POST /api/v1/auth/refresh': async () => {
      const answer = await ask(200, 'POST', '/api/v1/auth/refresh', { refresh_token });
      refresh_token = answer.refresh_token;
    },
    [signIn]: () => ask(200, 'POST', '/api/v1/auth/login', { login: email, password }),
  };
}

/** How many round trips each takes, once everything is prepared. */
async function count(watched: Watched): Promise<Record<string, number>> {
  const { wire } = watched;
  const counted: Record<string, number> = {};
  for (const [name, request] of Object.entries(requests(watched))) {
    await request();
    const each: number[] = [];
    for (let i = 0; i < 11; i++) {
      const before = wire.roundTrips();
      await request();
      each.push(wire.roundTrips() - before);
    }
    // The server looks after mail and keys meanwhile, so a few have more.
    counted[name] = each.sort((a, b) => a - b)[5] ?? 0;
  }
  console.log(counted);
  return counted;
}

describe('A server and its PostgreSQL', () => {
  it('exchange one question and answer to read a profile, and two to change it', async () => {
    const { [signIn]: signingIn, ...others } = await count(await openWatched('on'));
    expect(signingIn).toBeLessThanOrEqual(10);
    expect(others).toEqual({
      'GET /api/v1/me': 1,
      'tRPC profile.get': 1,
      'POST /api/profile/': 1,
      'PATCH /api/v1/me': 2,
      // The row that the caller was found with says it.
      '… that changes nothing': 1,
      '… of another version': 1,
      'POST /api/v1/auth/refresh': 3,
    });
  });

  // Each parameter's type is asked for first; BEGIN and COMMIT have none.
  it('exchange twice as many where DATABASE_PREPARE is off', async () => {
    const { [signIn]: signingIn, ...others } = await count(await openWatched('off'));
    expect(signingIn).toBeLessThanOrEqual(18);
    expect(others).toEqual({
      'GET /api/v1/me': 2,
      'tRPC profile.get': 2,
      'POST /api/profile/': 2,
      'PATCH /api/v1/me': 4,
      '… that changes nothing': 2,
      '… of another version': 2,
      'POST /api/v1/auth/refresh': 6,
    });
  });
});
