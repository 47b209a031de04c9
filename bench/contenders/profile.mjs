import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serverCommand } from '../../scripts/server-command.mjs';
import { PUBLIC_URL } from '../accounts.mjs';
import { anew } from '../load/requests.mjs';
import { cpus, start } from '../processes.mjs';
import { bearer, SECRET } from '../tokens.mjs';

const cwd = fileURLToPath(new URL('../..', import.meta.url));
const whose = ({ token }) => bearer(token);
const change = { display_name: `name ${anew}` };
const ten = Array(10).fill('profile.get').join();

/** As it comes: every feature, the limits of production, LOG_LEVEL info. */
export function startProfile({ port, folder, DATABASE_URL, env = {}, cpu = cpus.server }) {
  const MAIL_URL = `file:${join(folder, 'outbox')}`;
  return start(process.execPath, serverCommand, {
    cpu,
    cwd,
    env: { NODE_ENV: 'production', PORT: port, PUBLIC_URL, DATABASE_URL, SECRET, MAIL_URL, ...env },
  });
}

/** A file of its own with what all have. */
export function copyOf(database, folder, name) {
  const path = join(folder, name);
  copyFileSync(database, path);
  return path;
}

/** What can be asked of our router over tRPC, whichever adapter serves it. */
export const rpcRows = (prefix, by, root) => [
  {
    id: `${prefix}trpc`,
    title: `${by}, tRPC profile.get`,
    request: (account) => ({ path: `${root}/profile.get`, headers: whose(account) }),
    profile: (body) => body.result.data,
  },
  {
    id: `${prefix}batch`,
    title: `${by}, tRPC, a batch of ten`,
    calls: 10,
    request: (account) => ({ path: `${root}/${ten}?batch=1`, headers: whose(account) }),
    profile: (body) => body[9].result.data,
  },
  {
    id: `${prefix}update`,
    title: `${by}, tRPC profile.update`,
    writes: true,
    request: (account) => ({
      ...{ method: 'POST', path: `${root}/profile.update`, headers: whose(account) },
      body: change,
    }),
  },
];

export const ownRows = (prefix, by) => [
  {
    id: `${prefix}rest`,
    title: `${by}, GET /api/v1/me`,
    request: (account) => ({ path: '/api/v1/me', headers: whose(account) }),
    profile: (body) => body,
  },
  ...rpcRows(prefix, by, '/trpc'),
  {
    id: `${prefix}legacy`,
    title: `${by}, POST /api/profile/`,
    request: (account) => ({ method: 'POST', path: '/api/profile/', headers: whose(account) }),
  },
  {
    id: `${prefix}patch`,
    title: `${by}, PATCH /api/v1/me`,
    writes: true,
    request: (account) => ({
      ...{ method: 'PATCH', path: '/api/v1/me', headers: whose(account) },
      body: change,
    }),
  },
];

const startOnFile = async ({ port, folder, database }) =>
  startProfile({ port, folder, DATABASE_URL: `file:${copyOf(database, folder, 'profile.db')}` });

export const profile = {
  title: 'Profile, all features on',
  start: startOnFile,
  rows: ownRows('', 'Profile'),
};

/** A server of its own, since what it remembers of so many is memory. */
export const profileOfMany = {
  title: 'Profile, with three thousand sessions',
  start: startOnFile,
  rows: [
    {
      id: 'sessions',
      title: 'Profile, GET /api/v1/me, by three thousand sessions in turn',
      sessions: 'all',
      request: (account) => ({ path: '/api/v1/me', headers: whose(account) }),
      profile: (body) => body,
    },
  ],
};
