import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createBareDatabase, type TestDatabase } from '@profile/databases';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../server.js';

const profile = fileURLToPath(new URL('../../apps/server/bin/profile.js', import.meta.url));
const password = 'violet-anchor-73-mosaic';
const settings = {
  SECRET: 'the secret of these tests, which is long',
  PUBLIC_URL: 'http://localhost:8080',
  LIMITS: 'sign_in=5/1m,sign_in_address=1000/1m,sign_up=1000/1h',
};
/** How soon every server follows what was done to the keys, in milliseconds, and a busy machine. */
const keysFollow = 5_000 + 1_000;

let database: TestDatabase;
let servers: TestServer[];
beforeAll(async () => {
  database = await createBareDatabase('PostgreSQL');
  const env = { ...settings, DATABASE_URL: database.url };
  servers = await Promise.all([startServer(env), startServer(env), startServer(env)]);
});
afterAll(async () => {
  for (const server of servers) await server.stop();
  await database.remove();
});

let turn = 0;

/** At another server each time. */
async function ask(method: string, path: string, token?: string, body?: object) {
  const response = await fetch(servers[turn++ % servers.length]?.url + path, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

const read = (token: string) => ask('GET', '/api/v1/me', token);

/** The statuses of a request at every server. */
async function everywhere(request: () => Promise<{ status: number }>): Promise<number[]> {
  const statuses: number[] = [];
  for (const _ of servers) statuses.push((await request()).status);
  return statuses;
}

async function signUp(name: string) {
  const email = `${name}@example.com`;
  const { status, body } = await ask('POST', '/api/v1/auth/register', '', { email, password });
  expect(status).toBe(201);
  return { email, token: body.access_token, refresh_token: body.refresh_token };
}

async function operate(...args: string[]) {
  const env = { PATH: process.env.PATH, ...settings, DATABASE_URL: database.url };
  const command = [profile, ...args, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, command, { env });
  return JSON.parse(stdout);
}

/** Waits until it is so at every server, and gives the milliseconds that took. */
async function untilEverywhere(request: () => Promise<boolean>): Promise<number> {
  const began = Date.now();
  for (let inRow = 0; inRow < servers.length; ) {
    inRow = (await request()) ? inRow + 1 : 0;
    if (Date.now() - began > 20_000) throw new Error('Not everywhere within 20 seconds');
    await sleep(20);
  }
  return Date.now() - began;
}

describe('With three servers on one database, asked in turn,', () => {
  it('what one has done is there at the next', async () => {
    const { token } = await signUp('ada');
    expect((await read(token)).body).toMatchObject({ version: 1, email: 'ada@example.com' });
    const changed = await ask('PATCH', '/api/v1/me', token, { display_name: 'Ada' });
    expect(changed).toMatchObject({ status: 200, body: { version: 2 } });
    for (const _ of servers) {
      expect((await read(token)).body).toMatchObject({ version: 2, display_name: 'Ada' });
    }
  });

  it('a session that one ends is ended at all, from the next request on', async () => {
    const { token } = await signUp('bob');
    expect(await everywhere(() => read(token))).toEqual([200, 200, 200]);
    expect((await ask('POST', '/api/v1/auth/logout', token)).status).toBe(204);
    expect(await everywhere(() => read(token))).toEqual([401, 401, 401]);
  });

  it('a limit of five counts what all were asked', async () => {
    const { email } = await signUp('cleo');
    const guess = () => ask('POST', '/api/v1/auth/login', '', { login: email, password: 'wrong' });
    const statuses: number[] = [];
    for (let i = 0; i < 9; i++) statuses.push((await guess()).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429]);
  });

  it('a refresh token of one is traded at the next, and its replay ends all', async () => {
    const first = await signUp('dora');
    const refresh = (refresh_token: string) =>
      ask('POST', '/api/v1/auth/refresh', '', { refresh_token });
    let last = { refresh_token: first.refresh_token, access_token: first.token };
    for (let i = 0; i < 5; i++) {
      const { status, body } = await refresh(last.refresh_token);
      expect(status).toBe(200);
      expect(body.refresh_token).not.toBe(last.refresh_token);
      last = body;
    }
    expect((await refresh(first.refresh_token)).status).toBe(401);
    expect(await everywhere(() => read(last.access_token))).toEqual([401, 401, 401]);
  });

  it('every mail is delivered once', async () => {
    const people = await Promise.all(
      Array.from({ length: 30 }, (_, i) => signUp(`person${i}`).then(({ email }) => email)),
    );
    const mails = async () => {
      const folders = servers.map(({ dir }) => readdir(join(dir, 'outbox')));
      return (await Promise.all(folders)).flat().filter((name) => name.endsWith('.eml'));
    };
    const queued = await database.execute('SELECT count(*)::int AS count FROM outbox');
    const count = Number(queued[0]?.count);
    expect(count).toBeGreaterThanOrEqual(people.length);
    while ((await mails()).length < count) await sleep(50);
    // Long enough for another round of every worker.
    await sleep(1_500);
    const all = await mails();
    expect(all).toHaveLength(count);
    expect(new Set(all).size).toBe(count);
  });

  it('all follow the keys within five seconds', async () => {
    const { token } = await signUp('eve');
    const old = (await operate('keys', 'list')).keys[0].kid;
    const { kid } = await operate('keys', 'rotate');
    const published = await untilEverywhere(async () => {
      const { keys } = (await ask('GET', '/.well-known/jwks.json')).body;
      return keys.some((key: { kid: string }) => key.kid === kid);
    });
    expect(published).toBeLessThan(keysFollow);
    expect(await everywhere(() => read(token))).toEqual([200, 200, 200]);

    await operate('keys', 'retire', old, '--now');
    const retired = await untilEverywhere(async () => (await read(token)).status === 401);
    expect(retired).toBeLessThan(keysFollow);
    const { token: fresh } = await signUp('eve.again');
    const [head = ''] = fresh.split('.');
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toMatchObject({ kid });
    expect(await everywhere(() => read(fresh))).toEqual([200, 200, 200]);
  });
});
