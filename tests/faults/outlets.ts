import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, main } from '../server.js';
import type { Place } from './place.js';

/** A server whose standard output is a pipe of ours, of which nobody reads. */
export async function startUnread({ settings }: Place) {
  const dir = mkdtempSync(join(tmpdir(), 'profile-pipe-'));
  const path = join(dir, 'log');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY);
  let open = true;
  const closeReader = () => {
    if (open) closeSync(reader);
    open = false;
  };
  for (;;) {
    const port = String(await freePort());
    const env = { PATH: process.env.PATH ?? '', LIMITS: 'off', ...settings, PORT: port };
    const child = spawn(process.execPath, [main], {
      env,
      stdio: ['ignore', writer, 'pipe', 'ipc'],
    });
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, errors }));
    const url = `http://127.0.0.1:${port}`;
    if (await answers(url, () => child.exitCode === null)) {
      return {
        url,
        pid: child.pid ?? 0,
        ended,
        closeReader,
        stop: () => child.kill('SIGTERM'),
        /** Whatever has become of it. */
        async remove(): Promise<void> {
          child.kill('SIGKILL');
          await ended;
          closeReader();
          closeSync(writer);
          rmSync(dir, { recursive: true });
        },
      };
    }
    const { errors: said } = await ended;
    if (!said.includes(`Port ${port} is taken`)) throw new Error(said);
  }
}

async function answers(url: string, lives: () => boolean): Promise<boolean> {
  while (lives()) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return true;
    await sleep(25);
  }
  return false;
}
