// What a request costs in databases of different sizes, all asked in turn: what else the machine does
// then slows all of them alike.
import { stat } from 'node:fs/promises';
import { memoryOf } from '../processes.mjs';
import { median, ratio, table } from './figures.mjs';
import { refreshToken } from './servers.mjs';

/** Each gives what it sends; `person` is another one at every round. */
const cases = {
  'GET /healthz': { request: () => ['GET', '/healthz'] },
  'POST /api/v1/auth/refresh': {
    request: ({ id, seed, refresh = refreshToken({ id, generation: 0, seed }) }) => {
      const body = { refresh_token: refresh };
      return ['POST', '/api/v1/auth/refresh', { body }];
    },
    keep: (person, { access_token, refresh_token }) =>
      Object.assign(person, { token: access_token, refresh: refresh_token }),
  },
  'GET /api/v1/me': { request: ({ token }) => ['GET', '/api/v1/me', { token }] },
  'PATCH /api/v1/me': {
    request: ({ token }, round) => [
      'PATCH',
      '/api/v1/me',
      { token, body: { display_name: `name ${round}` } },
    ],
  },
  'POST /api/v1/auth/login': {
    every: 5,
    request: ({ email }, _, password) => [
      'POST',
      '/api/v1/auth/login',
      { body: { login: email, password } },
    ],
  },
  'POST /api/v1/auth/forgot-password': {
    every: 5,
    request: ({ email }) => ['POST', '/api/v1/auth/forgot-password', { body: { email } }],
  },
  'POST /api/v1/auth/register': {
    every: 5,
    status: 201,
    request: (_, round, password) => [
      'POST',
      '/api/v1/auth/register',
      { body: { email: `new${round}@example.com`, password } },
    ],
  },
};

/** Rounds before any counts: code is compiled by then. */
const warming = 20;

/** Asks each server for people of its own, who have tokens then. */
export async function measureSizes(database, sizes, { rounds, password }) {
  const figures = Object.fromEntries(Object.keys(cases).map((name) => [name, sizes.map(() => [])]));

  for (let round = 0; round < rounds + warming; round++) {
    for (const [name, { request, every = 1, status: expected = 200, keep }] of Object.entries(
      cases,
    )) {
      if (round % every !== 0) continue;
      for (let turn = 0; turn < sizes.length; turn++) {
        const i = (turn + round) % sizes.length;
        const { server, people } = sizes[i];
        const person = people[round % people.length];
        const { ms, status, body } = await server.send(...request(person, round, password));
        if (status !== expected) throw new Error(`${name} answered ${status}`);
        keep?.(person, body);
        if (round >= warming) figures[name][i].push(ms);
      }
    }
  }

  table(
    `${database}: latency by number of users, medians in ms, and as ratios to the smallest`,
    ['', ...sizes.flatMap(({ count }) => [count.toLocaleString('en'), ''])],
    Object.entries(figures).map(([name, each]) => [
      name,
      ...each.flatMap((values) => [
        median(values).toFixed(2),
        ratio(median(values), median(each[0])),
      ]),
    ]),
  );
}

/** What databases take of the disk, and of the memory those servers that have answered for them. */
export async function showFootprints(postgres, sqlite) {
  const pages = await Promise.all(
    postgres.map(({ sql }) => sql.execute('SELECT pg_database_size(current_database()) AS bytes')),
  );
  const files = await Promise.all(sqlite.map(({ file }) => stat(file)));
  const megabytes = (bytes) => (Number(bytes) / 1e6).toFixed(0);
  const memory = (sizes) => sizes.map(({ server }) => megabytes(memoryOf(server.pid)));
  table(
    'Disk and memory by number of users, in MB',
    ['', ...sqlite.map(({ count }) => count.toLocaleString('en'))],
    [
      ['SQLite, the file', ...files.map(({ size }) => megabytes(size))],
      ['SQLite, the server', ...memory(sqlite)],
      ['PostgreSQL, the database', ...pages.map(([{ bytes }]) => megabytes(bytes))],
      ['PostgreSQL, the server', ...memory(postgres)],
    ],
  );
}

/** One of each request, to see which statements they lead to. */
export async function sendEach(server, [person], password) {
  for (const { request, keep } of Object.values(cases)) {
    const { body } = await server.send(...request(person, 'plans', password));
    keep?.(person, body);
  }
}
