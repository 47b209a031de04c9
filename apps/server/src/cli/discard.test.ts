import { expect, it, onTestFinished } from 'vitest';
import { openCommandLine, password } from '../testing/command-line.js';
import { startServerProcess } from '../testing/server-process.js';

it('who has lost SECRET discards the keys, and everybody signs in anew, with the password of before', async () => {
  const line = await openCommandLine();
  await line.prepare();
  const { access_token } = await line.json<{ access_token: string }>('token', 'mint', 'ada');
  const env = { SECRET: 'another one, since the first is lost' };
  const refused = await line.run(['keys', 'list'], { env });
  expect(refused.stderr).toContain('SECRET is not the one this database was set up with');
  const unconfirmed = await line.run(['keys', 'discard'], { env });
  expect([unconfirmed.code, unconfirmed.stderr]).toEqual([2, expect.stringContaining('Add --yes')]);
  expect((await line.run(['keys', 'list'])).code).toBe(0);

  const { code, stdout } = await line.run(['keys', 'discard', '--yes', '--json'], { env });
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    { keys: 1, sessions: 2, kid: expect.any(String) },
  ]);
  const outbox = `file:${line.dir}/outbox`;
  const server = await startServerProcess({ ...env, DATABASE_URL: line.url, MAIL_URL: outbox });
  const me = async (token: string) =>
    (await fetch(`${server.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } }))
      .status;
  expect(await me(access_token)).toBe(401);
  const login = await fetch(`${server.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'ada', password }),
  });
  const tokens = (await login.json()) as { access_token: string };
  expect([login.status, await me(tokens.access_token)]).toEqual([200, 200]);
  await server.kill('SIGTERM');
  await line.close();
}, 60_000);

it('who has not set another SECRET is refused and loses nothing, unless it is meant', async () => {
  const line = await openCommandLine();
  onTestFinished(() => line.close());
  const { kid } = await line.prepare();
  const { code, stdout, stderr } = await line.run(['keys', 'discard', '--yes', '--json']);
  expect([code, stdout, JSON.parse(stderr)]).toEqual([
    1,
    '',
    {
      code: 'same_secret',
      detail: expect.stringMatching(
        /^SECRET is still the one that sealed the keys: set the new one first, or add --same-secret/,
      ),
    },
  ]);
  const { keys } = await line.json<{ keys: object[] }>('keys', 'list');
  expect(keys).toEqual([expect.objectContaining({ kid, state: 'signing' })]);
  const { sessions } = await line.json<{ sessions: object[] }>('user', 'sessions', 'ada');
  expect(sessions).toHaveLength(1);
  const meant = await line.json('keys', 'discard', '--yes', '--same-secret');
  expect(meant).toMatchObject({ keys: 1, sessions: 1, kid: expect.not.stringMatching(kid) });
}, 60_000);
