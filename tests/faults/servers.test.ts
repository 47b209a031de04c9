import { type Cluster, createCluster } from '@profile/databases/cluster';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { startServer, type TestServer } from '../server.js';
import { endure } from './fault.js';
import { report } from './report.js';

let cluster: Cluster;
let servers: TestServer[];
beforeAll(async () => {
  cluster = await createCluster();
  const [row] = await cluster.execute('SHOW server_version');
  report('versions', { PostgreSQL: String(row?.server_version) });
  const env = {
    DATABASE_URL: cluster.url,
    PUBLIC_URL: 'http://localhost:8080',
    SECRET: 'the secret of these tests, which is long',
  };
  servers = [await startServer(env), await startServer(env)];
});
afterAll(async () => {
  for (const server of servers) await server.stop();
  await cluster.remove();
});

describe('Of two servers on one PostgreSQL', () => {
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
