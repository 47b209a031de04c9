import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort, main } from './server.js';

/** The server as an operator runs it: a process, its output, its end. */
async function launch(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], { env: { PATH: process.env.PATH ?? '', ...env } });
  let output = '';
  let announced = () => {};
  const ready = new Promise<void>((resolve) => {
    announced = resolve;
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (/ready/.test(output)) announced();
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  return { child, ready, ended, output: () => output };
}

async function inFolder(work: (env: Record<string, string>, url: string) => Promise<void>) {
  const dir = await mkdtemp(join(tmpdir(), 'profile-process-'));
  const port = String(await freePort());
  const env = {
    PORT: port,
    DATABASE_URL: `file:${join(dir, 'profile.db')}`,
    MAIL_URL: `file:${join(dir, 'outbox')}`,
    SECRET: 'only for this test, and long enough',
    LIMITS: 'off',
  };
  await work(env, `http://127.0.0.1:${port}`);
  await rm(dir, { recursive: true, force: true });
}

const json = { 'content-type': 'application/json' };
const post = (url: string, body: object) =>
  fetch(url, { method: 'POST', headers: json, body: JSON.stringify(body) });

describe('The server as a process', () => {
  it('has an acknowledged change after it was killed with -9', () =>
    inFolder(async (env, url) => {
      let server = await launch(env);
      await server.ready;
      const account = { email: 'ada@example.com', password: 'violet-anchor-73-mosaic' };
      const { access_token } = (await (
        await post(`${url}/api/v1/auth/register`, account)
      ).json()) as { access_token: string };
      const headers = { ...json, authorization: `Bearer ${access_token}` };
      for (const round of [1, 2, 3, 4, 5]) {
        const body = JSON.stringify({ display_name: `round ${round}` });
        const changed = await fetch(`${url}/api/v1/me`, { method: 'PATCH', headers, body });
        server.child.kill('SIGKILL');
        expect(changed.status).toBe(200);
        await server.ended;

        server = await launch(env);
        await server.ready;
        const profile = await (await fetch(`${url}/api/v1/me`, { headers })).json();
        expect(profile).toMatchObject({ display_name: `round ${round}`, version: round + 1 });
      }
      server.child.kill('SIGTERM');
      await server.ended;
    }));

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'finishes requests in flight on %s, then ends',
    (signal) =>
      inFolder(async (env, url) => {
        const server = await launch(env);
        await server.ready;
        // Each takes a hash of some 30 ms, and they wait for each other.
        const answers = [1, 2, 3, 4].map((number) =>
          post(`${url}/api/v1/auth/register`, {
            email: `ada${number}@example.com`,
            password: 'violet-anchor-73-mosaic',
          }),
        );
        await Promise.race(answers);
        server.child.kill(signal);
        const statuses = (await Promise.all(answers)).map(({ status }) => status);
        expect(statuses).toEqual([201, 201, 201, 201]);
        expect(await server.ended).toEqual({ code: 0, signal: null });
      }),
  );

  it('says so when the port is taken, and leaves the other server alone', () =>
    inFolder(async (env, url) => {
      const first = await launch(env);
      await first.ready;
      const second = await launch(env);
      expect(await second.ended).toEqual({ code: 1, signal: null });
      expect(second.output()).toContain(`Port ${env.PORT} is taken by another program`);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      first.child.kill('SIGTERM');
      await first.ended;
    }));

  it('names every wrong setting at once', async () => {
    const server = await launch({ PORT: 'web', ACCESS_TOKEN_TTL: 'soon', SECRET: 'short' });
    expect(await server.ended).toEqual({ code: 1, signal: null });
    for (const name of ['PORT', 'ACCESS_TOKEN_TTL', 'SECRET']) {
      expect(server.output()).toMatch(new RegExp(`- ${name} must`));
    }
    expect(server.output()).not.toContain('    at ');
  });

  it('says that a setting is misspelt, which would else be as if it were not there', () =>
    inFolder(async (env) => {
      const server = await launch({ ...env, PRIVATE_SIGNUP: 'true' });
      await server.ready;
      server.child.kill('SIGTERM');
      await server.ended;
      expect(server.output()).toContain('PRIVATE_SIGNUP is no setting; PRIVATE_SIGN_UP is');
    }));

  it('says in one sentence when it can not make sure whom it would speak to', () =>
    inFolder(async (env) => {
      const listener = createServer().listen(0, '127.0.0.1');
      await once(listener, 'listening');
      const { port } = listener.address() as AddressInfo;
      const options = 'sslmode=verify-full&sslrootcert=/nowhere/ca.pem';
      const DATABASE_URL = `postgres://ada:hush@127.0.0.1:${port}/profile?${options}`;
      const server = await launch({ ...env, DATABASE_URL });
      expect(await server.ended).toEqual({ code: 1, signal: null });
      listener.close();
      expect(server.output().trim()).toBe(
        '/nowhere/ca.pem, which sslrootcert names, can not be read (ENOENT).',
      );
    }));

  it('says what to do when SECRET is not the one of the database', () =>
    inFolder(async (env) => {
      const first = await launch(env);
      await first.ready;
      first.child.kill('SIGTERM');
      await first.ended;
      const second = await launch({ ...env, SECRET: 'another one, which is long enough too' });
      expect(await second.ended).toEqual({ code: 1, signal: null });
      expect(second.output()).toContain('SECRET is not the one this database was set up with');
      expect(second.output()).not.toContain('    at ');
    }));
});
