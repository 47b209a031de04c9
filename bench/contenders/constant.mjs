import { fileURLToPath } from 'node:url';
import { cpus, start } from '../processes.mjs';

const server = fileURLToPath(new URL('constant/server.mjs', import.meta.url));

export const startConstant = ({ port: PORT, cpu = cpus.server }) =>
  start(process.execPath, [server], { cpu, env: { PORT } });

export const constant = {
  title: 'A constant answer of `node:http`',
  start: async (place) => startConstant(place),
  rows: [
    {
      id: 'constant',
      title: 'a constant answer',
      request: () => ({ path: '/healthz' }),
    },
  ],
};
