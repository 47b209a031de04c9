import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../server.js';

const run = promisify(execFile);

/** The program: the one that is installed, or else Debian's, unpacked into a folder. */
export interface Program {
  path: string;
  env: Record<string, string>;
  version: string;
  remove(): Promise<void>;
}

/** Where there is neither, why. */
export async function findPgBouncer(): Promise<Program | { missing: string }> {
  for (const path of ['pgbouncer', '/usr/sbin/pgbouncer']) {
    const found = await started({ path, env: {}, remove: async () => {} });
    if (found) return found;
  }
  const folder = await mkdtemp(join(tmpdir(), 'profile-pgbouncer-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const packages = ['pgbouncer', 'libevent-2.1-7', 'libc-ares2'];
    await run('apt-get', ['download', ...packages], { cwd: folder, timeout: 30_000 });
    for (const file of await readdir(folder))
      await run('dpkg-deb', ['-x', join(folder, file), folder]);
    await chmod(folder, 0o755);
    const { stdout: machine } = await run('dpkg-architecture', ['-qDEB_HOST_MULTIARCH']).catch(
      () => ({ stdout: `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu` }),
    );
    const env = { LD_LIBRARY_PATH: join(folder, 'usr/lib', machine.trim()) };
    const found = await started({ path: join(folder, 'usr/sbin/pgbouncer'), env, remove });
    if (found) return found;
  } catch {}
  await remove();
  return { missing: 'pgbouncer is not installed, and apt has none' };
}

async function started(program: Omit<Program, 'version'>): Promise<Program | undefined> {
  const { path, env } = program;
  try {
    const { stdout } = await run(path, ['--version'], { env: { ...process.env, ...env } });
    return { ...program, version: stdout.split('\n')[0] ?? '' };
  } catch {
    return undefined;
  }
}

/** A pooler in transaction mode, with fewer connections to the database than it has clients. */
export async function startPgBouncer({ path, env }: Program, databaseUrl: string, size: number) {
  const target = new URL(databaseUrl);
  const name = target.pathname.slice(1);
  const folder = await mkdtemp(join(tmpdir(), 'profile-pooler-'));
  const port = await freePort();
  const user = `user=${target.username}${target.password && ` password=${decodeURIComponent(target.password)}`}`;
  const settings = join(folder, 'pgbouncer.ini');
  await writeFile(
    settings,
    `[databases]
${name} = host=${target.hostname} port=${target.port || 5432} dbname=${name} ${user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${size}
`,
  );
  await chmod(folder, 0o755);
  // It refuses to run as root; these numbers are nobody's.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn(path, [settings], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...nobody,
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'exit').catch(() => {});
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; !(await listens(port)); attempt++) {
    if (attempt === 100 || child.exitCode !== null) {
      await stop();
      throw new Error(`PgBouncer does not listen:\n${said}`);
    }
    await sleep(50);
  }
  return { url: `postgres://${target.username}@127.0.0.1:${port}/${name}`, stop };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const answer = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return answer;
}
