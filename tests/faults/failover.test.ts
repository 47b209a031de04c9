import { setTimeout as sleep } from 'node:timers/promises';
import { findBaseBackup } from '@profile/databases/base-backup';
import { addStandby, type Cluster, createCluster } from '@profile/databases/cluster';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../server.js';
import { bound, endure, probe } from './fault.js';
import { titled } from './tool.js';

const tool = await findBaseBackup();
const why = tool ? undefined : 'there is no pg_basebackup (apt-get install postgresql-client)';

/** As they are at the time: they change places. */
let primary: Cluster;
let standby: Cluster;
let servers: TestServer[] = [];

/** One that is given the two in this order. */
const serverOn = (...clusters: Cluster[]) =>
  startServer({
    DATABASE_URL: `postgres://profile@${clusters.map(({ port }) => `127.0.0.1:${port}`)}/profile?target_session_attrs=read-write`,
    PUBLIC_URL: 'http://localhost:8080',
    SECRET: 'the secret of these tests, which is long',
  });

const origins = () => servers.map(({ url }) => url);

const ours = "FROM pg_stat_activity WHERE application_name = 'profile'";

/** How many connections servers have to each of the two. */
async function connections(): Promise<{ primary: unknown; standby: unknown }> {
  const count = async (cluster: Cluster) =>
    (await cluster.execute(`SELECT count(*)::int AS count ${ours}`))[0]?.count;
  return { primary: await count(primary), standby: await count(standby) };
}

/** That each process says that it runs, and to send nothing to it, and soon. */
async function expectUnready(): Promise<void> {
  for (const origin of origins()) {
    const ready = await probe(`${origin}/readyz`);
    expect(ready).toMatchObject({ status: 503, retryAfter: '1' });
    expect(ready.ms).toBeLessThan(bound);
    expect(await probe(`${origin}/healthz`)).toMatchObject({ status: 200 });
  }
}

function changePlaces(): void {
  [primary, standby] = [standby, primary];
}

describe.skipIf(why)(titled('With a synchronous standby', why), () => {
  beforeAll(async () => {
    primary = await createCluster();
    standby = await addStandby(primary);
    servers = [await serverOn(primary, standby), await serverOn(standby, primary)];
  });
  afterAll(async () => {
    for (const server of servers) await server.stop();
    await standby?.remove();
    await primary?.remove();
  });

  it('servers are with the primary in whichever order they were given the two', async () => {
    const { primary: here, standby: there } = await connections();
    expect(here).toBeGreaterThanOrEqual(servers.length);
    expect(there).toBe(0);
  });

  it('nothing is acknowledged while the standby is away, and all goes on when it is back', () =>
    endure({
      fault: 'synchronous standby killed with -9',
      origins: origins(),
      happen: () => standby.kill(),
      look: async (tally) => {
        // What it had written down may still be on the way.
        await sleep(200);
        const before = tally.acknowledged;
        // Until the first have waited in vain.
        await sleep(6_000);
        expect(tally.acknowledged).toBe(before);
      },
      mend: () => standby.start(),
    }));

  it('servers write again without a restart when it takes over from a killed primary', () =>
    endure({
      fault: 'primary killed with -9, standby promoted',
      origins: origins(),
      happen: () => primary.kill(),
      look: async () => {
        await expectUnready();
        await sleep(1_000);
      },
      mend: async () => {
        await standby.promote();
        changePlaces();
      },
    }));

  it('the former primary is left alone when it comes back as the standby', async () => {
    await endure({
      fault: 'former primary back as standby',
      origins: origins(),
      happen: async () => {
        await standby.remove();
        standby = await addStandby(primary, standby.port);
        // So that they choose anew.
        for (let round = 0; round < 20; round++) {
          await primary.execute(`SELECT pg_terminate_backend(pid) ${ours}`);
          await sleep(25);
        }
      },
      mend: async () => {},
    });
    const late = await serverOn(standby, primary);
    servers.push(late);
    expect(await probe(`${late.url}/readyz`)).toMatchObject({ status: 200 });
    expect(await connections()).toMatchObject({ standby: 0 });
  });

  it('the two change places, as planned, without a restart of servers', async () => {
    await endure({
      fault: 'primary and standby change places',
      origins: origins(),
      happen: async () => {
        await primary.follow(standby);
        // The standby has everything by then: that is what it waits for.
        await primary.stop();
      },
      mend: async () => {
        await standby.promote();
        changePlaces();
      },
    });
    await standby.start();
    expect(await standby.execute('SELECT pg_is_in_recovery() AS follows')).toEqual([
      { follows: true },
    ]);
    expect(await connections()).toMatchObject({ standby: 0 });
  });
});
