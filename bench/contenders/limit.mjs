import { fileURLToPath } from 'node:url';
import { anew } from '../load/requests.mjs';
import { cpus, start } from '../processes.mjs';
import { bearer, SECRET, signToken } from '../tokens.mjs';
import { copyOf } from './profile.mjs';

const server = fileURLToPath(new URL('limit/server.mjs', import.meta.url));
const path = '/api/v1/me';
const whose = ({ id }) => bearer(signToken({ sub: id }));

const read = (id, title) => ({
  id,
  title,
  request: (account) => ({ path, headers: whose(account) }),
  profile: (body) => body,
});

const startLimit =
  (REMEMBERS) =>
  async ({ port: PORT, folder, database }) => {
    const DATABASE = copyOf(database, folder, 'limit.db');
    return start(process.execPath, [server], {
      cpu: cpus.server,
      env: { PORT, DATABASE, SECRET, NODE_ENV: 'production', ...(REMEMBERS && { REMEMBERS }) },
    });
  };

export const limit = {
  title: 'The limit: `node:http`, HMAC, one prepared statement, JSON.stringify',
  start: startLimit('yes'),
  rows: [
    read('limit', 'the limit, with a token cache'),
    {
      id: 'limit-patch',
      title: 'the limit, a durable PATCH',
      writes: true,
      request: (account) => ({
        ...{ method: 'PATCH', path, headers: whose(account) },
        body: { display_name: `name ${anew}` },
      }),
    },
  ],
};

export const limitOfMany = {
  title: 'The limit, with three thousand tokens',
  start: startLimit('yes'),
  rows: [
    {
      id: 'limit-sessions',
      title: 'the limit, by three thousand tokens in turn',
      sessions: 'all',
      request: ({ id, token }) => ({
        path,
        headers: bearer(signToken({ sub: id, jti: token.slice(-16) })),
      }),
      profile: (body) => body,
    },
  ],
};

export const limitWithoutCache = {
  title: 'The limit without a token cache',
  start: startLimit(undefined),
  rows: [read('limit-uncached', 'the limit, without a token cache')],
};
