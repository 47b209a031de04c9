// What the servers of a cluster are started with, and the folder that keeps it from run to run.
import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { leave } from './supervise.mjs';
import { root } from './workspace.mjs';

/** Started by root, PostgreSQL runs as a user who can't enter `data`, only where its programs are. */
const asRoot = userInfo().uid === 0;
const usual = asRoot ? 'node_modules/.profile-cluster' : 'data/cluster';

export function prepare(given) {
  const folder = given ? resolve(given) : join(root, usual);
  const first = Number(process.env.PORT || 8081);
  if (!Number.isInteger(first) || first < 1 || first > 65_532) {
    console.error('PORT must be a whole number from 1 to 65532: the first of four.');
    leave({ code: 1 });
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (asRoot) chmodSync(folder, 0o711);
  const secret = secretOf(join(folder, 'secret'));
  const password = createHmac('sha256', secret).update('postgres').digest('base64url');
  const databasePort = first + 3;
  const env = {
    HOST: '127.0.0.1',
    // Tokens are issued for it, so servers that share it take each other's.
    PUBLIC_URL: process.env.PUBLIC_URL || `http://localhost:${first}`,
    DATABASE_URL: `postgres://profile:${password}@127.0.0.1:${databasePort}/postgres`,
    MAIL_URL: process.env.MAIL_URL || `file:${join(folder, 'outbox')}`,
    SECRET: secret,
  };
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(folder, 'env'), lines.join(''), { mode: 0o600 });
  return {
    folder,
    shown: given ?? relative(root, folder),
    ports: [first, first + 1, first + 2],
    databasePort,
    password,
    env,
  };
}

function secretOf(path) {
  if (!existsSync(path))
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600 });
  return readFileSync(path, 'utf8');
}
