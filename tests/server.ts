import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** What starts the server. */
export const main = fileURLToPath(new URL('../apps/server/bin/server.cjs', import.meta.url));

export interface TestServer {
  /** Its origin, without a slash at the end. */
  url: string;
  /** Its own temporary folder, with `profile.db` and `outbox` unless `env` says otherwise. */
  dir: string;
  /** Of the process, also when another command has become it. */
  pid: number;
  /** All that it has said, log included. */
  output(): string;
  /** Ends it and deletes the folder; calling it again does no harm. */
  stop(): Promise<void>;
  /** Ends it with -9, as when its machine fails; the folder stays until `stop`. */
  crash(): Promise<void>;
}

/**
 * The built server as a process of its own, ready for requests; `env` overrides its settings, and
 * `through` is a command that becomes it.
 */
export async function startServer(
  env: Record<string, string> = {},
  through: string[] = [],
): Promise<TestServer> {
  const dir = await mkdtemp(join(tmpdir(), 'profile-test-'));
  const remove = () => rm(dir, { recursive: true, force: true, maxRetries: 5 });
  for (let attempt = 1; ; attempt++) {
    const port = env.PORT ?? String(await freePort());
    const url = `http://127.0.0.1:${port}`;
    const server = run({ ...settings(url, port, dir), ...env }, through);
    if (await ready(url, server)) {
      const { output, crash, pid } = server;
      return { url, dir, pid, output, crash, stop: () => server.kill().then(remove) };
    }
    await server.kill();
    // Between our asking for a free port and its use, another may have taken it.
    if (env.PORT || attempt === 5 || !server.output().includes(`Port ${port} is taken`)) {
      await remove();
      throw new Error(`The server didn't become ready:\n${server.output()}`);
    }
  }
}

/** All that it gets: what is set in the developer's shell must not change what is tested. */
const settings = (url: string, port: string, dir: string) => ({
  PATH: process.env.PATH ?? '',
  HOST: '127.0.0.1',
  PORT: port,
  PUBLIC_URL: url,
  DATABASE_URL: `file:${join(dir, 'profile.db')}`,
  MAIL_URL: `file:${join(dir, 'outbox')}`,
  MEDIA_URL: `file:${join(dir, 'media')}`,
  SECRET: randomBytes(32).toString('base64'),
  LIMITS: 'off',
});

type Running = ReturnType<typeof run>;

function run(env: Record<string, string>, through: string[]) {
  const [command = '', ...args] = [...through, process.execPath, main];
  // It stops when its channel closes, so that a test run that is killed leaves none behind.
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  child.on('error', (error) => {
    output += error.message;
  });
  let open = true;
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => {
      open = false;
      resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    isOpen: () => open,
    async crash() {
      child.kill('SIGKILL');
      await closed;
    },
    async kill() {
      const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
      child.kill('SIGTERM');
      await closed;
      clearTimeout(patience);
    },
  };
}

/** Resolves to whether it answered in time. */
async function ready(url: string, server: Running): Promise<boolean> {
  const deadline = Date.now() + 30_000;
  while (server.isOpen() && Date.now() < deadline) {
    // It names its address once it listens; before that, another server might answer there.
    if (server.output().includes(`:${new URL(url).port}`)) {
      const signal = AbortSignal.timeout(5000);
      const response = await fetch(`${url}/readyz`, { signal }).catch(() => undefined);
      await response?.body?.cancel();
      if (response?.ok) return true;
    }
    await sleep(25);
  }
  return false;
}

/** A port that nobody listens on, for now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
