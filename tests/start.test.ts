import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { freePort } from './server.js';

const main = fileURLToPath(new URL('../apps/server/bin/server.cjs', import.meta.url));
const constant =
  "require('node:http').createServer((_, answer) => answer.end('ok')).listen(process.env.PORT, '127.0.0.1')";

const times = 7;

/** Twice what it was when this was written; before there was a bundle it was 38. */
const most = 7;

/** How much processor time, in clock ticks, a server has taken when it gives its first answer. */
async function cost(args: string[], env: Record<string, string>): Promise<number> {
  const port = String(await freePort());
  const child = spawn(process.execPath, args, { env: { ...env, PORT: port }, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/healthz`;
  while (child.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) break;
    await sleep(5);
  }
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return Number(user) + Number(system);
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

// Only Linux tells the time of another process; the wall's would be that of whatever else runs here.
it.skipIf(process.platform !== 'linux')(
  `takes at most ${most} times what a constant answer takes to start`,
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'profile-start-'));
    const env = {
      DATABASE_URL: `file:${join(dir, 'profile.db')}`,
      MAIL_URL: `file:${join(dir, 'outbox')}`,
      SECRET: 'only for this test, and long enough',
    };
    // The first makes the database.
    await cost([main], env);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let i = 0; i < times; i++) {
      theirs.push(await cost(['-e', constant], {}));
      ours.push(await cost([main], env));
    }
    await rm(dir, { recursive: true, force: true });
    expect(median(ours) / median(theirs)).toBeLessThan(most);
  },
);
