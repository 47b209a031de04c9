// The processes of a cluster: how each says that it is ready, and how it is ended in bounded time.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverCommand } from './server-command.mjs';
import { root } from './workspace.mjs';

/** More than a server takes to cut off its last request. */
const patience = 15_000;

const run = (command, env) =>
  // In a process group of its own, or a Ctrl-C would reach it past us; it leaves when its channel
  // closes, so that it does not outlive us.
  spawn(process.execPath, command, {
    cwd: root,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });

export function startPostgres({ folder, databasePort: port, password }) {
  const child = run(['scripts/postgres.mjs'], {});
  const ready = new Promise((resolve, reject) => {
    child.once('message', ({ failed }) =>
      failed ? reject(new Error(`PostgreSQL does not start:\n${failed}`)) : resolve(),
    );
    child.once('exit', () => reject(new Error('PostgreSQL does not start.')));
  });
  child.send({ folder, port, password });
  return { ready: inTime(ready, 60_000, 'PostgreSQL'), ...lifeOf(child, () => child.disconnect()) };
}

/** `say` is given what its log and its errors say from then on. */
export function startServer(env, port, say) {
  // What went wrong is worth a line between those of three servers; each request isn't.
  const child = run(serverCommand, {
    LOG_LEVEL: 'warn',
    ...env,
    PORT: String(port),
  });
  // The rest of its output is the greeting for somebody who started one server.
  eachLine(child.stdout, (line) => line.startsWith('{') && say(line));
  eachLine(child.stderr, (line) => line.trim() && say(line));
  const life = lifeOf(child, () => child.kill('SIGTERM'));
  const refused = life.ended.then((how) => {
    throw new Error(`The server on port ${port} does not start (${how}).`);
  });
  refused.catch(() => {});
  const ready = Promise.race([answers(`http://127.0.0.1:${port}/readyz`, life), refused]);
  return { ready: inTime(ready, 60_000, `The server on port ${port}`), ...life };
}

function lifeOf(child, ask) {
  const ended = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  let open = true;
  ended.then(() => {
    open = false;
  });
  return {
    pid: child.pid,
    ended,
    isOpen: () => open,
    async stop() {
      if (!open) return;
      ask();
      const forcing = setTimeout(() => open && process.kill(-child.pid, 'SIGKILL'), patience);
      await ended;
      clearTimeout(forcing);
    },
  };
}

async function answers(url, { isOpen }) {
  while (isOpen()) {
    const response = await fetch(url, { signal: AbortSignal.timeout(6000) }).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await sleep(50);
  }
}

function inTime(promise, ms, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} isn't ready after ${ms / 1000} s.`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function eachLine(stream, take) {
  createInterface({ input: stream }).on('line', take);
}
