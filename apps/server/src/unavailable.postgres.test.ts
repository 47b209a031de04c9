import { createDatabase, type TestDatabase } from '@profile/databases';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Account, startApp, type TestApp } from './testing/app.js';
import { postForm } from './testing/form.js';

// A file is not away; how the doors answer when it can't be read, operational.test.ts says.
let app: TestApp;
let account: Account;
/** From where the app's is closed and opened. */
let another: TestDatabase;
beforeAll(async () => {
  another = await createDatabase();
  app = await startApp();
  account = await app.signUp();
});
afterAll(async () => {
  await app.close();
  await another.remove();
});

/** Lets nobody connect to the database any more, or again. */
async function allowConnections(allowed: boolean): Promise<void> {
  const name = new URL(app.config.database.url).pathname.slice(1);
  await another.execute(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS ${allowed}`);
  await another.execute(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?',
    name,
  );
}

it('every door answers 503 while PostgreSQL is away, and as before when it is back', async () => {
  const { access_token: token, refresh_token } = account;
  const ask = {
    rest: () => app.rest('GET', '/api/v1/me', { token }),
    change: () => app.rest('PATCH', '/api/v1/me', { token, body: { locale: 'de' } }),
    rpc: () => app.rpc('profile.get', undefined, token),
    legacy: () => app.rest('POST', '/api/profile/', { token }),
    oauth: () => postForm(app, '/oauth/token', { grant_type: 'refresh_token', refresh_token }),
    readiness: () => app.rest('GET', '/readyz'),
  };
  await allowConnections(false);
  for (const [door, request] of Object.entries(ask)) {
    const { status, headers, text } = await request();
    expect([door, status, headers.get('retry-after')]).toEqual([door, 503, '1']);
    expect(text).not.toMatch(/postgres|connection|127\.0\.0\.1|sql/i);
  }
  expect((await app.rest('GET', '/healthz')).status).toBe(200);
  await allowConnections(true);
  for (const [door, request] of Object.entries(ask)) {
    expect([door, (await request()).status]).toEqual([door, 200]);
  }
});
