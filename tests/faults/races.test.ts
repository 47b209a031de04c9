import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBareDatabase, type TestDatabase } from '@profile/databases';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../server.js';
import { report } from './report.js';

const rounds = 200;
const password = 'violet-anchor-73-mosaic';

interface Account {
  email: string;
  access_token: string;
  refresh_token: string;
}

let database: TestDatabase;
let servers: TestServer[];
/** One a round, made by the race for its address. */
const accounts: Account[] = [];

beforeAll(async () => {
  database = await createBareDatabase('PostgreSQL');
  const env = {
    DATABASE_URL: database.url,
    SECRET: 'the secret of these tests, which is long',
    PUBLIC_URL: 'http://localhost:8080',
    REFRESH_GRACE: '0',
  };
  servers = await Promise.all([startServer(env), startServer(env)]);
});
afterAll(async () => {
  for (const server of servers) await server.stop();
  await database.remove();
});

interface Ask {
  method?: string;
  path: string;
  body: object;
  headers?: Record<string, string>;
}

/** Asks as many at once as there are contenders, half of them each server. */
function contend(contenders: number, ask: (i: number) => Ask): Promise<Response[]> {
  const all = Array.from({ length: contenders }, (_, i) => {
    const { method = 'POST', path, body, headers } = ask(i);
    return fetch(servers[i % 2]?.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  });
  return Promise.all(all);
}

/** Runs a race in every round, and gives the answers of the winners. */
async function race(
  name: string,
  { contenders, won, lost }: { contenders: number; won: number; lost: number },
  ask: (round: number, i: number) => Ask,
): Promise<Response[]> {
  const winners: Response[] = [];
  const others: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const answers = await contend(contenders, (i) => ask(round, i));
    const [winner, ...more] = answers.filter(({ status }) => status === won);
    const losers = answers.filter(({ status }) => status === lost);
    if (winner && more.length === 0 && losers.length === contenders - 1) winners.push(winner);
    else others.push(`round ${round}: ${answers.map(({ status }) => status)}`);
  }
  report('races', { race: name, rounds, contenders, 'exactly one won': winners.length });
  expect(others).toEqual([]);
  return winners;
}

const bearer = (round: number) => ({ authorization: `Bearer ${accounts[round]?.access_token}` });

/** The codes that were mailed, by address; waited for, since mail is written after the answer. */
async function mailedCodes(): Promise<Map<string, string>> {
  for (;;) {
    const codes = new Map<string, string>();
    for (const { dir } of servers) {
      const folder = join(dir, 'outbox');
      for (const name of await readdir(folder)) {
        const text = name.startsWith('.') ? '' : await readFile(join(folder, name), 'utf8');
        const [, to = ''] = /^To: <?([^\s<>]+)/m.exec(text) ?? [];
        const [, code] = /^\s*([0-9]{6})\s*$/m.exec(text) ?? [];
        if (code) codes.set(to.toLowerCase(), code);
      }
    }
    if (codes.size >= rounds) return codes;
    await sleep(200);
  }
}

describe(`Of callers at once of two processes, in ${rounds} rounds, exactly one`, () => {
  it('signs up with an address, whatever its case', async () => {
    const email = (round: number) => `racer${round}@example.com`;
    // Two, since each costs a hash that is meant to be slow.
    const rule = { contenders: 2, won: 201, lost: 409 };
    const winners = await race('sign-up of one address', rule, (round, i) => ({
      path: '/api/v1/auth/register',
      body: { email: i % 2 ? email(round).toUpperCase() : email(round), password },
    }));
    for (const [round, answer] of winners.entries()) {
      accounts.push({ ...((await answer.json()) as Account), email: email(round) });
    }
  }, 180_000);

  it('updates a version of a profile', async () => {
    const rule = { contenders: 6, won: 200, lost: 412 };
    await race('If-Match', rule, (round, i) => ({
      method: 'PATCH',
      path: '/api/v1/me',
      headers: { ...bearer(round), 'if-match': '"1"' },
      body: { display_name: `writer ${i}` },
    }));
  }, 120_000);

  it('uses a mailed code up', async () => {
    const codes = await mailedCodes();
    const rule = { contenders: 6, won: 200, lost: 400 };
    await race('mailed code', rule, (round) => ({
      path: '/api/v1/me/verify-email/confirm',
      headers: bearer(round),
      body: { code: codes.get(accounts[round]?.email ?? '') },
    }));
  }, 120_000);

  it('changes a password', async () => {
    const rule = { contenders: 2, won: 200, lost: 400 };
    await race('password change', rule, (round, i) => ({
      path: '/api/v1/me/password',
      headers: bearer(round),
      body: { current_password: password, new_password: `quiet-lantern-${i}-harbor` },
    }));
  }, 240_000);

  // The last, since whoever loses ends the session.
  it('refreshes by a token, when REFRESH_GRACE is 0', async () => {
    const rule = { contenders: 6, won: 200, lost: 401 };
    await race('refresh', rule, (round) => ({
      path: '/api/v1/auth/refresh',
      body: { refresh_token: accounts[round]?.refresh_token },
    }));
  }, 120_000);
});
