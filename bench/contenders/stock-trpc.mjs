import { fileURLToPath } from 'node:url';
import { cpus, start } from '../processes.mjs';
import { copyOf, rpcRows } from './profile.mjs';

const server = fileURLToPath(new URL('stock-trpc/server.mjs', import.meta.url));

export const stockTrpc = {
  title: "Our router behind tRPC's own standalone adapter",
  start: async ({ port: PORT, folder, database }) =>
    start(process.execPath, [server], {
      cpu: cpus.server,
      env: {
        ...{ PORT, NODE_ENV: 'production' },
        DATABASE_URL: `file:${copyOf(database, folder, 'stock.db')}`,
      },
    }),
  rows: rpcRows('stock-', 'stock adapter', ''),
};
