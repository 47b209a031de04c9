import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { takenPort } from '../scripts/cluster-ports.mjs';

const script = fileURLToPath(new URL('../scripts/cluster.mjs', import.meta.url));
const [first, second, third, database] = await freePorts();
const at = (port: number) => `http://localhost:${port}`;

let folder: string;
let cluster: ReturnType<typeof launch>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'profile-cluster-'));
  // PostgreSQL runs as another user when root starts it.
  await chmod(folder, 0o711);
  cluster = launch();
  await cluster.says(/^All ready/m);
});
afterAll(async () => {
  cluster.child.kill('SIGTERM');
  await cluster.ended;
  await rm(folder, { recursive: true, force: true });
});

it('says in one line each that PostgreSQL and three servers are ready', () => {
  expect(cluster.output().trim().split('\n')).toEqual([
    expect.stringMatching(`^PostgreSQL +127\\.0\\.0\\.1:${database}, `),
    expect.stringMatching(`^Server ${first} +${at(first)}, process \\d+$`),
    expect.stringMatching(`^Server ${second} +${at(second)}, process \\d+$`),
    expect.stringMatching(`^Server ${third} +${at(third)}, process \\d+$`),
    'All ready   Stop with Ctrl-C.',
  ]);
});

it('is one backend: an account made at one server is known, and signed in, at the others', async () => {
  const authorization = `Bearer ${await signUp('ada')}`;
  const read = await fetch(`${at(second)}/api/v1/me`, { headers: { authorization } });
  expect([read.status, await read.json()]).toEqual([200, expect.objectContaining({ version: 1 })]);
  const changed = await fetch(`${at(third)}/api/v1/me`, {
    method: 'PATCH',
    headers: { authorization, 'content-type': 'application/json', 'if-match': '"1"' },
    body: '{"display_name":"Ada"}',
  });
  expect(changed.status).toBe(200);
  const again = await fetch(`${at(first)}/api/v1/me`, { headers: { authorization } });
  expect(await again.json()).toMatchObject({ display_name: 'Ada', version: 2 });
});

it('refuses to start when one of its ports is taken, and leaves the other cluster alone', async () => {
  const other = launch();
  expect(await other.ended).toEqual([1, null]);
  expect(other.output()).toContain(`Port ${first} is taken by another program`);
  expect((await fetch(`${at(first)}/readyz`)).status).toBe(200);
});

it('says that a server has died; the others go on', async () => {
  const authorization = `Bearer ${await signUp('grace')}`;
  const [, pid] =
    new RegExp(`^Server ${second} .*process (\\d+)$`, 'm').exec(cluster.output()) ?? [];
  process.kill(Number(pid), 'SIGKILL');
  await cluster.says(new RegExp(`^Server ${second} +has ended \\(SIGKILL\\)`, 'm'));
  const read = await fetch(`${at(third)}/api/v1/me`, { headers: { authorization } });
  expect(read.status).toBe(200);
});

it('stops everything when it is stopped, and has the accounts when it starts again', async () => {
  await signUp('joan');
  cluster.child.kill('SIGINT');
  expect(await cluster.ended).toEqual([0, null]);
  expect(cluster.output()).toMatch(/\nStopped\.\n$/);
  expect(await takenPort([first, second, third, database])).toBeUndefined();

  cluster = launch();
  await cluster.says(/^All ready/m);
  expect((await post(second, 'login', { login: 'joan' })).status).toBe(200);
});

it('leaves nothing running when it is killed', async () => {
  cluster.child.kill('SIGKILL');
  await cluster.ended;
  const deadline = Date.now() + 20_000;
  while (await takenPort([first, second, third, database])) {
    expect(Date.now()).toBeLessThan(deadline);
    await sleep(100);
  }
});

const password = 'violet-anchor-73-mosaic';

const post = (port: number, act: string, body: object) =>
  fetch(`${at(port)}/api/v1/auth/${act}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password, ...body }),
  });

async function signUp(username: string): Promise<string> {
  const email = `${username}@example.com`;
  const response = await post(first, 'register', { email, username });
  expect(response.status).toBe(201);
  return ((await response.json()) as { access_token: string }).access_token;
}

function launch() {
  const child = spawn(process.execPath, [script, '--built', '--folder', folder], {
    // What is set in the developer's shell must not change what is tested.
    env: { PATH: process.env.PATH ?? '', PORT: String(first), LIMITS: 'off' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close');
  return {
    child,
    ended,
    output: () => output,
    async says(sentence: RegExp) {
      const deadline = Date.now() + 50_000;
      while (!sentence.test(output)) {
        if (child.exitCode !== null || Date.now() > deadline) throw new Error(output);
        await sleep(50);
      }
    },
  };
}

/** Four in a row that nobody listens on, for now. */
async function freePorts(): Promise<[number, number, number, number]> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const ports = [first, first + 1, first + 2, first + 3] as [number, number, number, number];
    if ((await takenPort(ports)) === undefined) return ports;
  }
}
