import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { anew } from '../load/requests.mjs';
import { cpus, start } from '../processes.mjs';
import { SECRET } from '../tokens.mjs';

const cwd = fileURLToPath(new URL('better-auth/', import.meta.url));
const read = (path) => JSON.parse(readFileSync(join(cwd, path), 'utf8'));
const version = read('package.json').dependencies['better-auth'];

/** Its limits go by an address that a proxy names. */
const proxy = { 'x-forwarded-for': '192.0.2.1' };

/** Installed here and now, so that who only wants our server doesn't get its twenty packages. */
function missing() {
  try {
    if (read('node_modules/better-auth/package.json').version === version) return undefined;
  } catch {
    // Not there yet.
  }
  const quiet = ['--no-package-lock', '--no-audit', '--no-fund'];
  const args = ['install', ...quiet, '--ignore-scripts', '--omit=peer'];
  const { status } = spawnSync('npm', args, { cwd, timeout: 120_000 });
  return status === 0
    ? undefined
    : `not installed: npm ${args.join(' ')} in bench/contenders/better-auth failed`;
}

export const betterAuth = {
  title: 'better-auth: get-session and update-user with a session cookie, no cookie cache',
  missing,
  versions: () => `better-auth ${version}`,
  async start({ port: PORT, folder, accounts }) {
    const server = start(process.execPath, ['server.mjs'], {
      cpu: cpus.server,
      cwd,
      env: {
        ...{ PORT, DATABASE: join(folder, 'better-auth.db'), SECRET, PEOPLE: accounts.length },
        ...{ NODE_ENV: 'production', BETTER_AUTH_TELEMETRY: '0' },
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [cookies] = await once(server.child, 'message');
    return { ...server, cookies };
  },
  rows: [
    {
      id: 'better-auth',
      title: 'better-auth, get-session',
      request: (_, i, { cookies }) => ({
        path: '/api/auth/get-session',
        headers: { cookie: cookies[i], ...proxy },
      }),
    },
    {
      id: 'better-auth-update',
      title: 'better-auth, update-user',
      writes: true,
      request: (_, i, { cookies, port }) => ({
        ...{ method: 'POST', path: '/api/auth/update-user' },
        headers: { cookie: cookies[i], ...proxy, origin: `http://localhost:${port}` },
        body: { displayName: `name ${anew}` },
      }),
    },
  ],
};
