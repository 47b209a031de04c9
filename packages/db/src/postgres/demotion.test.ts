import { type Cluster, createCluster } from '@profile/databases/cluster';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DatabaseUnavailable } from '../errors.js';
import { openStore } from '../store.js';
import { newAccount } from '../testing/rows.js';

let clusters: Cluster[];
beforeAll(async () => {
  clusters = [await createCluster(), await createCluster()];
}, 60_000);
afterAll(async () => {
  for (const cluster of clusters ?? []) await cluster.remove();
});

// Its connections once were kept, and every write over them was refused for half an hour.
it('A PostgreSQL that takes no writes any more is left by those who are connected to it', async () => {
  const [former, next] = clusters;
  const hosts = clusters.map(({ port }) => `127.0.0.1:${port}`);
  const store = await openStore({ url: `postgres://profile@${hosts}/profile`, pool: 1 });
  // Two that know nothing of each other: what matters is whom the store asks.
  await (await openStore(next?.url ?? '')).close();
  await store.accounts.create(newAccount({ id: 'usr_a' }));
  await former?.execute('ALTER SYSTEM SET default_transaction_read_only = on');
  await former?.execute('SELECT pg_reload_conf()');
  for (let told = false; !told; ) {
    const [row] = (await former?.execute('SHOW default_transaction_read_only')) ?? [];
    told = row?.default_transaction_read_only === 'on';
  }
  await expect(store.accounts.create(newAccount({ id: 'usr_b' }))).rejects.toThrow(
    DatabaseUnavailable,
  );
  await store.accounts.create(newAccount({ id: 'usr_c' }));
  expect(await next?.execute('SELECT id FROM users')).toEqual([{ id: 'usr_c' }]);
  await store.close();
});
