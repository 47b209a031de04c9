// Every process of a run: started on the cores it is to have, waited for, and stopped.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

export const cores = availableParallelism();

/** Whether servers get the first core for themselves, and the load and everything else the second. */
export const pinned = cores > 1 && spawnSync('taskset', ['--version']).status === 0;
export const cpus = { server: '0', load: '1', all: `0-${cores - 1}` };

/** This process, and what it starts without saying where, leaves the first core to the server. */
export function pinSelf() {
  if (pinned) spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cpus.load, process.pid]);
}

const running = new Set();

/** Starts a program; what it prints goes nowhere, but for its complaints. */
export function start(command, args, { cpu = cpus.all, env = {}, cwd, stdio } = {}) {
  const { PATH, HOME } = process.env;
  const child = spawn(
    ...(pinned ? ['taskset', ['--cpu-list', cpu, command, ...args]] : [command, args]),
    {
      cwd,
      env: { PATH, HOME, ...env },
      stdio: stdio ?? ['ignore', 'ignore', 'inherit'],
      serialization: 'advanced',
    },
  );
  running.add(child);
  const exit = once(child, 'exit').finally(() => running.delete(child));
  return {
    child,
    pid: child.pid,
    exit,
    async stop() {
      if (running.has(child)) child.kill('SIGTERM');
      await exit;
    },
  };
}

// Whatever ends this process ends what it has started.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
// PostgreSQL's package has a handler that takes its data away, which needs a moment.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => setTimeout(() => process.exit(1), 2_000));
}

/** Resolves once something answers there, whatever it says. */
export async function answering({ child }, port) {
  const end = Date.now() + 30_000;
  while (Date.now() < end && child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer) return answer.arrayBuffer();
    await delay(20);
  }
  throw new Error(`${child.spawnargs.join(' ')} does not answer`);
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Bytes of memory that a process has now; none where there is no /proc. */
export function memoryOf(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
  } catch {
    return 0;
  }
}
