import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailedLink } from '../mailed-links.js';
import { startServer, type TestServer } from '../server.js';

const SECRET = 'the secret of this test, which is long enough';
const password = 'violet-anchor-73-mosaic';
const secrets = new Set<string>([SECRET, password]);
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ SECRET, LOG_LEVEL: 'trace' });
});
afterAll(() => server.stop());

async function call(method: string, path: string, body?: object, token?: string) {
  const answer = await fetch(server.url + path, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const value = text === '' ? {} : (JSON.parse(text) as Record<string, string>);
  for (const name of ['access_token', 'refresh_token']) if (value[name]) secrets.add(value[name]);
  return { status: answer.status, id: answer.headers.get('x-request-id') ?? '', value };
}

/** A secret that is typed in; remembered, so that it is searched for. */
function typed(secret: string): string {
  secrets.add(secret);
  return secret;
}

/** The token of the newest link of a kind. */
async function mailed(kind: string, to: string): Promise<{ token: string }> {
  const link = await mailedLink(server, { kind, to });
  return { token: typed(new URL(link).searchParams.get('token') ?? '') };
}

it('leaves no secret in the log, the database or its journal', async () => {
  const email = 'thaddeus@example.com';
  const { value: first } = await call('POST', '/api/v1/auth/register', { email, password });
  await call('POST', '/api/v1/auth/login', { login: email, password });
  await call('POST', '/api/v1/auth/login', { login: email, password: typed('a wrong password') });
  // People type passwords into the other field too.
  await call('POST', '/api/v1/auth/login', { login: typed('my-password-as-login'), password });
  const { value: second } = await call('POST', '/api/v1/auth/refresh', {
    refresh_token: first.refresh_token,
  });
  await call('POST', '/api/v1/auth/refresh', { refresh_token: typed('not-a-refresh-token-1234') });
  const token = second.access_token ?? '';
  const replacement = typed('quiet-lantern-58-harbor');
  for (const change of [
    { current_password: typed('another wrong one'), new_password: replacement },
    { current_password: password, new_password: 7 },
    { current_password: password, new_password: replacement },
  ]) {
    await call('POST', '/api/v1/me/password', change, token);
  }
  await call('GET', `/api/v1/me?token=${typed('in-the-query-1234567')}`, undefined, token);
  await call('GET', '/api/v1/me', undefined, typed(`${token.slice(0, -4)}AAAA`));
  await call('POST', '/api/v1/me/verify-email/confirm', { code: '000000' }, token);
  await call('POST', '/api/v1/me/verify-email/confirm', { token: typed('x'.repeat(65)) }, token);

  // What was mailed before the password changed is dead; the address is another one by now.
  const address = 'thaddeus@new.example.com';
  for (const current_password of [typed('a third wrong one'), replacement]) {
    await call('POST', '/api/v1/me/email', { email: address, current_password }, token);
  }
  await call(
    'POST',
    '/api/v1/me/verify-email/confirm',
    await mailed('verify-email', address),
    token,
  );
  await call('POST', '/api/v1/auth/undo-email-change', { token: typed('y'.repeat(65)) });
  await call('POST', '/api/v1/auth/forgot-password', { email: address });
  for (const given of [{ token: typed('z'.repeat(65)) }, await mailed('reset-password', address)]) {
    const new_password = typed('amber-lantern-58-harbor');
    await call('POST', '/api/v1/auth/reset-password', { ...given, new_password });
  }
  const last = await call('POST', '/api/v1/auth/login', {
    login: address,
    password: 'amber-lantern-58-harbor',
  });
  expect(last.status).toBe(200);
  // Lines are written a few times a second; whoever looks before this one would miss those before it.
  await expect.poll(() => server.output()).toMatch(new RegExp(`"id":"${last.id}".+"status":200`));

  const files = (await readdir(server.dir)).filter((name) => name.startsWith('profile.db'));
  expect(files).toContain('profile.db-wal');
  const kept = await Promise.all(
    files.map(async (name) => [name, await readFile(join(server.dir, name), 'latin1')] as const),
  );
  const places = [...kept, ['the log', server.output()] as const];
  const found = places.flatMap(([place, text]) =>
    [...secrets].filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${place}`),
  );
  expect(found).toEqual([]);

  expect(server.output()).toContain('"audit":"email.changed"');
  // No part of an address. The name is one that can't be in an id or a digest by chance.
  expect(server.output()).not.toMatch(/thaddeus|@/i);
});
