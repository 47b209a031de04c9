import { createBareDatabase, type TestDatabase } from '@profile/databases';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, password, signUp } from '../accounts.js';
import { startServer, type TestServer } from '../server.js';
import { findPgBouncer, startPgBouncer } from './pgbouncer.js';

const program = await findPgBouncer();
const missing = 'missing' in program ? ` (skipped: ${program.missing})` : '';

/** Fewer connections than any of the tests has requests at once. */
const size = 2;

const times = <T>(count: number, make: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => make(i)));

describe.skipIf(missing)(`Behind PgBouncer in transaction mode${missing}`, () => {
  if ('missing' in program) return;
  let database: TestDatabase;
  let pooler: Awaited<ReturnType<typeof startPgBouncer>>;
  let server: TestServer;
  beforeAll(async () => {
    console.log(program.version);
    // Without tables, so that they are made through the pooler too.
    database = await createBareDatabase('PostgreSQL');
    pooler = await startPgBouncer(program, database.url, size);
    server = await startServer({ DATABASE_URL: pooler.url, DATABASE_PREPARE: 'off' });
  });
  afterAll(async () => {
    await server?.stop();
    await pooler?.stop();
    await database?.remove();
    await program.remove();
  });

  it('people sign up, read, change, change their password, sign in again and out', async () => {
    const { client, email } = await signUp('ada', server);
    expect(await client.profile.get()).toMatchObject({ email, version: 1 });
    await client.profile.update({ first_name: 'Ada' });
    expect(await client.profile.get()).toMatchObject({ first_name: 'Ada', version: 2 });
    const new_password = 'quiet-lantern-58-harbor';
    await client.password.change({ current_password: password, new_password });
    expect((await failure(client.auth.login({ login: email, password }))).code).toBe(
      'invalid_credentials',
    );
    await client.auth.login({ login: 'ada', password: new_password });
    await client.auth.logout();
    expect((await failure(client.profile.get())).code).toBe('signed_out');
  });

  it('transactions at once do not mix, and one of several at one version wins', async () => {
    const people = await times(12, (i) => signUp(`grace${i}`, server));
    for (const { client, email } of people) {
      expect(await client.profile.get()).toMatchObject({ email });
    }
    const [{ tokens }] = people as [(typeof people)[number]];
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${tokens.access_token}`,
    };
    const changed = await times(8, (i) =>
      fetch(`${server.url}/api/v1/me`, {
        method: 'PATCH',
        headers: { ...headers, 'if-match': '"1"' },
        body: JSON.stringify({ display_name: `writer ${i}` }),
      }),
    );
    expect(changed.map(({ status }) => status).sort()).toEqual([
      200, 412, 412, 412, 412, 412, 412, 412,
    ]);
    const refreshed = await times(16, async () => {
      const { refresh_token } = tokens;
      const answer = await fetch(`${server.url}/api/v1/auth/refresh`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ refresh_token }),
      });
      expect(answer.status).toBe(200);
      return ((await answer.json()) as typeof tokens).refresh_token;
    });
    expect(new Set(refreshed).size).toBe(1);
    // Else nobody would have shared a connection.
    const backends = await database.execute(
      "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'profile'",
    );
    expect(backends).toEqual([{ count: size }]);
  });

  it('a server without DATABASE_PREPARE=off does not start', async () => {
    await expect(startServer({ DATABASE_URL: pooler.url })).rejects.toThrow(
      'unsupported startup parameter: statement_timeout',
    );
  });
});
