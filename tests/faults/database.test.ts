import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, createCluster } from '@profile/databases/cluster';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../server.js';
import { bound, endure, probe } from './fault.js';
import { report } from './report.js';
import { startSignUps } from './sign-ups.js';

let cluster: Cluster;
let server: TestServer;
/** One that has a single connection. */
let narrow: TestServer;
beforeAll(async () => {
  cluster = await createCluster();
  const env = { DATABASE_URL: cluster.url, SECRET: 'the secret of these tests, which is long' };
  server = await startServer(env);
  narrow = await startServer({ ...env, DATABASE_POOL: '1', PUBLIC_URL: server.url });
});
afterAll(async () => {
  await server.stop();
  await narrow.stop();
  await cluster.remove();
});

/** That the process says it runs, and that nothing should be sent to it. */
async function expectUnready(): Promise<void> {
  const [alive, ready] = await Promise.all([
    probe(`${server.url}/healthz`),
    probe(`${server.url}/readyz`),
  ]);
  expect([alive.status, ready.status]).toEqual([200, 503]);
  expect(alive.ms).toBeLessThan(1_000);
  expect(ready.ms).toBeLessThan(bound);
}

/** Holds every row of the users for some seconds, as somebody's forgotten transaction does. */
const holdUsers = (seconds: number) =>
  cluster.execute(
    `DO $$ BEGIN PERFORM 1 FROM users FOR UPDATE; PERFORM pg_sleep(${seconds}); END $$`,
  );

async function cutConnections(): Promise<void> {
  const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'profile'`;
  for (let round = 0; round < 40; round++) {
    await cluster.execute(cut);
    await sleep(25);
  }
}

describe('Nothing acknowledged is lost, and no answer takes over five seconds, when', () => {
  it('PostgreSQL is killed and started again', () =>
    endure({
      fault: 'PostgreSQL killed with -9',
      origins: [server.url],
      happen: cluster.kill,
      look: async () => {
        await expectUnready();
        await sleep(1_000);
      },
      mend: cluster.start,
    }));

  it('PostgreSQL hangs', () =>
    endure({
      fault: 'PostgreSQL hangs',
      origins: [server.url],
      happen: cluster.pause,
      look: async () => {
        await expectUnready();
        // /readyz gives up earlier than writers do.
        await sleep(4_500);
      },
      mend: cluster.resume,
    }));

  it.each([
    ['a statement never ends', () => server],
    ['the only connection waits for a lock', () => narrow],
  ])('%s', async (fault, asked) => {
    let held: Promise<unknown>;
    await endure({
      fault,
      origins: [asked().url],
      happen: async () => {
        held = holdUsers(11);
        await sleep(1_000);
      },
      mend: async () => void (await held),
    });
  });

  it('connections are cut in the midst of statements', () =>
    endure({
      fault: 'connections cut in statements',
      origins: [server.url],
      happen: cutConnections,
      mend: async () => {},
    }));

  it('connections are cut in the midst of transactions', async () => {
    const signing = startSignUps(server.url);
    await cutConnections();
    const mended = Date.now();
    const { refused, ...row } = await signing.stop(mended);
    report('PostgreSQL', { fault: 'connections cut in sign-ups', ...row });
    expect(row.acknowledged).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
    expect(row.lost).toBe(0);
    expect(row.longest).toBeLessThan(bound);
    // With the hash that each costs.
    expect(row.back).toBeLessThan(2_000);
  });
});
