import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer, type TestServer } from './server.js';

const run = promisify(execFile);
const folder = new URL('../docs/reference/', import.meta.url);
const pages = await Promise.all(
  (await readdir(folder)).map((file) => readFile(new URL(file, folder), 'utf8')),
);
const commands = pages.flatMap((text) =>
  [...text.matchAll(/^```sh\n(curl [\s\S]*?)\n```$/gm)].map(([, command = '']) => command),
);

/** What the examples bring that can't be true of every account: its tokens and codes. */
const madeUp: Record<string, string> = {
  '/api/v1/auth/refresh': '401',
  '/api/v1/auth/reset-password': '400',
  '/api/v1/auth/undo-email-change': '400',
  '/api/v1/me/verify-email': '429',
  '/api/v1/me/verify-email/confirm': '400',
};

/** What the examples send as a file, in the folder they are run in. */
const picture = Buffer.from('UklGRh4AAABXRUJQVlA4TBEAAAAvn8/nEwdQjyJXq4CBiOh/AAA=', 'base64');

let server: TestServer;
let here: string;
beforeAll(async () => {
  server = await startServer();
  here = await mkdtemp(join(tmpdir(), 'profile-commands-'));
  await writeFile(join(here, 'avatar.png'), picture);
});
afterAll(async () => {
  await server.stop();
  await rm(here, { recursive: true });
});

async function answer(command: string, token: string): Promise<[status: string, body: string]> {
  const ours = command.replaceAll('http://localhost:8080', server.url);
  const script = `token=${token}; ${ours} -s -w '\\n%{http_code}'`;
  const { stdout } = await run('bash', ['-eu', '-c', script], { cwd: here });
  const [body = '', status = ''] = stdout.split(/\n(?=\d+$)/);
  return [status, body];
}

it('has commands that the server takes, one for each operation', async () => {
  const operations = pages.flatMap((text) => text.match(/^### [A-Z]+ \//gm) ?? []);
  expect(commands.length).toBe(operations.length);
  const named = (path: string) => commands.filter((command) => command.includes(`8080${path} `));
  const [register = ''] = named('/api/v1/auth/register');
  const [logout = ''] = named('/api/v1/auth/logout');
  const [created, tokens] = await answer(register, '');
  expect(created).toBe('201');
  const { access_token } = JSON.parse(tokens);

  // What ends the session or changes the password comes when nothing else needs them any more.
  const [password = ''] = named('/api/v1/me/password');
  const last = [password, logout];
  const others = commands.filter((command) => command !== register && !last.includes(command));
  for (const command of [...others, ...last]) {
    const path = /8080(\S+)/.exec(command)?.[1] ?? '';
    const [status, body] = await answer(command, access_token);
    const allowed = ['200', '204', madeUp[path]];
    expect(allowed, `${command}\n${body}`).toContain(status);
  }
});
