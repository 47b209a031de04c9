import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, it, onTestFinished } from 'vitest';
import { freePort, startServer } from './server.js';

const constant =
  "require('node:http').createServer((_, answer) => answer.end('ok')).listen(process.env.PORT, '127.0.0.1', () => console.log('ready'))";

/** Twice what it was when this was written. */
const most = 4;

async function load(url: string, headers: Record<string, string> = {}): Promise<void> {
  const one = async () => {
    for (let i = 0; i < 300; i++) {
      const answer = await fetch(url, { headers });
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: 20 }, one));
}

/** In kB. */
async function resident(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
}

// Only Linux tells the memory of another process.
it.skipIf(process.platform !== 'linux')(
  `takes at most ${most} times the memory of a constant answer after six thousand requests`,
  async () => {
    const server = await startServer();
    onTestFinished(server.stop);
    const answer = await fetch(`${server.url}/api/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.com', password: 'violet-anchor-73-mosaic' }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    await load(`${server.url}/api/v1/me`, { authorization: `Bearer ${token}` });

    const port = String(await freePort());
    const child = spawn(process.execPath, ['-e', constant], { env: { PORT: port } });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    await load(`http://127.0.0.1:${port}/`);

    const ratio = (await resident(server.pid)) / (await resident(child.pid));
    console.log(`memory: ${ratio.toFixed(2)} times that of a constant answer`);
    expect(ratio).toBeLessThan(most);
  },
);
