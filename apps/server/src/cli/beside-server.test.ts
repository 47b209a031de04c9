import { readdirSync } from 'node:fs';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { expect, it, vi } from 'vitest';
import { openCommandLine, password } from '../testing/command-line.js';

it('the command line works beside a running server, which follows at once', async () => {
  const line = await openCommandLine();
  const url = await line.serve();
  const login = async (given: string) => {
    const body = JSON.stringify({ login: 'ada', password: given });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers, body });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return { status: answer.status, token };
  };
  const me = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${url}/api/v1/me`, { headers })).status;
  };

  const create = ['user', 'create', 'ada@example.com', '--username', 'ada', '--password-stdin'];
  expect((await line.run(create, { input: password })).code).toBe(0);
  const { token } = await login(password);
  expect(await me(token)).toBe(200);
  // The server mails what the command line put into the outbox.
  const mails = (kind: string) =>
    readdirSync(`${line.dir}/outbox`).filter((name) => name.includes(kind));
  await vi.waitFor(() => expect(mails('verify-email')).toHaveLength(1), 10_000);

  const { access_token: minted } = await line.json<{ access_token: string }>(
    'token',
    'mint',
    'ada',
  );
  expect(await me(minted)).toBe(200);
  const { sessions } = await line.json<{ sessions: { device: string }[] }>(
    'user',
    'sessions',
    'ada',
  );
  expect(sessions.map(({ device }) => device)).toContain('profile token mint');

  const set = await line.json<{ password: string }>('user', 'set-password', 'ada');
  expect(set).toMatchObject({ sessions_revoked: 2 });
  expect([await me(token), await me(minted)]).toEqual([401, 401]);
  expect((await login(password)).status).toBe(401);
  await vi.waitFor(() => expect(mails('password-changed')).toHaveLength(1), 10_000);

  const again = await login(set.password);
  await line.json('user', 'deactivate', 'ada');
  expect([await me(again.token), (await login(set.password)).status]).toEqual([401, 401]);
  await line.json('user', 'activate', 'ada');
  expect(await me((await login(set.password)).token)).toBe(200);
  await line.close();
}, 60_000);

it('a running server takes over new keys, and refuses at once what a killed one has signed', async () => {
  const line = await openCommandLine();
  const url = await line.serve();
  await line.json('user', 'create', 'ada@example.com', '--username', 'ada');
  const mint = () => line.json<{ access_token: string }>('token', 'mint', 'ada');
  const me = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${url}/api/v1/me`, { headers })).status;
  };
  const keySet = async () =>
    (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;

  const { access_token: token } = await mint();
  const { kid = '' } = decodeProtectedHeader(token);
  expect(await me(token)).toBe(200);
  const fresh = await line.json<{ kid: string }>('keys', 'rotate');
  await vi.waitFor(async () => {
    const { keys } = await keySet();
    expect(keys.map((key) => key.kid)).toEqual([kid, fresh.kid]);
  }, 10_000);

  await line.json('keys', 'retire', kid, '--now');
  // Within the reload interval, though the server has checked and remembered it.
  await vi.waitFor(async () => expect(await me(token)).toBe(401), 10_000);
  const { access_token: next } = await mint();
  expect(decodeProtectedHeader(next).kid).toBe(fresh.kid);
  expect(await me(next)).toBe(200);
  await jwtVerify(next, createLocalJWKSet(await keySet()));
  await line.close();
}, 60_000);
