import { setTimeout as sleep } from 'node:timers/promises';
import { addStandby, type Cluster, createCluster } from '@profile/databases/cluster';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { freePort, startServer, type TestServer } from '../server.js';
import { endure } from './fault.js';

let primary: Cluster;
let standby: Cluster;
let servers: TestServer[];
beforeAll(async () => {
  primary = await createCluster(await freePort());
  standby = await addStandby(primary, await freePort());
  const hosts = [primary, standby].map(({ port }) => `127.0.0.1:${port}`);
  const env = {
    DATABASE_URL: `postgres://profile@${hosts}/profile?target_session_attrs=read-write`,
    PUBLIC_URL: 'http://localhost:8080',
    SECRET: 'the secret of these tests, which is long',
  };
  servers = [await startServer(env), await startServer(env)];
});
afterAll(async () => {
  for (const server of servers) await server.stop();
  await standby.remove();
  await primary.remove();
});

describe('Of two servers on PostgreSQL with a synchronous standby', () => {
  it('both write again without a restart when the standby takes over from a killed primary', () =>
    endure({
      fault: 'primary killed, standby promoted',
      origins: servers.map(({ url }) => url),
      happen: primary.kill,
      look: () => sleep(500),
      mend: async () => void (await standby.execute('SELECT pg_promote()')),
    }));

  it('one goes on when the other is killed', () =>
    endure({
      fault: 'one of two servers killed with -9',
      origins: servers.map(({ url }) => url),
      happen: async () => servers[1]?.crash(),
      mend: async () => {},
      unanswered: true,
      refuses: false,
    }));
});
